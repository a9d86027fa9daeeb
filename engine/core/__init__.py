"""Foundations: parameters, registries, errors, random numbers, formulas and codecs, for all of the engine."""
