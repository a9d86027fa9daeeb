"""LRU cache: keeps the most recently used items within a limit of bytes."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar, final


class Sized(Protocol):
    """Sized item: knows how many bytes it occupies; the number may grow while it is cached."""

    @property
    def nbytes(self) -> int: ...


V = TypeVar("V", bound=Sized)

OVERHEAD_BYTES = 16 * 1024
"""Added to the size of each item, so that many tiny items cannot fill the memory either."""


@final
class LRUCache(Generic[V]):
    """LRU cache: when the sizes exceed the capacity, the least recently used items are evicted.

    The item used last stays, even if it alone exceeds the capacity.

    Args:
        capacity: in bytes.
        on_evict: called with each evicted item.
    """

    def __init__(self, capacity: int, on_evict: Callable[[V], None] = lambda _: None) -> None:
        self.capacity = capacity
        self.hits = 0
        self.misses = 0
        self._on_evict = on_evict
        self._items: OrderedDict[str, V] = OrderedDict()
        self._sizes: dict[str, int] = {}
        self._total = 0

    def get(self, key: str) -> V | None:
        """The item, now the most recently used one, or None; counts a hit or a miss."""
        item = self._items.get(key)
        self.hits += item is not None
        self.misses += item is None
        if item is not None:
            self._items.move_to_end(key)
        return item

    def put(self, key: str, item: V) -> None:
        """Insert or replace an item, now the most recently used one, then evict others until all fit."""
        self._items[key] = item
        self._sizes.setdefault(key, 0)
        self.resize(key)

    def resize(self, key: str) -> None:
        """Read the size of an item again after it has grown; does nothing if it was evicted.

        The item is now the most recently used one, and others are evicted until all fit.
        """
        if key in self._items:
            size = self._items[key].nbytes + OVERHEAD_BYTES
            self._total += size - self._sizes[key]
            self._sizes[key] = size
            self._items.move_to_end(key)
            self._evict()

    def _evict(self) -> None:
        while self._total > self.capacity and len(self._items) > 1:
            key, item = self._items.popitem(last=False)
            self._total -= self._sizes.pop(key)
            self._on_evict(item)

    def __len__(self) -> int:
        return len(self._items)
