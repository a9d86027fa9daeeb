"""Counters: what this process has done since it started, for the operator's metrics."""

from collections import Counter
from dataclasses import dataclass, field
from typing import final


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
    responses: Counter[int] = field(default_factory=Counter)
    """HTTP responses and WebSocket handshakes by status; 101: a WebSocket, 0: no response was sent."""
