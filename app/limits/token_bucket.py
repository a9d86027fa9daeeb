"""Token bucket: limits how often something may happen."""

import time
from collections.abc import Callable
from typing import final


@final
class TokenBucket:
    """Token bucket: holds at most ``burst`` tokens, refilled at ``rate`` a second."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self.burst = burst
        self._clock = clock
        self._tokens = burst
        self._at = clock()

    def take(self, tokens: float = 1.0) -> bool:
        """Take tokens; returns whether there were enough. If not, the bucket is empty afterwards."""
        self._refill()
        enough = self._tokens >= tokens
        self._tokens = max(0.0, self._tokens - tokens)
        return enough

    def wait(self) -> float:
        """Take a token, on credit if there is none; returns how long the caller must wait, in seconds.

        This is 0 if there was a token, else the time until the bucket is no longer in debt.
        """
        self._refill()
        self._tokens -= 1
        return max(0.0, -self._tokens / self.rate)

    def _refill(self) -> None:
        now = self._clock()
        self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
        self._at = now
