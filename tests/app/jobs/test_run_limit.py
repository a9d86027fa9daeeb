"""Run limit: at most so many runs take turns at a worker, and nothing else counts among them."""

import asyncio
import json

import pytest
from in_process_executor import InProcessExecutor
from starlette.websockets import WebSocketDisconnect
from talk import experiment, racer

from app.core.settings import Settings
from app.jobs.services import Services
from app.ws.connection import Connection

LAND = {"resolution": 101}


class Viewer:
    """A socket of the server, whose viewer has sent a run with a landscape, as a page does."""

    def __init__(self, rate, steps=20):
        spec = experiment(racer("sgd", lr=rate), steps=steps)
        self.scope = {"type": "websocket"}
        self.asked = asyncio.Queue()
        self.asked.put_nowait({"type": "run", "run": 1, "experiment": spec, "landscape": LAND})
        self.heard = []

    async def accept(self):
        pass

    async def receive(self):
        message = await self.asked.get()
        if message is None:
            return {"type": "websocket.disconnect"}
        return {"type": "websocket.receive", "text": json.dumps(message)}

    async def send(self, message):
        if "text" in message:
            self.heard.append(json.loads(message["text"]))

    async def close(self, code, reason):
        raise WebSocketDisconnect(code, reason)

    def of(self, kind):
        return [message for message in self.heard if message["type"] == kind]


async def until(happened):
    while not happened():
        await asyncio.sleep(0)


async def played(play, **settings):
    """Play a scene with viewers of one server, whose calls wait until its gate opens."""
    executor = InProcessExecutor()
    executor.gate = asyncio.Event()
    services = Services(Settings(store="", **settings), executor)
    viewers = [Viewer(rate) for rate in (1e-4, 2e-4, 3e-4)]
    serving = []

    def enter(viewer):
        serving.append(asyncio.create_task(Connection(viewer, services).serve()))

    await play(executor, enter, *viewers)
    for viewer in viewers:
        viewer.asked.put_nowait(None)
    await asyncio.gather(*serving)


def test_run_at_and_beyond_the_limit():
    async def play(executor, enter, first, second, third):
        enter(first)
        await until(lambda: executor.running == 2)  # its landscape and its run
        enter(second)
        await until(lambda: executor.running == 3)  # the landscape is the same
        assert not second.of("error")
        enter(third)
        await until(lambda: third.of("error"))
        problem = third.of("error")[0]["problem"]
        assert problem["status"] == 503
        assert problem["detail"].startswith("2 runs are waiting")
        assert problem["retry_after"] == 3
        executor.gate.set()
        await until(lambda: first.of("done") and second.of("done"))
        third.asked.put_nowait({"type": "run", "run": 2, "experiment": RACE})
        await until(lambda: third.of("done"))

    asyncio.run(asyncio.wait_for(played(play, workers=1, runs_per_worker=2), 60))


def test_one_page_asks_for_one_run():
    async def play(executor, enter, only, *_):
        executor.gate.set()
        enter(only)
        await until(lambda: only.of("done") and only.of("landscape"))
        assert not only.of("error")

    asyncio.run(asyncio.wait_for(played(play, workers=1, runs_per_worker=1), 60))


RACE = experiment(racer("sgd", lr=4e-4), steps=20)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_limit_is_that_of_each_worker(workers):
    async def play(executor, enter, *viewers):
        for viewer in viewers:
            enter(viewer)
        await until(lambda: executor.running + sum(bool(one.of("error")) for one in viewers) == 4)
        assert sum(bool(one.of("error")) for one in viewers) == 3 - workers
        executor.gate.set()

    asyncio.run(asyncio.wait_for(played(play, workers=workers, runs_per_worker=1), 60))
