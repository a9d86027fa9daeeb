"""G14, page load: a class of 300 opens the page as browsers do, within 10 s.

A visit is the page and every file that it uses, over six connections, without a cache. CLIENTS=30 for
fewer, WITHIN=60 for a slower arrival. Control: a missing page gives no visit.
"""

import asyncio
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

from ..report import Figure, percentile
from .rig import LoggedServer, all_of, running

CLIENTS = int(os.environ.get("CLIENTS", 300))
WITHIN_S = float(os.environ.get("WITHIN", 10))
CONNECTIONS = 6
NAMED = re.compile(r'(?:href|src)="(?:\./)?(static/[^"]+)"')
LENGTH = re.compile(rb"content-length: (\d+)")


@dataclass
class Visit:
    """Duration of a visit, and the files received."""

    seconds: float
    files: int
    kilobytes: float
    failed: int


async def fetch(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> tuple[int, bytes]:
    """Status and encoded body of a response."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: lab\r\nAccept-Encoding: identity\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    found = LENGTH.search(head)
    content = await reader.readexactly(int(found.group(1))) if found else b""
    return int(head.split()[1]), content


async def visit(server: LoggedServer, after_s: float, page: str) -> Visit:
    """One browser that loads the page."""
    await asyncio.sleep(after_s)
    begun = time.perf_counter()
    first = await asyncio.open_connection(*server.address)
    status, content = await fetch(*first, page)
    files = sorted(set(NAMED.findall(content.decode())))
    seen = Visit(0, len(files), len(content) / 1000, int(status != 200))

    async def take(connection: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
        while files:
            status, content = await fetch(*connection, "/" + files.pop())
            seen.failed += status != 200
            seen.kilobytes += len(content) / 1000
        connection[1].close()

    more = [await asyncio.open_connection(*server.address) for _ in range(CONNECTIONS - 1)]
    await asyncio.gather(*(take(connection) for connection in (first, *more)))
    seen.seconds = time.perf_counter() - begun
    return seen


async def crowd(server: LoggedServer, page: str) -> list[Visit]:
    """All of them."""
    return await all_of(CLIENTS, lambda number: visit(server, WITHIN_S * number / CLIENTS, page))


def processor_s(pid: int) -> float:
    """CPU seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure() -> list[Figure]:
    """Duration of a visit among all others and alone, and its CPU cost."""
    with running(workers=2) as server:
        alone = asyncio.run(visit(server, 0, "/?surface=beale"))
        before = processor_s(server.process.pid)
        visits = asyncio.run(crowd(server, "/?surface=beale"))
        used = processor_s(server.process.pid) - before
        nothing = asyncio.run(visit(server, 0, "/nothing"))
    times = [one.seconds for one in visits]
    detail = f"{alone.files} files, {alone.kilobytes:,.0f} kB uncompressed"
    return [
        Figure("visits: files that did not come", sum(one.failed for one in visits), "", 0, detail=detail),
        Figure("visits: until all is there, alone", alone.seconds, "s"),
        Figure(f"visits: {CLIENTS} within {WITHIN_S:g} s, median", percentile(times, 0.5), "s"),
        Figure(f"visits: {CLIENTS} within {WITHIN_S:g} s, p95", percentile(times, 0.95), "s"),
        Figure("visits: server's processor time for one", 1000 * used / CLIENTS, "ms"),
        Figure("control: failures of a page that is not there", nothing.failed, "", 1, "higher"),
    ]
