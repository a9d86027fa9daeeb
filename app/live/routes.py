"""The WebSocket's address."""

from fastapi import APIRouter
from starlette.websockets import WebSocket

from ..errors import busy
from ..lab import Lab
from .session import Session


def live_routes(lab: Lab) -> APIRouter:
    """``/api/v1/live``."""
    routes = APIRouter()

    @routes.websocket("/api/v1/live")
    async def live(socket: WebSocket) -> None:
        if lab.connections >= lab.settings.connections:
            await socket.send_denial_response(
                busy("There are too many viewers now. Try again.", 5).response()
            )
            return
        lab.connections += 1
        try:
            await Session(socket, lab).serve()
        finally:
            lab.connections -= 1

    return routes
