"""The WebSocket's address."""

import asyncio

from fastapi import APIRouter
from starlette.websockets import WebSocket

from ..jobs.services import Lab
from ..limits.rate_limits import client_key
from .connection import Connection
from .reject import reject


def live_routes(lab: Lab) -> APIRouter:
    """``/api/v1/live``."""
    routes = APIRouter()

    @routes.websocket("/api/v1/live")
    async def live(socket: WebSocket) -> None:
        address = client_key(socket.scope)
        if refusal := lab.limiter.acquire(address):
            lab.tally.turned_away += 1
            await reject(socket, refusal, lab.settings.send_timeout_s, lab.tally)
            return
        try:
            await asyncio.sleep(lab.limiter.connects[address].wait())
            await Connection(socket, lab).serve()
        finally:
            lab.limiter.release(address)

    return routes
