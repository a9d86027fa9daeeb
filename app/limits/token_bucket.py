"""How often is too often."""

import time
from collections.abc import Callable
from typing import final


@final
class TokenBucket:
    """A token bucket: ``burst`` tokens at most, refilled at ``rate`` a second."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self.burst = burst
        self._clock = clock
        self._tokens = burst
        self._at = clock()

    def take(self, tokens: float = 1.0) -> bool:
        """Whether there were so many tokens left; they are taken either way, down to none."""
        self._refill()
        enough = self._tokens >= tokens
        self._tokens = max(0.0, self._tokens - tokens)
        return enough

    def wait(self) -> float:
        """Take a token, on credit where there is none; in how many seconds it will have been there."""
        self._refill()
        self._tokens -= 1
        return max(0.0, -self._tokens / self.rate)

    def _refill(self) -> None:
        now = self._clock()
        self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
        self._at = now
