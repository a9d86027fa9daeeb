"""Rejection: refuses a WebSocket with a reason that the page can read."""

import asyncio
import contextlib

from starlette.websockets import WebSocket

from ..core.counters import Counters
from ..core.problem_details import busy
from .sender import ClientGoneError, Sender

TRY_AGAIN_LATER = 1013


async def reject(socket: WebSocket, sentence: str, seconds: float, counters: Counters) -> None:
    """Accept, then close with a reason: browsers hide why a handshake was refused.

    Args:
        socket: not yet accepted.
        sentence: why, and what to do.
        seconds: time limit for sending it, for a client that does not read.
        counters: count what is sent.
    """
    await socket.accept()
    with contextlib.suppress(ClientGoneError, RuntimeError, TimeoutError):
        problem = busy(sentence, 5).body()
        await Sender(socket, seconds, counters).send_json({"type": "error", "run": None, "problem": problem})
        async with asyncio.timeout(seconds):
            await socket.close(TRY_AGAIN_LATER, sentence[:120])
