"""What can come of saving and of opening, besides success."""

from typing import final


@final
class StoreFullError(Exception):
    """As many experiments are kept as may be, or the disk is full."""


@final
class StoreUnavailableError(Exception):
    """The database cannot be reached, or takes nothing at the moment."""


@final
class StoreDamagedError(Exception):
    """What is kept under the id is not what was saved, or this version can no longer read it."""
