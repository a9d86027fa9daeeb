"""Version: the number that the package, the server and the engine share."""

__version__ = "0.4.0"
