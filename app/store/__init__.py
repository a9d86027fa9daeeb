"""Saved experiments: small, immutable, bounded, in SQLite or PostgreSQL."""

from .errors import StoreDamagedError, StoreFullError, StoreUnavailableError
from .store import Store
from .table_store import TableStore

__all__ = ["Store", "StoreDamagedError", "StoreFullError", "StoreUnavailableError", "TableStore"]
