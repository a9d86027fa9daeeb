"""HTTP protocol: uvicorn's, with a deadline for each request, a rate limit and a lingering close.

Uvicorn sets no deadline: headers or a body that arrive byte by byte keep their connection open without end.
It answers one connection as fast as it sends requests, however many others wait. And it closes a connection
while a refused body is still arriving: that resets it, and the client never reads the reason.
"""

import asyncio
from typing import Any, final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from ..core.problem_details import ProblemError, busy
from ..limits.token_bucket import TokenBucket
from .departure_watch import DepartureWatch
from .descriptors import DescriptorReserve
from .lingering_close import LingeringClose
from .response_transport import ResponseTransport

REQUEST_DEADLINE_S = 10.0
"""Longest time from the connection, or from the first byte of a further request, to a request's last byte."""

UPLOAD_PATH = "/api/v1/tables"
UPLOAD_DEADLINE_S = 90.0
"""Longest time for a request to this path, whose body may have megabytes."""

CLOSE = (b"connection", b"close")
NO_ROOM = "So many connections are open here that there is no room for another WebSocket. Try again later."
NO_HTTP = "This is no HTTP request that can be read, or its head is too long. Send a shorter or another one."


@final
class DeadlineHTTPProtocol(H11Protocol):
    """HTTP connection: each request must arrive within the deadline, and their rate is limited.

    Args:
        rate_limit: (requests a second, burst) of one connection; further requests wait. None where
            connections come from a proxy, which sends the requests of all clients.
        reserve: connections that have one of its descriptors are closed after their first answer.
    """

    _deadline: asyncio.TimerHandle | None = None
    _uploads = False
    """Whether the deadline is that of an upload."""
    _lingering: LingeringClose | None = None
    _departure: DepartureWatch | None = None

    def __init__(
        self,
        *args: Any,
        rate_limit: tuple[float, float] | None = None,
        reserve: DescriptorReserve | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._reserve = reserve
        self._brief = False
        self._bucket = TokenBucket(*rate_limit) if rate_limit else None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self._reserve is not None:
            self._brief = self._reserve.includes(transport.get_extra_info("socket").fileno())
        self._update_deadline()

    def data_received(self, data: bytes) -> None:
        if self._lingering is not None:
            self._lingering.on_data(data)
            return
        super().data_received(data)
        if self._lingering is None:
            self._update_deadline()

    def handle_events(self) -> None:
        super().handle_events()
        if self.cycle is not None and self.cycle.transport is self.transport:
            transport: Any = ResponseTransport(self.loop, self.transport, self._close_after_response)
            self.cycle.transport = transport
            if self._brief:
                self.headers.append(CLOSE)  # as if the client wished it
        self._watch_departure()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """Send the error as problem+json, like every other one, and close."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._write_problem(ProblemError(400, NO_HTTP))
        self._linger()

    def _write_problem(self, problem: ProblemError) -> None:
        response = problem.response()
        for event in (
            h11.Response(status_code=problem.status, headers=[*response.raw_headers, CLOSE]),
            h11.Data(data=bytes(response.body)),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_deadline()
        self._cancel_departure()
        if self._lingering is not None:
            self._lingering.cancel()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._cancel_deadline()
        if self._brief:
            self._write_problem(busy(NO_ROOM, 10))
            self._linger()
        else:
            super().handle_websocket_upgrade(event)

    def on_response_complete(self) -> None:
        self._cancel_departure()
        wait_s = self._bucket.wait() if self._bucket else 0.0
        if self._lingering is not None:
            self.server_state.total_requests += 1
        elif wait_s:
            self.loop.call_later(wait_s, self._read_next_request)  # until then nothing more is read
        else:
            self._read_next_request()

    def _read_next_request(self) -> None:
        super().on_response_complete()
        self._cancel_deadline()
        if self.conn.their_state is h11.SEND_BODY or self.conn.trailing_data[0]:
            self._update_deadline()  # a part of the next request came with this one

    def _close_after_response(self) -> None:
        """Close; with a lingering close if a part of this or of a further request has not been read."""
        unread = self.conn.their_state is h11.SEND_BODY or self.conn.trailing_data[0]
        if unread and not self.transport.is_closing():
            self._linger()
        else:
            self.transport.close()

    def _linger(self) -> None:
        self._cancel_deadline()
        self._cancel_departure()
        self._unset_keepalive_if_required()
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True  # the application sends nothing more
            self.cycle.message_event.set()
        self._lingering = LingeringClose(self.loop, self.transport)
        self.flow.resume_reading()

    def _watch_departure(self) -> None:
        """Watch whether the client stays, where a further request keeps us from reading that it has gone."""
        waiting = self.cycle is not None and not self.cycle.response_complete
        if waiting and self.conn.trailing_data[0] and self._departure is None:
            self._departure = DepartureWatch.begin(self.loop, self.transport)

    def _cancel_departure(self) -> None:
        if self._departure is not None:
            self._departure.cancel()
            self._departure = None

    def _update_deadline(self) -> None:
        """Run the timer while a request has not fully arrived; stop it when the request is complete."""
        if self.transport.is_closing() or self.transport.get_protocol() is not self or self._is_complete():
            self._cancel_deadline()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_DEADLINE_S, self.transport.abort)
        elif not self._uploads and self._is_upload():
            self._uploads = True
            self._deadline.cancel()
            self._deadline = self.loop.call_later(UPLOAD_DEADLINE_S, self.transport.abort)

    def _is_upload(self) -> bool:
        """Whether the head of the present request has come, and its body may be large."""
        return self.conn.their_state is h11.SEND_BODY and self.scope["path"].endswith(UPLOAD_PATH)

    def _is_complete(self) -> bool:
        return self.conn.their_state in (h11.DONE, h11.MUST_CLOSE, h11.CLOSED, h11.SWITCHED_PROTOCOL)

    def _cancel_deadline(self) -> None:
        self._uploads = False
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
