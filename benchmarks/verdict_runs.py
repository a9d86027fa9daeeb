"""Verdict runs: a racer's trajectory with what verdict checks measure on it.

With NumPy and autograd alone: nothing here is shared with the rules that choose the words.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray

Array = NDArray[np.float64]
Function = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class Told:
    """A word with its step, and what was told with it."""

    name: str
    step: int
    sentence: str
    evidence: dict[str, float]


@dataclass
class Run:
    """One racer's run: its columns by name, and what its experiment says.

    Attributes:
        columns: x, y, loss, lr, grad_norm, off_plane, gradient_x, gradient_y by name, from step 0 on.
        steps: steps of the experiment.
        diagonal: of its domain.
        function: the loss of two weights; None if there are more.
        surface: name of the surface; "" for others.
        floor: lowest loss of its known minima; None without any.
        convex: whether the loss of two weights is known to be convex.
        decay, l1: coupled weight decay and L1 penalty at each step, arrays.
        decoupled: decoupled weight decay at each step.
        noisy: at each step, whether steps are random: gradient noise, mini-batches, dropout, random search.
        single: whether losses are in single precision.
        measured: whether the loss was measured at each point, an array.
    """

    columns: dict[str, Array]
    steps: int
    diagonal: float
    function: Function | None
    surface: str
    floor: float | None
    convex: bool
    decay: Array
    l1: Array
    decoupled: Array
    noisy: Array
    single: bool
    measured: NDArray[np.bool_]
    domain: tuple[tuple[float, float], tuple[float, float]]

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    @property
    def rows(self) -> int:
        """Number of points."""
        return len(self["loss"])

    def objective(self, step: int) -> Array | None:
        """What is descended up to a step, since when it is the same; None if the columns do not have it."""
        if not self.penalized(step):
            return self["loss"]
        if self.function is None:
            return None
        n = self.rows
        x, y = self["x"], self["y"]
        with np.errstate(over="ignore"):
            penalty = self.decay[:n] / 2 * (x**2 + y**2) + self.l1[:n] * (np.abs(x) + np.abs(y))
        return self["loss"] + penalty

    def penalized(self, step: int) -> bool:
        """Whether more than the loss is descended at a step."""
        return bool(self.decay[step] or self.l1[step])

    def slope(self, step: int) -> Array:
        """Gradient of what is descended, in two weights."""
        decay = self.decay[step]
        place = np.array([self["x"][step], self["y"][step]])
        return np.array([self["gradient_x"][step], self["gradient_y"][step]]) + decay * place

    def slope_size(self, step: int) -> float:
        """Norm of the gradient of what is descended, as far as the columns have it."""
        return float(self.slope_sizes[step])

    @cached_property
    def slope_sizes(self) -> Array:
        """``slope_size`` at each point."""
        own = self["grad_norm"]
        if self.function is None:
            return own
        decay = self.decay[: self.rows]
        parts = self["gradient_x"] + decay * self["x"], self["gradient_y"] + decay * self["y"]
        return np.where(decay > 0, np.hypot(*parts), own)

    def window(self, step: int) -> slice:
        """Rows of the window that ends at a step: the last fifth, 24 at least."""
        since = self.same_objective_since(step)
        count = step + 1 - since
        return slice(max(since, step + 1 - max(24, math.ceil(count / 5))), step + 1)

    def same_objective_since(self, step: int) -> int:
        """The step since which the same is descended."""
        changed = (np.diff(self.decay[: step + 1]) != 0) | (np.diff(self.l1[: step + 1]) != 0)
        return int(np.flatnonzero(changed)[-1] + 1) if changed.any() else 0

    def moves(self, rows: slice) -> Array:
        """Moves between the rows, in the picture and away from it, shape (moves, 3)."""
        return np.diff(np.stack([self[name][rows] for name in ("x", "y", "off_plane")], 1), axis=0)

    def eigenvalues(self, step: int) -> Array:
        """Of the Hessian of what is descended, from autograd."""
        assert self.function is not None
        place = torch.tensor([self["x"][step], self["y"][step]], dtype=torch.float64)
        matrix = torch.autograd.functional.hessian(lambda p: self.function(*p.unbind()).sum(), place)
        return np.linalg.eigvalsh(matrix.numpy()) + self.decay[step]

    def circle(self, step: int, radius: float) -> Array:
        """Losses about a place in 48 directions."""
        assert self.function is not None
        angles = torch.arange(48, dtype=torch.float64) * (2 * math.pi / 48)
        with torch.no_grad():
            return self.function(
                self["x"][step] + radius * angles.cos(), self["y"][step] + radius * angles.sin()
            ).numpy()

    @cached_property
    def heights(self) -> Array:
        """Finite losses on a grid of the domain."""
        assert self.function is not None
        sides = [torch.linspace(low, high, 33, dtype=torch.float64) for low, high in self.domain]
        with torch.no_grad():
            values = self.function(*(part.reshape(-1) for part in torch.meshgrid(*sides, indexing="ij")))
        return values.numpy()[np.isfinite(values.numpy())]
