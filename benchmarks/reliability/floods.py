"""G13: one client at the highest rate that one CPU core allows: messages, requests, connections.

SECONDS=60 of each by default, alternating with a loop that only uses the same core, so that the difference
is the server's cost. Controls: a server without message limits; and a viewer beside four others, who must
lose more than a tenth of its rate.
"""

import contextlib
import json
import multiprocessing
import os
import selectors
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from ..report import Figure, percentile
from .bystander import bystander
from .rig import LoggedServer, running

SECONDS = float(os.environ.get("SECONDS", 60))
ROUND_S = 5.0
CLOSED_S = 2.0
REQUEST = b"GET /api/v1/catalog/surfaces/bowl HTTP/1.1\r\nHost: lab\r\n\r\n"
Address = tuple[str, int]


@dataclass
class Turns:
    """Times of the idle loop and of the flood, what was accepted, and for how long."""

    burning: list[tuple[float, float]] = field(default_factory=list)
    flooding: list[tuple[float, float]] = field(default_factory=list)
    sent: int = 0
    lives: list[float] = field(default_factory=list)


def opened(address: Address) -> tuple[socket.socket, ClientProtocol]:
    """Open a WebSocket by hand."""
    raw = socket.create_connection(address, 10)
    protocol = ClientProtocol(parse_uri(f"ws://{address[0]}:{address[1]}/api/v1/live"))
    protocol.send_request(protocol.connect())
    raw.sendall(b"".join(protocol.data_to_send()))
    protocol.receive_data(raw.recv(65536))
    return raw, protocol


def messages(address: Address, until: float, turns: Turns) -> None:
    """Send pings without end; after a close, reconnect at once without a close handshake."""
    while time.monotonic() < until:
        raw, protocol = opened(address)
        protocol.send_text(json.dumps({"type": "ping"}).encode())
        burst = b"".join(protocol.data_to_send()) * 1000
        begun = time.monotonic()
        raw.setblocking(False)
        with raw, selectors.DefaultSelector() as ready, contextlib.suppress(ConnectionError):
            ready.register(raw, selectors.EVENT_READ | selectors.EVENT_WRITE)
            rest = b""
            while time.monotonic() < until:
                for _, what in ready.select(0.1):
                    if what & selectors.EVENT_READ and not raw.recv(1 << 20):
                        raise ConnectionResetError
                    if what & selectors.EVENT_WRITE:
                        rest = rest or burst
                        gone = raw.send(rest)
                        rest = rest[gone:]
                        turns.sent += 1000 * gone // len(burst)
            return
        turns.lives.append(time.monotonic() - begun)


def requests(address: Address, until: float, turns: Turns) -> None:
    """Send sixteen requests at once on one connection, again as soon as all are answered."""
    with socket.create_connection(address, 10) as raw:
        while time.monotonic() < until:
            raw.sendall(REQUEST * 16)
            answered = 0
            while answered < 16:
                answered += raw.recv(1 << 20).count(b"HTTP/1.1 200")
            turns.sent += 16


def connections(address: Address, until: float, turns: Turns) -> None:
    """Open a WebSocket and disconnect, repeatedly."""
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            opened(address)[0].close()
            turns.sent += 1


def burn(until: float) -> None:
    """Use CPU time only."""
    while time.monotonic() < until:
        sum(range(1000))


FLOODS: dict[str, Callable[[Address, float, Turns], None]] = {
    "messages": messages,
    "requests": requests,
    "connections": connections,
}


def take_turns(kind: str, address: Address, told: Connection) -> None:
    """In the child process: alternate between burning CPU and flooding."""
    turns = Turns()
    for _ in range(max(1, round(SECONDS / ROUND_S))):
        begun = time.monotonic()
        burn(begun + ROUND_S)
        middle = time.monotonic()
        turns.burning.append((begun, middle))
        FLOODS[kind](address, middle + ROUND_S, turns)
        turns.flooding.append((middle, time.monotonic()))
    told.send(turns)


@contextlib.contextmanager
def flooding(kind: str, address: Address) -> Iterator[Connection]:
    """Run the flood during the block; the connection receives its phases."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=take_turns, args=(kind, address, theirs))
    process.start()
    try:
        yield ours
    finally:
        process.kill()
        process.join()


def flood(server: LoggedServer, kind: str) -> list[Figure]:
    """Measure one kind of flood beside a viewer."""
    with bystander(server) as seen:
        time.sleep(ROUND_S)
        sizes = [server.rss_mb()]
        with flooding(kind, server.address) as outcome:
            while not outcome.poll(0.5):
                sizes.append(server.rss_mb())
            turns: Turns = outcome.recv()
    quiet, loud = (
        sum(seen.rate(*turn) for turn in those) / len(those) for those in (turns.burning, turns.flooding)
    )
    detail = (
        f"{turns.sent / len(turns.flooding) / ROUND_S:,.0f} a second; {quiet:,.0f} points a second without"
    )
    figures = [
        Figure(f"flood of {kind}: a viewer's rate beside it", loud / quiet, "x", 0.9, "higher", detail),
        Figure(f"flood of {kind}: growth of the server's memory", max(sizes) - sizes[0], "MB", 30),
    ]
    if turns.lives:
        several = f"of {len(turns.lives)}"
        figures += [
            Figure("flooder: seconds until closed, median", percentile(turns.lives, 0.5), "s"),
            Figure("flooder: not closed in 2 s", sum(s > CLOSED_S for s in turns.lives), several, 0),
        ]
    return figures


def control_messages() -> int:
    """How often a flooder is closed by a server without message limits."""
    with running(workers=1, messages_per_second="1e9", message_burst="1000000000") as server:
        turns = Turns()
        messages(server.address, time.monotonic() + 3, turns)
    return len(turns.lives)


def control_rate() -> float:
    """A viewer's rate beside four other viewers, as a share of its rate alone."""
    with running(workers=1) as server, bystander(server) as seen:
        time.sleep(ROUND_S)
        begun = time.monotonic()
        time.sleep(ROUND_S)
        middle = time.monotonic()
        with ExitStack() as others:
            for who in range(4):
                others.enter_context(bystander(server, 1 + who))
            full = time.monotonic()
            time.sleep(ROUND_S)
            ended = time.monotonic()
    return seen.rate(full, ended) / seen.rate(begun, middle)


def measure() -> list[Figure]:
    """Cost of each flood for a viewer and the server, and time until the flooder is closed."""
    figures = []
    for kind in FLOODS:
        with running(workers=2, cache_mb="4") as server:
            figures += flood(server, kind)
    return [
        *figures,
        Figure("control: a flooder closed where he may", control_messages(), "times", 0),
        Figure("control: a viewer beside four others", control_rate(), "x", 0.9),
    ]
