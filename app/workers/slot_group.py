"""Slot group: slots of one priority, and the choice of a slot for each call."""

import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from itertools import count
from typing import TypeVar, TypeVarTuple, final

from .slot import Slot

A = TypeVarTuple("A")
T = TypeVar("T")

REMEMBERED = 4096


@final
class SlotGroup:
    """Slot group: sends each call to one of several equal slots.

    Calls with the same key go to the same slot, whose process may still hold the live run that they
    continue. A new key goes to the slot with the fewest calls, or to the slot of a related key, whose process
    holds the same data, unless more calls wait there. A key whose slot runs a long call moves to another
    slot: a call contains all that it needs.

    A slot serves first calls first and else in the order of arrival, and a run has one call under way at a
    time: so runs take turns, a short call each, and long races do not delay the first point of another.

    Args:
        slots: the equal slots.
        long_slots: how many of the slots take long calls.
    """

    def __init__(self, slots: list[Slot], long_slots: int = 1) -> None:
        self.slots = slots
        self._long_slots = slots[:long_slots]
        self._places: OrderedDict[str, Slot] = OrderedDict()
        self._turns = count()

    async def call(
        self,
        keys: Sequence[str],
        timeout_s: float,
        function: Callable[[*A], T],
        *args: *A,
        first: bool = False,
    ) -> T:
        """Call the function in the slot of ``keys[0]``; the other keys are related ones, to choose a slot.

        ``first`` and errors are those of ``Slot.call``.
        """
        slot = self._place(keys)
        return await slot.call(timeout_s, function, *args, key=keys[0], first=first)

    def ahead(self, key: str) -> int:
        """Number of calls that come before the next one with this key; 0 if none of its calls waits."""
        slot = self._places.get(key)
        return 0 if slot is None else slot.ahead(key)

    async def call_long(self, key: str, timeout_s: float, function: Callable[[*A], T], *args: *A) -> T:
        """Make a long call: few of the slots take them, and other calls avoid these slots meanwhile.

        Raises as ``Slot.call`` does.
        """
        slot = self._long_slots[zlib.crc32(key.encode()) % len(self._long_slots)]
        return await slot.call(timeout_s, function, *args, long=True)

    def _place(self, keys: Sequence[str]) -> Slot:
        slot = self._places.get(keys[0])
        if slot is None or slot.long:
            slot = self._least_busy(keys[1:])
        for key in reversed(keys):
            self._places[key] = slot
            self._places.move_to_end(key)
        while len(self._places) > REMEMBERED:
            self._places.popitem(last=False)
        return slot

    def _least_busy(self, related: Sequence[str]) -> Slot:
        first = next(self._turns)  # ties rotate
        slots = [self.slots[(first + i) % len(self.slots)] for i in range(len(self.slots))]
        known = [self._places[key] for key in related if key in self._places]
        return min([*known, *slots], key=lambda slot: (slot.long, slot.load))
