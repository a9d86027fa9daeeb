"""Exports: an experiment as something that lives without the lab."""
