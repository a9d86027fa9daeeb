"""Store errors: why an experiment could not be saved or loaded."""

from typing import final


@final
class StoreFullError(Exception):
    """Store full: the limit of saved experiments is reached, or the disk is full."""


@final
class StoreUnavailableError(Exception):
    """Store unavailable: the database cannot be reached, or cannot be written to at the moment."""


@final
class StoreDamagedError(Exception):
    """Store damaged: the row is not what was saved, or this version can no longer read it."""
