"""Shared call: many wait for one computation, which ends with the last of them."""

import asyncio

import pytest

from app.jobs.shared_call import SharedCall


class Computation:
    """A computation that ends when it is told to."""

    def __init__(self):
        self.started = self.cancelled = 0
        self.end = asyncio.Event()
        self.error = None

    async def __call__(self):
        self.started += 1
        try:
            await self.end.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.error:
            raise self.error


async def joined(shared, computation):
    """A task that waits for the computation."""
    task = asyncio.create_task(shared.join(computation))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return task


async def settled():
    for _ in range(5):
        await asyncio.sleep(0)


def play(scene):
    async def run():
        await asyncio.wait_for(scene(SharedCall(), Computation()), 30)

    asyncio.run(run())


def test_one_computation_serves_all():
    async def scene(shared, computation):
        tasks = [await joined(shared, computation) for _ in range(5)]
        computation.end.set()
        await asyncio.gather(*tasks)
        assert computation.started == 1

    play(scene)


def test_computation_goes_on_for_those_who_stay():
    async def scene(shared, computation):
        first, second, third = [await joined(shared, computation) for _ in range(3)]
        first.cancel()
        third.cancel()
        await settled()
        assert first.cancelled()
        assert third.cancelled()
        computation.end.set()
        await second
        assert (computation.started, computation.cancelled) == (1, 0)

    play(scene)


def test_last_who_leaves_cancels():
    async def scene(shared, computation):
        tasks = [await joined(shared, computation) for _ in range(2)]
        for task in tasks:
            task.cancel()
        await settled()
        assert (computation.started, computation.cancelled) == (1, 1)
        again = await joined(shared, computation)
        computation.end.set()
        await again
        assert computation.started == 2

    play(scene)


def test_error_reaches_all():
    async def scene(shared, computation):
        tasks = [await joined(shared, computation) for _ in range(3)]
        computation.error = ValueError("of the computation")
        computation.end.set()
        errors = await asyncio.gather(*tasks, return_exceptions=True)
        assert [str(error) for error in errors] == ["of the computation"] * 3
        with pytest.raises(ValueError, match="of the computation"):
            await shared.join(computation)

    play(scene)


def test_those_of_a_former_computation_do_not_count():
    """One of two who waited starts the next computation before the other has noticed the end."""

    async def scene(shared, computation):
        following = Computation()

        async def twice():
            await shared.join(computation)
            await shared.join(following)

        both = asyncio.create_task(twice())
        await asyncio.sleep(0)
        once = await joined(shared, computation)
        computation.end.set()
        await once
        await settled()
        leaving = await joined(shared, following)
        leaving.cancel()
        await settled()
        following.end.set()
        await both
        assert (following.started, following.cancelled) == (1, 0)

    play(scene)
