"""What a race yields: columns of numbers over points, and the events on the way."""

from dataclasses import dataclass, field
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

COLUMNS = (
    "x",
    "y",
    "loss",
    "lr",
    "grad_norm",
    "off_plane",
    "gradient_x",
    "gradient_y",
    "momentum_x",
    "momentum_y",
    "batch_loss",
    "evaluations",
    "examples",
)
"""The columns of a trajectory, in order; docs/architecture.md says what each means."""


@final
@dataclass(frozen=True)
class Event:
    """From point ``step`` on, racer ``racer`` is in the regime ``name``."""

    step: int
    racer: int
    name: str
    sentence: str


@final
@dataclass
class Chunk:
    """A stretch of a race, without tensors: it crosses processes.

    Attributes:
        start: index of its first point.
        racers: for each racer float64 of shape (columns, points): shorter, or empty, where it ended.
        events: changes of regime within the stretch.
        finished: whether no racer has points after it.
        checkpoint: step and bytes to go on from, if asked for.
        extras: room for what later instruments record.
    """

    start: int
    racers: list[NDArray[np.float64]]
    events: list[Event]
    finished: bool
    checkpoint: tuple[int, bytes] | None = None
    extras: dict[str, Any] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """Index after the last point that any racer has in this stretch."""
        return self.start + max(int(columns.shape[1]) for columns in self.racers)
