"""Results kept for whoever asks next: a class that opens one link costs one computation."""

from collections import OrderedDict
from collections.abc import Callable
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
    """The items used last, as many as fit into so many bytes.

    Args:
        capacity: in bytes.
        left: told of each item that has to leave.
    """

    def __init__(self, capacity: int, left: Callable[[V], None] = lambda _: None) -> None:
        self.capacity = capacity
        self.hits = 0
        self.misses = 0
        self._left = left
        self._items: OrderedDict[str, V] = OrderedDict()
        self._weights: dict[str, int] = {}
        self._total = 0

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
        self._weights.setdefault(key, 0)
        self.weigh(key)

    def weigh(self, key: str) -> None:
        """The item is in use and may have grown: others leave for it, if it is still here."""
        if key in self._items:
            weight = self._items[key].nbytes + OVERHEAD
            self._total += weight - self._weights[key]
            self._weights[key] = weight
            self._make_room(key)

    def _make_room(self, key: str) -> None:
        """For what was used last."""
        self._items.move_to_end(key)
        while self._total > self.capacity and len(self._items) > 1:
            gone, item = self._items.popitem(last=False)
            self._total -= self._weights.pop(gone)
            self._left(item)

    def __len__(self) -> int:
        return len(self._items)
