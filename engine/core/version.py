"""Version: the number that the package, the server and the engine share."""

__version__ = "0.1.0"
