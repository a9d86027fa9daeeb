"""Inherited members: what our protocols take from uvicorn's classes, which any release may change."""

from collections.abc import Iterator
from types import FunctionType

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

VERSIONS = ">=0.53,<0.55"
"""Releases of uvicorn whose members are known; pyproject.toml asks for the same."""

MEMBERS: dict[type, tuple[str, ...]] = {
    H11Protocol: (
        *("connection_lost", "connection_made", "data_received", "handle_events", "handle_websocket_upgrade"),
        *("on_response_complete", "send_400_response", "_unset_keepalive_if_required"),
        *("conn", "cycle", "flow", "headers", "loop", "scope", "server_state", "transport"),
    ),
    RequestResponseCycle: ("disconnected", "message_event", "response_complete", "transport"),
    WebSocketsSansIOProtocol: (
        *("connection_lost", "connection_made", "data_received", "handle_cont", "handle_parser_exception"),
        *("handle_ping", "handle_pong", "receive", "resume_writing", "run_asgi", "send", "shutdown"),
        *("close_sent", "close_timer", "conn", "disconnected", "handshake_complete", "loop", "queue"),
        *("read_paused", "scope", "transport", "writable"),
    ),
}
"""Methods and attributes by class."""


def missing_members() -> list[str]:
    """Members that the installed uvicorn lacks, as ``Class.member``."""
    return [
        f"{owner.__name__}.{name}"
        for owner, names in MEMBERS.items()
        for name in sorted(set(names).difference(_known(owner)))
    ]


def _known(owner: type) -> Iterator[str]:
    """Names of a class's methods, and all names that their code uses, among them its attributes."""
    yield from dir(owner)
    for one in owner.__mro__:
        for member in vars(one).values():
            if isinstance(member, FunctionType):
                yield from member.__code__.co_names
