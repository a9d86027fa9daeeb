"""G20: a network that delays, throttles, cuts frames, resets and stalls. COUNT=20 faults for fewer.

The control reconnects from the first point each time: its paths must contain points twice.
"""

import asyncio
import os
import random
import socket
import struct

from websockets.asyncio.client import connect

from ..report import Figure
from .rig import LoggedServer, Seen, hello, race, running, viewing, watch

COUNT = int(os.environ.get("COUNT", 500))
VIEWERS = 5
KINDS = ("delay", "starve", "cut", "reset", "half-close", "stall")


class Proxy:
    """Proxy that forwards bytes until the fault of each connection occurs."""

    def __init__(self, server: LoggedServer) -> None:
        self.server = server
        self.faults = 0
        self.dice = random.Random(6)
        self.url = ""

    async def open(self) -> asyncio.Server:
        """Listen."""
        listening = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.url = f"ws://127.0.0.1:{listening.sockets[0].getsockname()[1]}/api/v1/live"
        return listening

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection with one fault, some bytes after the handshake."""
        upstream, downstream = await asyncio.open_connection(*self.server.address)
        kind = self.dice.choice(KINDS) if self.faults < COUNT else "none"
        after = self.dice.randrange(2_000, 60_000)
        tasks = [
            asyncio.create_task(self.up(reader, downstream)),
            asyncio.create_task(self.down(upstream, writer, kind, after)),
        ]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        for end in (writer, downstream):
            end.close()

    async def up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Forward from the viewer to the server."""
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()

    async def down(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kind: str, after: int
    ) -> None:
        """Forward from the server to the viewer, with the fault."""
        passed = 0
        while data := await reader.read(4096):
            if kind != "none" and passed <= after < passed + len(data):
                self.faults += 1
                if await self.strike(kind, data[: after - passed], writer):
                    return
            passed += len(data)
            writer.write(data)
            await writer.drain()

    async def strike(self, kind: str, part: bytes, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection is gone."""
        if kind == "delay":
            await asyncio.sleep(0.2)
        elif kind == "stall":
            await asyncio.sleep(5)
        elif kind == "starve":
            await asyncio.sleep(len(part) / 8_000)
        elif kind == "half-close":
            writer.write_eof()
            await asyncio.sleep(0.1)
            return True
        elif kind == "reset":
            raw = writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return True
        else:
            writer.write(part)
            await writer.drain()
            return True
        return False


async def persist(proxy: Proxy, number: int, forgetful: bool) -> Seen:
    """Watch one run to its end through all faults, resuming at the next point, or at the first."""
    seen = Seen()
    for run in range(1, 200):
        try:
            async with connect(proxy.url, compression=None, max_size=None, ping_interval=None) as opened:
                await hello(opened)
                if forgetful:
                    seen.next = 0
                await watch(opened, run, race(number, 3000), seen)
        except Exception as error:
            if "websockets" not in type(error).__module__ and not isinstance(error, OSError | EOFError):
                raise
        if seen.ended:
            break
        await asyncio.sleep(0.02)
    return seen


async def storm(server: LoggedServer, forgetful: bool, faults: int) -> tuple[list[tuple[int, Seen]], int]:
    """Watch runs until ``faults`` faults have occurred."""
    proxy = Proxy(server)
    listening = await proxy.open()
    done: list[tuple[int, Seen]] = []

    async def viewer(first: int) -> None:
        number = first + 1000 * forgetful  # new races: cached ones arrive in frames too large to cut
        while proxy.faults < faults:
            done.append((number, await persist(proxy, number, forgetful)))
            number += VIEWERS

    await asyncio.gather(*(viewer(first) for first in range(VIEWERS)))
    listening.close()
    return done, proxy.faults


def measure() -> list[Figure]:
    """Ends of runs, gaps, and bits of the joined paths."""
    with running(cache_mb="512") as server:
        done, faults = asyncio.run(storm(server, False, COUNT))
        again = asyncio.run(storm_free(server, [number for number, _ in done]))
        hasty, _ = asyncio.run(storm(server, True, min(COUNT, 20)))
    same = [undisturbed == seen.path() for (_, seen), undisturbed in zip(done, again, strict=True)]
    return [
        Figure(
            "network faults: runs that came to their end",
            sum(bool(s.ended) for _, s in done),
            f"of {len(done)}",
            len(done),
            "higher",
            detail=f"{faults} faults of {len(KINDS)} kinds",
        ),
        Figure("network faults: gaps or repeats of a point", sum(seen.gaps for _, seen in done), "", 0),
        Figure("network faults: runs whose bits changed", same.count(False), f"of {len(same)}", 0),
        Figure(
            "control: the forgetful have points twice",
            sum(len(s.frames) > 0 and len(s.path()) > len(again[0]) for _, s in hasty),
            "",
            1,
            "higher",
        ),
    ]


async def storm_free(server: LoggedServer, numbers: list[int]) -> list[bytes]:
    """The same runs without faults."""
    paths = []
    async with viewing(server) as opened:
        await hello(opened)
        for run, number in enumerate(numbers, 1):
            paths.append((await watch(opened, run, race(number, 3000))).path())
    return paths
