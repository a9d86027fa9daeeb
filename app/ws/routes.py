"""WebSocket route: limits connections and serves them."""

import asyncio

from fastapi import APIRouter
from starlette.websockets import WebSocket

from ..jobs.services import Services
from ..limits.rate_limits import client_key
from .connection import Connection
from .reject import reject


def live_routes(services: Services) -> APIRouter:
    """Route of the WebSocket, ``/api/v1/live``: refuses it, or delays and then serves it, by the limits."""
    routes = APIRouter()

    @routes.websocket("/api/v1/live")
    async def live(socket: WebSocket) -> None:
        address = client_key(socket.scope)
        if refusal := services.limiter.acquire(address):
            services.counters.turned_away += 1
            await reject(socket, refusal, services.settings.send_timeout_s, services.counters)
            return
        try:
            await asyncio.sleep(services.limiter.connects[address].wait())
            await Connection(socket, services).serve()
        finally:
            services.limiter.release(address)

    return routes
