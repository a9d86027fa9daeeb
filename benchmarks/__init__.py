"""Speed, as ratios to what a person would use instead. Run on demand on an idle machine: ``make bench``."""
