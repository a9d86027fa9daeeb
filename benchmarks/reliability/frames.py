"""G7: invalid frames and messages. FRAMES=10000 and MESSAGES=50000 by default."""

import asyncio
import base64
import json
import os
import random
from typing import Any

import httpx2
from websockets.exceptions import ConnectionClosed

from ..report import Figure
from .rig import LoggedServer, hello, race, running, viewing, watch

FRAMES = int(os.environ.get("FRAMES", 10_000))
MESSAGES = int(os.environ.get("MESSAGES", 50_000))
A_SOCKET = 200
STRANGE = "strange"


def malformed(generator: random.Random) -> bytes:
    """Bytes that are not a valid WebSocket frame."""
    kind = generator.randrange(7)
    body = generator.randbytes(generator.randrange(60))
    first = generator.randrange(256)
    if kind == 0:
        return generator.randbytes(generator.randrange(1, 80))
    if kind == 1:  # not masked
        return bytes([0x81, len(body)]) + body
    if kind == 2:  # a wrong length
        return bytes([first, 0xFE]) + generator.randbytes(6) + body
    if kind == 3:  # the largest length
        return bytes([0x82, 0xFF]) + b"\xff" * 8 + body
    if kind == 4:  # a control frame in pieces, or too long
        return bytes([generator.choice([0x08, 0x09, 0x89]), 0xFE, 0, 200]) + generator.randbytes(204)
    if kind == 5:  # not text
        return bytes([0x81, 0x80 | len(body)]) + bytes(4) + bytes(b | 0x80 for b in body)
    return bytes([first & 0x7F, 0x80 | len(body)]) + generator.randbytes(4) + body


def message(generator: random.Random) -> str | bytes:
    """JSON that is not a message, or a message at the wrong time."""
    wrong: list[Any] = [None, -1, 1e999, "", [], {}, STRANGE, True, 2**70, "x" * 2000]
    kind = generator.choice(["run", "cancel", "ack", "landscape", "look", "map", "hello", STRANGE, None, 7])
    names = ["run", "experiment", "from_step", "step", "landscape", "resolution", STRANGE]
    made: dict[str, Any] = {
        name: generator.choice([*wrong, 1, race(1, 20)]) for name in generator.sample(names, 3)
    }
    if generator.random() < 0.1:
        return generator.choice(["", "[]", "{", "nul", '"x"', "1e999", b"\x00\x01"])
    return json.dumps({"type": kind, **made})


async def raw(server: LoggedServer, generator: random.Random) -> None:
    """Open a WebSocket by hand, and send invalid frames."""
    reader, writer = await asyncio.open_connection(*server.address)
    key = base64.b64encode(generator.randbytes(16)).decode()
    host = ":".join(map(str, server.address))
    asked = f"GET /api/v1/live HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    writer.write(f"{asked}Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
    try:
        await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
        writer.write(malformed(generator))
        writer.write_eof()
        await asyncio.wait_for(reader.read(), 20)
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        pass
    writer.close()


async def speak(server: LoggedServer, generator: random.Random) -> int:
    """Send invalid messages until the server closes; returns how many."""
    sent = 0
    try:
        async with viewing(server, close_timeout=0.1, open_timeout=30) as socket:
            await hello(socket)
            for _ in range(A_SOCKET):
                await socket.send(message(generator))
                sent += 1
            while True:
                await asyncio.wait_for(socket.recv(), 0.3)
    except (ConnectionClosed, TimeoutError, OSError):
        pass
    return sent


async def attack(server: LoggedServer) -> int:
    """Run all attacks, a few at a time."""
    generator = random.Random(0)
    for _ in range(0, FRAMES, 20):
        await asyncio.gather(*(raw(server, generator) for _ in range(20)))
    sent = 0
    while sent < MESSAGES:
        sent += sum(await asyncio.gather(*(speak(server, generator) for _ in range(10))))
    return sent


async def well(server: LoggedServer) -> bool:
    """Whether a viewer then gets a complete race."""
    async with viewing(server) as socket:
        await hello(socket)
        return (await watch(socket, 1, race(9_999, 300))).ended == "done"


def measure() -> list[Figure]:
    """Errors and leftovers after the attack."""
    often = {"connections_per_second": "1e9", "connection_burst": "1000000000"}
    with running(log_format="json", **often) as server:
        sent = asyncio.run(attack(server))
        goes_on = asyncio.run(well(server)) and httpx2.get(f"{server.url}/healthz").status_code == 200
        log = server.log.read_text()
    what = f"{FRAMES:,} frames, {sent:,} messages"
    return [
        Figure("malformed frames: errors of the server", log.count("Traceback"), "", 0, detail=what),
        Figure("malformed frames: it goes on", int(goes_on), "", 1, "higher"),
    ]
