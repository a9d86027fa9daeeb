"""Turns: the order in which calls use one worker."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from typing import final

FIRST_IN_A_ROW = 4
"""First calls in a row, while others wait: these keep at least one turn of five."""


@final
@dataclass(eq=False)
class _Ticket:
    """A call in the line: its key, and the future that is done when its turn has come."""

    key: str
    turn: asyncio.Future[None]


@final
class Turns:
    """Turns: lets one call at a time use a worker, in the order of arrival, but first calls before others.

    A viewer sees nothing before the first call of a run or a landscape has returned. The others compute far
    ahead of the clock of the page and can wait, but not without end: see ``FIRST_IN_A_ROW``.
    """

    def __init__(self) -> None:
        self._now: _Ticket | None = None
        self._first: deque[_Ticket] = deque()
        self._others: deque[_Ticket] = deque()
        self._row = 0
        """First calls since another one had its turn."""

    @asynccontextmanager
    async def taken(self, key: str, *, first: bool) -> AsyncIterator[None]:
        """Context of a call, which begins when its turn has come; ``first`` puts it before others."""
        ticket = _Ticket(key, asyncio.get_running_loop().create_future())
        line = self._first if first else self._others
        line.append(ticket)
        try:
            self._admit()
            await ticket.turn
            yield
        finally:
            if self._now is ticket:
                self._now = None
                self._admit()
            else:
                line.remove(ticket)

    def ahead(self, key: str) -> int:
        """How many calls come before the first one with this key; 0 if there is none in the line."""
        return next((place for place, ticket in enumerate(self._order()) if ticket.key == key), 0)

    def _order(self) -> list[_Ticket]:
        """All calls in the order of their turns, as far as it is known now."""
        first, others = iter(self._first), iter(self._others)
        order = [] if self._now is None else [self._now]
        share = max(0, FIRST_IN_A_ROW - self._row) if self._others else FIRST_IN_A_ROW
        while batch := [*islice(first, share), *islice(others, 1)]:
            order += batch
            share = FIRST_IN_A_ROW
        return order

    def _admit(self) -> None:
        """Let the next call begin, if none has its turn."""
        if self._now is not None or not (self._first or self._others):
            return
        first = bool(self._first) and (self._row < FIRST_IN_A_ROW or not self._others)
        self._row = self._row + 1 if first else 0
        self._now = (self._first if first else self._others).popleft()
        if not self._now.turn.done():  # else it was cancelled, and is about to give its turn back
            self._now.turn.set_result(None)
