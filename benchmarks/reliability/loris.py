"""G11: slow headers and bodies, and silent sockets (slowloris). The control is plain uvicorn."""

import asyncio
import contextlib
import subprocess
import sys
import time

import httpx2

from ..report import Figure, percentile
from .rig import LoggedServer, hello, race, running, viewing, watch

HEADERS, SILENT, BODIES = 300, 50, 50
TRICKLE_S = 14.0
BODY = (
    b"POST /api/v1/experiments HTTP/1.1\r\nHost: x\r\n"
    b"Content-Type: application/json\r\nContent-Length: 999\r\n\r\n"
)

PLAIN = """
import uvicorn, socket
async def app(scope, receive, send):
    if scope["type"] == "http":
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})
listener = socket.create_server(("127.0.0.1", 0)); print(listener.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off")).run([listener])
"""


async def trickle(address: tuple[str, int], first: bytes, then: bytes) -> bool:
    """Whether the server keeps a connection open that sends a byte or a line per second."""
    reader, writer = await asyncio.open_connection(*address)
    ended = asyncio.create_task(reader.read())
    with contextlib.suppress(OSError):
        writer.write(first)
        end = time.monotonic() + TRICKLE_S
        while time.monotonic() < end and not ended.done():
            await asyncio.sleep(1)
            writer.write(then)
    held = not ended.done()
    ended.cancel()
    writer.close()
    return held


async def attack(address: tuple[str, int]) -> dict[str, int]:
    """How many connections of each kind are open after all timeouts."""
    head = [trickle(address, b"GET / HTTP/1.1\r\nHost: x\r\n", b"X-A: b\r\n") for _ in range(HEADERS)]
    silent = [trickle(address, b"", b"") for _ in range(SILENT)]
    bodies = [trickle(address, BODY, b" ") for _ in range(BODIES)]
    held = await asyncio.gather(*head, *silent, *bodies)
    return {
        f"{HEADERS} trickled headers": sum(held[:HEADERS]),
        f"{SILENT} silent sockets": sum(held[HEADERS : HEADERS + SILENT]),
        f"{BODIES} trickled bodies": sum(held[HEADERS + SILENT :]),
    }


async def health(server: LoggedServer, times: list[float]) -> None:
    """Request the health check repeatedly."""
    async with httpx2.AsyncClient(base_url=server.url, timeout=30) as client:
        while True:
            begun = time.perf_counter()
            assert (await client.get("/healthz")).status_code == 200
            times.append(1e3 * (time.perf_counter() - begun))
            await asyncio.sleep(0.1)


async def attack_beside_viewer(server: LoggedServer) -> tuple[dict[str, int], list[float], str]:
    """The attack beside a viewer and a health check."""
    times: list[float] = []
    asking = asyncio.create_task(health(server, times))
    async with viewing(server) as socket:
        await hello(socket)
        held = await attack(server.address)
        ended = (await watch(socket, 1, race())).ended
    asking.cancel()
    return held, times, ended


def control() -> int:
    """How many of these connections plain uvicorn keeps open."""
    command = [sys.executable, "-c", PLAIN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        held = asyncio.run(attack(("127.0.0.1", port)))
        process.kill()
    return sum(held.values())


def measure() -> list[Figure]:
    """Connections still open after 14 s, and the effect on other users."""
    with running() as server:
        held, times, ended = asyncio.run(attack_beside_viewer(server))
    everyone = HEADERS + SILENT + BODIES
    return [
        *(Figure(f"slow loris: {what} still open", count, "", 0) for what, count in held.items()),
        Figure("slow loris: /healthz meanwhile, p95", percentile(times, 0.95), "ms", 100),
        Figure("slow loris: a live WebSocket goes on", int(ended == "done"), "", 1, "higher"),
        Figure("control: held by plain uvicorn", control(), f"of {everyone}", everyone - BODIES, "higher"),
    ]
