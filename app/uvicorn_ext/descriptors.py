"""File descriptors: every connection takes one, and the kernel limits how many a process may have.

At the limit a connection is accepted and dropped without a word, also one that asks ``/healthz``. So the last
descriptors are kept for requests that are answered at once.
"""

import logging
import time
from typing import final

log = logging.getLogger("descentlab")

MOST = 1_048_576
"""More is never needed, and programs that close every possible descriptor would take long over a billion."""

BESIDE_WEBSOCKETS = 256
"""Descriptors that the process needs besides WebSockets: workers, store, files, and other connections."""

RESERVE = 32
LOG_EVERY_S = 60.0


def raise_descriptor_limit() -> int | None:
    """Raise the limit to what the system allows; returns it, or None where it is unknown or there is none."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return None
    wanted = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if wanted > soft:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (ValueError, OSError):  # macOS has a further limit
            return soft
    return max(soft, wanted)


def warn_of_low_limit(limit: int | None, connections: int) -> None:
    """Log a warning if so many WebSockets cannot be open at once."""
    needed = connections + BESIDE_WEBSOCKETS
    if limit is not None and limit < needed:
        log.warning(
            "the system allows %d open files and sockets, and %d WebSockets need %d: raise the limit with "
            "`ulimit -n` or LimitNOFILE of systemd, or lower DESCENTLAB_CONNECTIONS",
            limit,
            connections,
            needed,
        )


@final
class DescriptorReserve:
    """Descriptor reserve: tells which connections have one of the last descriptors, and logs that.

    The kernel gives each connection the lowest free number, so its number says how many are taken.
    """

    def __init__(self, limit: int | None) -> None:
        """``limit`` None: there is none."""
        self._limit = limit
        self._logged_at = float("-inf")

    def includes(self, descriptor: int) -> bool:
        """Whether a connection has one of the last descriptors; if so, a line is logged, once a minute."""
        if self._limit is None or descriptor < self._limit - min(RESERVE, self._limit // 8):
            return False
        if time.monotonic() - self._logged_at > LOG_EVERY_S:
            self._logged_at = time.monotonic()
            log.warning(
                "about %d of %d files and sockets are open, all that the system allows: new WebSockets are "
                "refused",
                descriptor,
                self._limit,
            )
        return True
