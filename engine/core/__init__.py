"""Foundations: parameters, registries, errors, random numbers, formulas, codecs."""
