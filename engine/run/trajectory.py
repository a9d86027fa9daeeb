"""Trajectory: the result of a race, as columns of numbers over points and a list of events."""

from dataclasses import dataclass
from typing import NamedTuple, final

import numpy as np
from numpy.typing import NDArray


class Row(NamedTuple):
    """Row: the numbers of one racer at one point.

    Attributes:
        x, y: weights in the picture's coordinates.
        loss: on the whole training set.
        lr: learning rate of the next step.
        grad_norm: Euclidean norm of the gradient.
        off_plane: distance of the weights from the plane; 0 if there are two weights.
        gradient_x, gradient_y: gradient in the picture's coordinates.
        momentum_x, momentum_y: the optimizer's first moments in the picture's coordinates.
        batch_loss: loss that the optimizer sees.
        evaluations: gradients computed so far.
        examples: samples used so far, counted per gradient.
    """

    x: float
    y: float
    loss: float
    lr: float
    grad_norm: float
    off_plane: float
    gradient_x: float
    gradient_y: float
    momentum_x: float
    momentum_y: float
    batch_loss: float
    evaluations: float
    examples: float


COLUMNS = Row._fields
"""Names of a trajectory's columns, in order."""


@final
@dataclass(frozen=True)
class Event:
    """Event: from point ``step`` on, racer number ``racer`` is in the regime ``name``."""

    step: int
    racer: int
    name: str
    sentence: str


@final
@dataclass
class Chunk:
    """Chunk: consecutive points of a race, without tensors, so that it can cross processes.

    Attributes:
        start: step of its first point.
        racers: for each racer float64 of shape (columns, points); shorter, or empty, if it ended.
        events: changes of regime at these points.
        finished: whether no racer has points after it.
        checkpoint: step and bytes of a checkpoint, if one was requested.
    """

    start: int
    racers: list[NDArray[np.float64]]
    events: list[Event]
    finished: bool
    checkpoint: tuple[int, bytes] | None = None

    @property
    def end(self) -> int:
        """Step after the last point that any racer has in this chunk."""
        return self.start + max(int(columns.shape[1]) for columns in self.racers)
