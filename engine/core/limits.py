"""Limits of an experiment that several of its parts share."""

MAX_RACERS = 16
MAX_STEPS = 20_000
