"""Queue of one worker: runs take turns, and a waiting client learns how many calls come first."""

import asyncio
import json
import time

from talk import experiment, racer

from app.core.counters import Counters
from app.core.settings import Settings
from app.jobs.complete import complete_or_problem
from app.jobs.services import Services
from app.workers import Lane
from app.ws.frames import trajectory_frame
from app.ws.run_stream import RunStream
from app.ws.sender import Sender
from engine.run.trajectory import COLUMNS
from engine.spec.experiment import Experiment


class Wire:
    """Socket that records what is sent."""

    def __init__(self):
        self.sent = []

    async def send(self, message):
        self.sent.append((time.monotonic(), message))

    def said(self, kind):
        return [m for m in (json.loads(m["text"]) for _, m in self.sent if "text" in m) if m["type"] == kind]

    def first_frame(self):
        return next(at for at, message in self.sent if "bytes" in message)


def with_services(play):
    async def run():
        services = Services(Settings(workers=1, background_workers=1, window=10**6, store=""))
        try:
            await services.executor.start()
            return await play(services)
        finally:
            await services.executor.stop()

    return asyncio.run(run())


def stream(services, rate, steps):
    given = Experiment.model_validate(experiment(racer("sgd", lr=rate), steps=steps))
    wire = Wire()
    return wire, RunStream(
        Sender(wire, 5, Counters()),
        1,
        services.run_job(complete_or_problem(given, services.settings)),
        0,
        10**6,
    )


def sleepers(services, first):
    """Three calls of others, of 0.8 s each, for one worker."""
    call = services.executor.call
    return [
        asyncio.create_task(call((str(i),), Lane.INTERACTIVE, time.sleep, 0.8, first=first)) for i in range(3)
    ]


def test_waiting_client_learns_how_many_come_first():
    async def play(services):
        others = sleepers(services, first=True)
        await asyncio.sleep(0)
        wire, waiting = stream(services, 1e-4, 20)
        await waiting.send()
        await asyncio.gather(*others)
        return wire

    wire = with_services(play)
    ahead = [message["ahead"] for message in wire.said("queue")]
    assert ahead[0] == 3
    assert ahead == sorted(ahead, reverse=True)
    assert wire.said("done")


def test_first_points_come_before_later_calls_of_others():
    async def play(services):
        others = sleepers(services, first=False)
        await asyncio.sleep(0)
        wire, waiting = stream(services, 1e-4, 20)
        sending = asyncio.create_task(waiting.send())
        while not any("bytes" in message for _, message in wire.sent):
            await asyncio.sleep(0.01)
        ended = [other.done() for other in others]
        await asyncio.gather(sending, *others)
        return wire, ended

    wire, ended = with_services(play)
    assert ended == [True, False, False]
    assert next(message["ahead"] for message in wire.said("queue")) == 1


def test_long_runs_do_not_delay_a_first_point():
    """A short race behind twenty long ones gets its first points after one turn of each."""

    async def play(services):
        long = [stream(services, 1e-4 + i * 1e-6, 20_000) for i in range(20)]
        tasks = [asyncio.create_task(one.send()) for _, one in long]
        await asyncio.sleep(0.2)
        late, short = stream(services, 1e-3, 50)
        await short.send()
        finished = sum(bool(wire.said("done")) for wire, _ in long)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return late, finished

    late, finished = with_services(play)
    assert late.said("done")
    assert finished == 0


def test_frames_contain_the_points_of_the_job():
    """Control: the socket of these tests records the real frames."""

    async def play(services):
        wire, one = stream(services, 1e-4, 3)
        await one.send()
        block = await one.job.complete()
        return wire, block

    wire, block = with_services(play)
    sent = b"".join(m["bytes"][24:] for _, m in wire.sent if "bytes" in m)
    whole = trajectory_frame(1, 0, block.racers)[24:]
    assert len(sent) == len(whole) == 8 * len(COLUMNS) * 4
