"""In-process executor: a second executor, with the four members that the app may use and no more."""

import asyncio
import pickle

from app.workers import Lane
from engine.worker.advance import clear_cache


class InProcessExecutor:
    """Calls functions in this process, one at a time. Arguments and results are pickled, as anywhere.

    Attributes:
        lanes: the lane of each call.
        gate: calls wait until it is set.
        running: number of calls that wait at the gate.
        cancelled: number of calls that were cancelled there.
    """

    __slots__ = ("cancelled", "gate", "lanes", "running")

    def __init__(self):
        self.lanes = []
        self.gate = None
        self.running = self.cancelled = 0

    async def start(self):
        clear_cache()

    async def stop(self):
        clear_cache()

    async def call(self, keys, lane, function, *args, first=False):  # noqa: ARG002
        assert isinstance(keys, tuple)
        assert all(isinstance(key, str) for key in keys)
        assert isinstance(lane, Lane)
        self.lanes.append(lane)
        await self._pass()
        function, args = pickle.loads(pickle.dumps((function, args)))
        return pickle.loads(pickle.dumps(function(*args)))

    def ahead(self, key, lane):  # noqa: ARG002
        return 0

    async def _pass(self):
        await asyncio.sleep(0)
        if self.gate is None:
            return
        self.running += 1
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running -= 1
