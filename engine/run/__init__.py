"""Runs: the one loop that steps optimizers, records their paths and names their regimes."""
