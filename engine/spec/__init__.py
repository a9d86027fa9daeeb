"""Specification: the experiment as a value, its defaults and what fits together."""
