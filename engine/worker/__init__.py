"""Worker entry points: the functions that worker processes run, in ``advance`` and ``scan``."""
