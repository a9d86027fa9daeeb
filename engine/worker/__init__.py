"""Worker entry points: the two functions that worker processes run, ``advance`` and ``scan``."""
