"""Server: uvicorn with our protocols and settings."""

import gc
import importlib.util
import socket
from collections.abc import Callable
from functools import partial
from typing import Any, final

import uvicorn

from ..core.logs import configure
from ..core.settings import Settings
from ..main import create_app
from .descriptors import DescriptorReserve, raise_descriptor_limit, warn_of_low_limit
from .http import DeadlineHTTPProtocol
from .websocket import TimeoutWebSocketProtocol

SHUTDOWN_S = 5


@final
class AnnouncingServer(uvicorn.Server):
    """Announcing server: calls ``announce`` when it accepts connections.

    Just before that it excludes all present objects from garbage collection, and turns collection on.
    """

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()  # what is here now stays: a full collection would look through it all, for 0.4 s
        gc.freeze()
        gc.enable()
        if self.started:
            self._announce()


def serve(settings: Settings, listener: socket.socket, announce: Callable[[str], None]) -> None:
    """Serve until a signal ends it.

    Args:
        settings: number of workers, limits, and all else that an operator sets.
        listener: a listening socket.
        announce: called with the address, once all workers have started.
    """
    configure(settings.log_format, settings.access_log)
    url = _address(settings, listener.getsockname()[1])
    limit = raise_descriptor_limit()
    warn_of_low_limit(limit, settings.connections)
    AnnouncingServer(_config(settings, DescriptorReserve(limit)), lambda: announce(url)).run([listener])


def _config(settings: Settings, reserve: DescriptorReserve) -> uvicorn.Config:
    rate_limit = None if settings.trusted_proxies else (settings.requests_per_second, settings.request_burst)
    http: Any = partial(DeadlineHTTPProtocol, rate_limit=rate_limit, reserve=reserve)
    loop: Any = "uvloop" if importlib.util.find_spec("uvloop") else "asyncio"
    return uvicorn.Config(
        create_app(settings),
        loop=loop,
        http=http,
        ws=TimeoutWebSocketProtocol,
        ws_max_size=settings.body_bytes,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=SHUTDOWN_S - 1,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=sorted(settings.trusted_proxies),
        log_config=None,
        log_level="warning",
        access_log=False,
    )


def _address(settings: Settings, port: int) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    host = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)
    return f"http://{host}:{port}{settings.root_path}/"
