"""Rate limits by client: connections, saves and computations of each network address."""

import ipaddress
from collections import Counter, OrderedDict
from typing import Literal, final

from starlette.types import Scope

from engine.core.text import pluralize

from ..core.settings import Settings
from .token_bucket import TokenBucket

REMEMBERED = 10_000
"""Most clients whose saves and connections are counted; the least recently seen one is dropped."""

UNKNOWN = "unknown"


def client_key(scope: Scope) -> str:
    """Key of the client that a request is counted for: its IPv4 address, or its IPv6 network of 64 bits.

    All clients without an IP address share the key ``UNKNOWN``. Headers of the client are not used; see
    ``trusted_proxies`` in the settings.
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
    """Token buckets: one for each client, made at its first use.

    Beyond ``REMEMBERED`` the one that was not used for the longest time is dropped.
    """

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
class Places:
    """Places: a number of them for all clients, of which each client has at most its share."""

    def __init__(self, most: int, most_each: int) -> None:
        self.most = most
        self.most_each = most_each
        self._taken: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """Number of places that are taken."""
        return self._taken.total()

    def acquire(self, address: str) -> Literal["all", "share"] | None:
        """Take a place until ``release``; returns what is used up if there is none, else None."""
        if self.taken >= self.most:
            return "all"
        if self._taken[address] >= self.most_each:
            return "share"
        self._taken[address] += 1
        return None

    def release(self, address: str) -> None:
        """Give a place back that ``acquire`` has granted."""
        self._taken[address] -= 1
        if self._taken[address] <= 0:
            del self._taken[address]


@final
class ConnectionLimiter:
    """Connection limiter: counts by client open WebSockets, new ones, saves and computations of REST."""

    def __init__(self, settings: Settings) -> None:
        self._open = Places(settings.connections, settings.connections_per_address)
        self.computations = Places(settings.queued_requests, settings.queued_requests_per_address)
        self.connects = TokenBuckets(settings.connections_per_second, settings.connection_burst)
        self.saves = TokenBuckets(settings.saves_per_minute / 60, settings.saves_per_minute)

    @property
    def connections(self) -> int:
        """Open WebSockets."""
        return self._open.taken

    def acquire(self, address: str) -> str | None:
        """Count a WebSocket until ``release``; returns the reason if it is refused, else None."""
        match self._open.acquire(address):
            case "all":
                most = pluralize(self._open.most, "viewer")
                return f"There can be {most} at once, and no more. Try again later."
            case "share":
                most = pluralize(self._open.most_each, "connection")
                return (
                    f"Your network has {most} open, the most it can have. Close windows that nobody watches."
                )
        return None

    def release(self, address: str) -> None:
        """Stop counting a WebSocket that ``acquire`` has admitted."""
        self._open.release(address)
