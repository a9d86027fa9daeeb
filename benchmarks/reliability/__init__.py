"""Reliability benchmarks: bounded attacks and accidents, each with a control that must fail."""
