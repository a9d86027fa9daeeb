"""Busy server: repeats a request that a busy server has refused, when the server says."""

import random
import time
from collections.abc import Callable
from typing import TypeVar
from urllib.error import HTTPError

T = TypeVar("T")

MAX_REPEATS = 6
"""The most times that a request is repeated."""

MAX_GROWTH = 8
"""The wait doubles with each repetition, up to this many times the time that the server told."""

BUSY = (429, 503)
"""Statuses of a request that may succeed later, if the server tells when."""


def wait(seconds: float, repeats: int) -> None:
    """Wait before a request is repeated that was refused and has been repeated so many times already.

    At least as long as the server told, and up to as long again, at random, so that programs that were
    refused together do not come back together.
    """
    time.sleep(seconds * min(2**repeats, MAX_GROWTH) * (1 + random.random()))


def ask_repeatedly(ask: Callable[[], T]) -> T:
    """The result of ``ask``, called again as long as a busy server tells when.

    Raises as ``ask`` does.
    """
    repeats = 0
    while True:
        try:
            return ask()
        except HTTPError as error:
            seconds = seconds_to_wait(error)
            if seconds is None or repeats == MAX_REPEATS:
                raise
            error.close()
        wait(seconds, repeats)
        repeats += 1


def seconds_to_wait(error: HTTPError) -> int | None:
    """Seconds after which a request may succeed; None if it would fail again, or the server tells a date."""
    told = error.headers.get("Retry-After", "")
    return int(told) if error.code in BUSY and told.isdecimal() else None
