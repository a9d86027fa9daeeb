"""Scene: the numbers and names that a picture shows, independent of how they are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import final

from ..core.types import Array


@final
@dataclass(frozen=True)
class Path:
    """Trajectory of one racer.

    Attributes:
        label: its name.
        x, y, loss: of shape (points,); element k is after k steps.
        diverged: whether it ends because the next point is not finite.
        details: its settings, each in a few characters, the most important first.
    """

    label: str
    x: Array
    y: Array
    loss: Array
    diverged: bool = False
    details: Sequence[str] = ()


@final
@dataclass(frozen=True)
class Scene:
    """A landscape and the racers on it.

    Attributes:
        title: of the problem.
        x, y, z: the loss on a grid, ``z[i, j]`` at (x[j], y[i]); not finite where it has no value.
        log_scale: whether heights are the logarithm of the loss.
        paths: the racers' trajectories; the k-th has the k-th color.
        steps: number of steps of the experiment.
        minima: known minima as (x, y, loss).
        exact: whether the problem has two weights, so that the axes are x and y.
        foot: what a reader needs to repeat the run, each in a few words; the most important first, but the
            version last.
    """

    title: str
    x: Array
    y: Array
    z: Array
    log_scale: bool
    paths: Sequence[Path]
    steps: int
    minima: Sequence[tuple[float, float, float]] = field(default=())
    exact: bool = True
    foot: Sequence[str] = ()
