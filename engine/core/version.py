"""Version: the one number that package, server and engine share."""

__version__ = "0.1.0"
