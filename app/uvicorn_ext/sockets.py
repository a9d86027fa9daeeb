"""Listening socket: with timeouts for peers that do not read."""

import contextlib
import socket

USER_TIMEOUT_MS = 15_000
UNSENT_BYTES = 32 * 1024
BACKLOG = 1024


def listening_socket(host: str, port: int) -> socket.socket:
    """A non-blocking TCP socket that listens on ``host`` and ``port`` (0: any free one).

    Its connections inherit two options, on Linux only. TCP_USER_TIMEOUT ends those whose peer acknowledges
    nothing for 15 s although data is waiting; without it a client that does not read keeps its connection
    without end. TCP_NOTSENT_LOWAT limits the unsent data that the kernel buffers: so the server notices early
    that a client does not read, and stops computing for it.

    Raises:
        OSError: the address is in use, or is not an address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(AttributeError, OSError):  # Linux only
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
        listener.bind((host, port))
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except BaseException:
        listener.close()
        raise
    return listener
