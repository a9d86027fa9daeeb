"""G15: forged client addresses. REQUESTS=10000 by default; the control trusts every client as a proxy."""

import asyncio
import os
import random
from contextlib import AsyncExitStack

from ..report import Figure
from .rig import LoggedServer, hello, running, viewing

REQUESTS = int(os.environ.get("REQUESTS", 10_000))
ALLOWED = 5


def forged(generator: random.Random) -> dict[str, str]:
    """Headers that forge the client's address."""
    address = ".".join(str(generator.randrange(256)) for _ in range(4))
    name = generator.choice(
        ["X-Forwarded-For", "Forwarded", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP"]
    )
    chain = ", ".join([address] * generator.randrange(1, 4))
    return {name: f"for={address}" if name == "Forwarded" else chain}


async def let_in(server: LoggedServer, requests: int) -> int:
    """How many requests pass after the limit of the address is used up."""
    generator = random.Random(0)
    entered = 0
    async with AsyncExitStack() as stack:
        for _ in range(ALLOWED):
            await hello(await stack.enter_async_context(viewing(server)))
        for _ in range(requests):
            async with viewing(server, additional_headers=forged(generator), close_timeout=0.1) as socket:
                try:
                    await hello(socket)
                    entered += 1
                except AssertionError:
                    pass
    return entered


def measure() -> list[Figure]:
    """Number of accepted requests."""
    few = {"connections_per_address": str(ALLOWED), "workers": "1"}
    with running(**few) as server:  # type: ignore[arg-type]
        entered = asyncio.run(let_in(server, REQUESTS))
    with running(trusted_proxies='["127.0.0.1"]', **few) as server:  # type: ignore[arg-type]
        believed = asyncio.run(let_in(server, 50))
    return [
        Figure("forged addresses: let in past the cap", entered, f"of {REQUESTS}", 0),
        Figure("control: let in where the sender is trusted as a proxy", believed, "of 50", 1, "higher"),
    ]
