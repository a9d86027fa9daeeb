"""Who is here: clients by their network address, bounded each, so that none takes what is all others'."""

import ipaddress
from collections import Counter, OrderedDict
from typing import final

from starlette.types import Scope

from engine.core.text import pluralize

from ..core.settings import Settings
from .token_bucket import TokenBucket

REMEMBERED = 10_000
"""Addresses whose saves and connects are counted at once; the one that was silent longest is forgotten."""

UNKNOWN = "unknown"


def client_key(scope: Scope) -> str:
    """Whom a request is counted for: an IPv4 address, or an IPv6 network of 64 bits, which is one household.

    What a client says of itself in headers does not count; see ``trusted_proxies`` in the settings.
    """
    client = scope.get("client")
    try:
        address = ipaddress.ip_address(client[0] if client else UNKNOWN)
    except ValueError:
        return UNKNOWN
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


@final
class TokenBuckets:
    """A bucket for each address, as many as are remembered."""

    def __init__(self, rate: float, burst: float) -> None:
        self._size = rate, burst
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def __getitem__(self, address: str) -> TokenBucket:
        bucket = self._buckets.pop(address, None) or TokenBucket(*self._size)
        self._buckets[address] = bucket
        while len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        return bucket

    def __len__(self) -> int:
        return len(self._buckets)


@final
class ConnectionLimiter:
    """Open WebSockets, those that come, and experiments saved, by address."""

    def __init__(self, settings: Settings) -> None:
        self._most = settings.connections
        self._most_each = settings.connections_per_address
        self._open: Counter[str] = Counter()
        self.connects = TokenBuckets(settings.connections_per_second, settings.connection_burst)
        self.saves = TokenBuckets(settings.saves_per_minute / 60, settings.saves_per_minute)

    @property
    def connections(self) -> int:
        """Open WebSockets."""
        return self._open.total()

    def acquire(self, address: str) -> str | None:
        """Count a WebSocket in, until ``release``; or why it cannot come in."""
        if self.connections >= self._most:
            return f"There can be {pluralize(self._most, 'viewer')} at once, and no more. Try again later."
        if self._open[address] >= self._most_each:
            return (
                f"Your network has {pluralize(self._most_each, 'connection')} open, the most it can have. "
                "Close windows that nobody watches."
            )
        self._open[address] += 1
        return None

    def release(self, address: str) -> None:
        """Count it out."""
        self._open[address] -= 1
        if self._open[address] <= 0:
            del self._open[address]
