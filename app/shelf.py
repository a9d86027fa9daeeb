"""Results kept for whoever asks next: a class that opens one link costs one computation."""

from collections import OrderedDict
from typing import Generic, Protocol, TypeVar, final


class Weighty(Protocol):
    """Anything whose size in memory is known; it may grow while it is kept."""

    @property
    def nbytes(self) -> int: ...


V = TypeVar("V", bound=Weighty)

OVERHEAD = 16 * 1024
"""What an item costs besides its arrays: no number of small ones may fill the memory either."""


@final
class Shelf(Generic[V]):
    """The items used last, as many as fit into so many bytes."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.hits = 0
        self.misses = 0
        self._items: OrderedDict[str, V] = OrderedDict()

    def get(self, key: str) -> V | None:
        item = self._items.get(key)
        self.hits += item is not None
        self.misses += item is None
        if item is not None:
            self._items.move_to_end(key)
        return item

    def put(self, key: str, item: V) -> None:
        """Keep the item; others leave, the longest unused first, until all fit again."""
        self._items[key] = item
        self._items.move_to_end(key)
        total = sum(kept.nbytes + OVERHEAD for kept in self._items.values())
        while total > self.capacity and len(self._items) > 1:
            _, left = self._items.popitem(last=False)
            total -= left.nbytes + OVERHEAD

    def __len__(self) -> int:
        return len(self._items)
