"""What has happened here since the start, in numbers."""

from collections import Counter
from dataclasses import dataclass, field
from typing import final


@final
@dataclass
class Tally:
    """Counts for the operator; each only grows."""

    runs: int = 0
    """Runs that viewers began."""
    points: int = 0
    """Points that were computed, of all racers: a step each."""
    frames: int = 0
    """Binary frames that were sent."""
    dropped: int = 0
    """Viewers who were dropped because they did not read."""
    turned_away: int = 0
    """WebSockets that were refused for their number."""
    responses: Counter[int] = field(default_factory=Counter)
    """REST and page responses, by status."""
