"""Company: latency of a slider over the WebSocket, alone and beside a viewer whose network trains.

Clients use the protocol as the page does, but draw nothing: three browsers with software GL would compete
for two cores, and the ratio would not be the server's.
"""

import asyncio
import json
import multiprocessing
import struct
import time
from multiprocessing.synchronize import Event
from statistics import median
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from .browser import server
from .report import Figure, percentile, spread

MOVES = 60
PAUSES_S = (0.10, 0.35, 0.22, 0.15, 0.30)
"""Pauses between two moves, in turn: shorter than when trying values, longer than when dragging."""

ROUNDS = 3
"""Alone and in company in turn, so that a change of the machine's load affects both."""

RACERS: list[tuple[str, dict[str, float]]] = [
    ("sgd", {"lr": 1e-3}),
    ("sgd", {"lr": 1e-3, "momentum": 0.9}),
    ("rmsprop", {"lr": 1e-2}),
    ("adam", {"lr": 5e-2}),
]
DIGITS = {
    "problem": {
        "kind": "network",
        "model": {"name": "mlp", "params": {"hidden": [64, 64, 64]}},
        "dataset": {"name": "digits"},
        "batch_size": 32,
    },
    "racers": [{"optimizer": {"name": "adam"}}, {"optimizer": {"name": "sgd"}}],
    "steps": 5_000,
}


def race(viewer: int, move: int) -> dict[str, Any]:
    """The page's default race with a different first learning rate each time."""
    rate = 1e-4 * (1 + (move * 37 % 101) / 10 + viewer / 1_000 + time.time() % 1 / 1e5)
    moved = [("sgd", {"lr": rate}), *RACERS[1:]]
    return {
        "problem": {"kind": "surface", "surface": {"name": "rosenbrock"}},
        "racers": [{"optimizer": {"name": name, "params": params}} for name, params in moved],
        "steps": 500,
    }


async def follow(socket: ClientConnection, run: int, seconds: float) -> bool:
    """Receive and acknowledge a run for some seconds; returns whether it has ended."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await socket.recv()
                if isinstance(message, bytes):
                    await acknowledge(socket, message, run)
                elif json.loads(message)["type"] == "done":
                    return True
    except TimeoutError:
        return False


async def acknowledge(socket: ClientConnection, frame: bytes, run: int) -> None:
    """Acknowledge a trajectory frame."""
    kind, _, racers, of, start, _ = struct.unpack_from("<BBHIII", frame)
    if kind == 1 and of == run:
        last = start + max(struct.unpack_from(f"<{racers}I", frame, 16)) - 1
        await socket.send(json.dumps({"type": "ack", "run": run, "step": max(0, last)}))


async def first_frame(socket: ClientConnection, run: int, experiment: dict[str, Any]) -> float:
    """Milliseconds from ``run`` to the first binary frame of that run."""
    message = json.dumps({"type": "run", "run": run, "experiment": experiment})
    begun = time.perf_counter()
    await socket.send(message)
    while True:
        message = await socket.recv()
        if isinstance(message, bytes) and struct.unpack_from("<I", message, 4)[0] == run:
            elapsed = time.perf_counter() - begun
            await acknowledge(socket, message, run)
            return elapsed * 1e3


async def viewer(url: str, number: int, moves: int) -> list[float]:
    """One viewer who moves the slider; each run is received until the next move."""
    times = []
    async with connect(url, compression=None, max_size=None) as socket:
        for move in range(moves):
            times.append(await first_frame(socket, move, race(number, move)))
            pause = PAUSES_S[(move + number) % len(PAUSES_S)]
            waiting = asyncio.sleep(pause)
            await asyncio.gather(waiting, follow(socket, move, pause))
    return times[2:]  # the first two warm up caches


async def two_viewers(url: str, moves: int) -> list[float]:
    """Latencies of both viewers."""
    both = await asyncio.gather(*(viewer(url, number, moves) for number in range(2)))
    return [elapsed for times in both for elapsed in times]


def train(url: str, under_way: Event, end: Event) -> None:
    """A third viewer in its own process: trains on digits with new seeds until ``end`` is set."""

    async def consume() -> None:
        run = time.time_ns() % 1_000_000
        async with connect(url, compression=None, max_size=None) as socket:
            while not end.is_set():
                run += 1
                await first_frame(socket, run, {**DIGITS, "seed": run})
                under_way.set()
                while not end.is_set() and not await follow(socket, run, 0.5):
                    pass

    asyncio.run(consume())


def beside_training(url: str, moves: int) -> list[float]:
    """Latencies of both viewers while a third trains."""
    context = multiprocessing.get_context("spawn")
    under_way, end = context.Event(), context.Event()
    third = context.Process(target=train, args=(url, under_way, end))
    third.start()
    try:
        if not under_way.wait(60):
            raise TimeoutError("the third viewer's network did not begin to train")
        return asyncio.run(two_viewers(url, moves))
    finally:
        end.set()
        third.join(20)


def measure(moves: int = MOVES) -> list[Figure]:
    """Two viewers' median and 95th percentile, alone and in company, and the ratio of the medians."""
    alone: list[float] = []
    beside: list[float] = []
    with server() as page:
        url = page.replace("http", "ws", 1) + "api/v1/live"
        for _ in range(ROUNDS):
            alone += asyncio.run(two_viewers(url, moves // ROUNDS))
            beside += beside_training(url, moves // ROUNDS)
    detail = f"ms alone {spread(alone)}, beside training {spread(beside)}"
    return [
        Figure("slider on the wire, two viewers alone, p95", percentile(alone, 0.95), "ms"),
        Figure("the same beside a training network, p95", percentile(beside, 0.95), "ms"),
        Figure(
            "slider beside a training network / alone",
            median(beside) / median(alone),
            "x",
            1.5,
            detail=detail,
        ),
    ]
