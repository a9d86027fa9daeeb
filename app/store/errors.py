"""Errors of saving and loading experiments."""

from typing import final


@final
class StoreFullError(Exception):
    """The limit of saved experiments is reached, or the disk is full."""


@final
class StoreUnavailableError(Exception):
    """The database cannot be reached, or cannot be written to at the moment."""


@final
class StoreDamagedError(Exception):
    """The row is not what was saved, or this version can no longer read it."""
