"""Runs: the one loop that steps optimizers, its recorder and the regimes."""
