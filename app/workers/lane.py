"""Slots of one rank, and who goes where."""

from collections import OrderedDict
from collections.abc import Callable
from itertools import count
from typing import TypeVar, TypeVarTuple, final

from .slot import Slot

A = TypeVarTuple("A")
T = TypeVar("T")

REMEMBERED = 4096


@final
class Lane:
    """A few equal slots.

    Calls with the same key go to the same slot, whose process may still hold the live run that they
    continue; a new key goes where the least is waiting.
    """

    def __init__(self, slots: list[Slot]) -> None:
        self.slots = slots
        self._places: OrderedDict[str, Slot] = OrderedDict()
        self._turns = count()

    async def call(self, key: str, timeout_s: float, function: Callable[[*A], T], *args: *A) -> T:
        return await self._place(key).call(timeout_s, function, *args)

    def _place(self, key: str) -> Slot:
        slot = self._places.get(key)
        if slot is None:
            first = next(self._turns)  # ties go round
            slots = [self.slots[(first + i) % len(self.slots)] for i in range(len(self.slots))]
            slot = min(slots, key=lambda candidate: candidate.load)
            self._places[key] = slot
            if len(self._places) > REMEMBERED:
                self._places.popitem(last=False)
        else:
            self._places.move_to_end(key)
        return slot
