"""What a picture shows: numbers and names, without anything of how they are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@final
@dataclass(frozen=True)
class Path:
    """One racer's way.

    Attributes:
        label: its name.
        x, y, loss: of shape (points,); element k is where step k arrived.
        diverged: whether it ends where it does because the next point is not finite.
    """

    label: str
    x: Array
    y: Array
    loss: Array
    diverged: bool = False


@final
@dataclass(frozen=True)
class Scene:
    """A landscape and the racers on it.

    Attributes:
        title: of the problem.
        x, y, z: the loss on a grid, ``z[i, j]`` at (x[j], y[i]); NaN where it is not finite.
        log_scale: whether heights are best shown by their logarithm.
        paths: the racers; the k-th has the k-th color.
        steps: length of the time axis.
        minima: known ones as (x, y, loss).
        exact: whether two weights are all there are, so that the axes are x and y.
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
