"""Counters: what this process has done since it started, for the operator's metrics."""

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import final

from prometheus_client import Histogram

PREFIX = "descentlab_"
"""What the names of our metrics begin with."""

ALARMING = (500, 503, 507)
"""Statuses that are counted from zero, since an alert sees an increase only from a value that was there."""

RESPONSE_BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
FIRST_FRAME_BOUNDS_S = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


def _response_times() -> Histogram:
    return Histogram(
        f"{PREFIX}http_request_duration_seconds",
        "Seconds from an HTTP request's head to the end of its response, by route and class of status.",
        ["route", "status"],
        registry=None,
        buckets=RESPONSE_BOUNDS_S,
    )


def _first_frame_times() -> Histogram:
    return Histogram(
        f"{PREFIX}first_frame_seconds",
        "Seconds from a viewer's request for a run to the run's first binary frame, by lane.",
        ["lane"],
        registry=None,
        buckets=FIRST_FRAME_BOUNDS_S,
    )


@final
@dataclass
class Counters:
    """Counters of one process; each only grows."""

    runs: int = 0
    """Runs started over WebSockets."""
    points: int = 0
    """Points computed, summed over racers."""
    frames: int = 0
    """Binary WebSocket frames sent."""
    dropped: int = 0
    """Viewers disconnected because they did not read what was sent."""
    turned_away: int = 0
    """WebSockets refused because too many were open."""
    responses: Counter[int] = field(default_factory=lambda: Counter(dict.fromkeys(ALARMING, 0)))
    """HTTP responses and WebSocket handshakes by status; 101: a WebSocket, 0: no response was sent."""
    response_times: Histogram = field(default_factory=_response_times)
    """Seconds of HTTP responses, by path pattern of the route and class of status."""
    first_frame_times: Histogram = field(default_factory=_first_frame_times)
    """Seconds until a run's first frame was sent, by lane; runs that were replaced before are left out."""

    def observe_response(self, route: str, status: int, seconds: float) -> None:
        """Count the time of an HTTP response; ``status`` 0: there was none."""
        self.response_times.labels(route, f"{status // 100}xx" if status else "none").observe(seconds)

    def observe_first_frame(self, lane: str, begun: float) -> None:
        """Count the time from ``begun``, of ``time.perf_counter``, until now."""
        self.first_frame_times.labels(lane).observe(time.perf_counter() - begun)
