"""The WebSocket's address."""

import asyncio

from fastapi import APIRouter
from starlette.websockets import WebSocket

from ..jobs.services import Lab
from ..limits.rate_limits import address_of
from .connection import Session
from .reject import turn_away


def live_routes(lab: Lab) -> APIRouter:
    """``/api/v1/live``."""
    routes = APIRouter()

    @routes.websocket("/api/v1/live")
    async def live(socket: WebSocket) -> None:
        address = address_of(socket.scope)
        if refusal := lab.guests.enter(address):
            lab.tally.turned_away += 1
            await turn_away(socket, refusal, lab.settings.send_timeout_s, lab.tally)
            return
        try:
            await asyncio.sleep(lab.guests.arrivals[address].wait())
            await Session(socket, lab).serve()
        finally:
            lab.guests.leave(address)

    return routes
