"""Turns: first calls come before others, others keep a share, and nobody is forgotten."""

import asyncio

import pytest

from app.workers.turns import FIRST_IN_A_ROW, Turns


class Line:
    """Calls that hold their turn until they are told to end; ``served`` is the order in which they began."""

    def __init__(self):
        self.turns = Turns()
        self.served = []
        self.running = 0
        self.tasks = {}
        self._end = asyncio.Event()

    async def join(self, *keys):
        """Join in this order; keys in capital letters are first calls."""
        for key in keys:
            self.tasks[key] = asyncio.create_task(self._call(key))
            await asyncio.sleep(0)

    async def _call(self, key):
        async with self.turns.taken(key, first=key.isupper()):
            self.running += 1
            assert self.running == 1, "one at a time"
            self.served.append(key)
            try:
                await self._end.wait()
            finally:
                self.running -= 1

    async def finish(self):
        self._end.set()
        ended = await asyncio.wait_for(asyncio.gather(*self.tasks.values(), return_exceptions=True), 10)
        assert all(one is None or isinstance(one, asyncio.CancelledError) for one in ended)
        return "".join(self.served)


def in_line(play):
    async def run():
        return await play(Line())

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("arrived", "served"),
    [
        ("abc", "abc"),
        ("ABC", "ABC"),
        ("abCD", "aCDb"),
        ("abcABCDEFGH", "aABCDbEFGHc"),
        ("ABCDEFa", "ABCDaEF"),
        ("ABCDEFGHIabJ", "ABCDaEFGHbIJ"),
    ],
)
def test_order_of_turns(arrived, served):
    assert FIRST_IN_A_ROW == 4

    async def play(line):
        await line.join(*arrived)
        foretold = sorted(arrived, key=line.turns.ahead)
        return "".join(foretold), await line.finish()

    assert in_line(play) == (served, served)


def test_calls_ahead_are_counted():
    async def play(line):
        await line.join("a", "b", "c", "D")
        ahead = {key: line.turns.ahead(key) for key in "aDbcx"}
        await line.finish()
        return ahead, line.turns.ahead("c")

    assert in_line(play) == ({"a": 0, "D": 1, "b": 2, "c": 3, "x": 0}, 0)


@pytest.mark.parametrize("left", ["a", "b", "c", "D"])
def test_call_that_leaves_blocks_nobody(left):
    async def play(line):
        await line.join("a", "b", "c", "D")
        line.tasks[left].cancel()
        await asyncio.sleep(0)
        await line.finish()
        return set(line.served) | {left}, line.turns.ahead("c")

    assert in_line(play) == ({"a", "b", "c", "D"}, 0)


def test_call_that_leaves_at_its_turn():
    """It is cancelled after the call before it has ended, before it goes on itself."""

    async def play(line):
        await line.join("a", "b", "c")
        line.tasks["a"].cancel()
        line.tasks["b"].cancel()
        await asyncio.sleep(0)
        return await line.finish()

    assert in_line(play) == "ac"
