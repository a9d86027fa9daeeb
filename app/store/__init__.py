"""Saved experiments: small, immutable, bounded, in SQLite or PostgreSQL."""

from .errors import StoreDamaged, StoreFull, StoreUnavailable
from .store import Store

__all__ = ["Store", "StoreDamaged", "StoreFull", "StoreUnavailable"]
