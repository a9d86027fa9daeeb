"""Nelder-Mead: a simplex that walks downhill by comparing losses, without gradient and learning rate."""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

from ...core.method import Marks, Need
from ...core.params import Params, real
from .base import Optimizer
from .flat_weights import assign, flatten, losses_at

MAX_WEIGHTS = 64
"""Weights up to which a simplex makes sense; with more it hardly moves."""

Values = Callable[[Tensor], Tensor]


class NelderMead(torch.optim.Optimizer):
    """Nelder-Mead: replaces the worst corner of a simplex by a better point, or shrinks the simplex.

    The weights are the best corner.

    Example:
        >>> weights = torch.tensor([3.0, 1.0], dtype=torch.float64, requires_grad=True)
        >>> optimizer = NelderMead([weights], size=0.5)
        >>> for _ in range(80):
        ...     _ = optimizer.step(lambda: (weights**2).sum())
        >>> weights.abs().max().item() < 1e-6
        True
    """

    def __init__(self, params: Iterable[Tensor], size: float = 0.5) -> None:
        """Create the optimizer.

        Args:
            params: weights, at most a few dozen.
            size: length of the edges of the first simplex along the axes.
        """
        super().__init__(params, {"size": size})
        self.tried = torch.empty(0)
        """Points of the last step: corners of the simplex before it, then those that were tried."""
        self.tried_losses = torch.empty(0)
        self.move: Tensor | None = None
        """The corner that the last step replaced, and the new one, shape (2, dim)."""

    @torch.no_grad()
    def step(self, closure: Callable[[], Tensor], values: Values | None = None) -> Tensor:  # type: ignore[override]
        """Take one step; returns the lowest loss after it.

        Args:
            closure: returns the loss where the weights are; it does not call ``backward``.
            values: computes the losses at points of shape (k, dim) at once; None evaluates ``closure``.
        """
        group = self.param_groups[0]
        weights: list[Tensor] = group["params"]
        state = self.state[weights[0]]

        def losses(points: Tensor) -> Tensor:
            found = losses_at(points, weights, closure, values)
            self.tried = torch.cat([self.tried, points])
            self.tried_losses = torch.cat([self.tried_losses, found])
            return found

        if not state:
            corners = first_simplex(flatten(weights), group["size"])
            self.tried, self.tried_losses = corners[:0], corners[:0, 0]
            state["corners"], state["losses"] = corners, losses(corners)
        else:
            self.tried, self.tried_losses = state["corners"], state["losses"]
        order = torch.argsort(state["losses"], stable=True)
        corners, ranked = state["corners"][order], state["losses"][order]
        state["corners"], state["losses"] = replace_worst(corners, ranked, losses)
        self.move = torch.stack([corners[-1], state["corners"][-1]])
        best = int(torch.argsort(state["losses"], stable=True)[0])  # NaN counts as the highest
        assign(weights, state["corners"][best])
        lowest: Tensor = state["losses"][best]
        return lowest


def first_simplex(point: Tensor, size: float) -> Tensor:
    """Corners of a simplex at a point, along the axes: shape (dim + 1, dim)."""
    axes = torch.eye(len(point), dtype=point.dtype)
    return point + size * torch.cat([torch.zeros_like(point)[None], axes])


def replace_worst(corners: Tensor, losses: Tensor, evaluate: Values) -> tuple[Tensor, Tensor]:
    """One step of the simplex: its new corners and losses, the new corner last.

    Args:
        corners: shape (dim + 1, dim), the best first.
        losses: at the corners.
        evaluate: losses at points of shape (k, dim).
    """
    center, worst = corners[:-1].mean(0), corners[-1]

    def point(share: float) -> tuple[Tensor, Tensor]:
        place = (1 + share) * center - share * worst
        return place, evaluate(place[None])[0]

    place, loss = point(1.0)  # reflected
    accepted = bool(loss < losses[-2])
    if loss < losses[0]:
        further, lower = point(2.0)
        if lower < loss:
            place, loss = further, lower
    elif not accepted:
        inside = not bool(loss < losses[-1])
        nearer, lower = point(-0.5 if inside else 0.5)
        accepted = bool(lower < losses[-1]) if inside else bool(lower <= loss)
        place, loss = nearer, lower
    if accepted:
        return torch.cat([corners[:-1], place[None]]), torch.cat([losses[:-1], loss[None]])
    shrunk = corners[0] + 0.5 * (corners[1:] - corners[0])
    return torch.cat([corners[:1], shrunk]), torch.cat([losses[:1], evaluate(shrunk)])


def _marks(optimizer: Any) -> Marks:
    """All points of the step, and an arrow from the corner that went to the one that came."""
    return Marks(points=optimizer.tried, values=optimizer.tried_losses, arrows=optimizer.move[None])


class NelderMeadParams(Params):
    """Parameters of ``NelderMead``."""

    size: float = real(
        0.5,
        "Length of the first simplex's edges along the axes.",
        soft=(1e-3, 10.0),
        scale="log",
        gt=0.0,
        le=1e6,
    )


ENTRY = Optimizer(
    name="nelder_mead",
    title="Nelder-Mead",
    aliases=("simplex", "fmin"),
    summary=(
        "A triangle that turns over its worst corner: it only compares losses, and needs neither gradient "
        "nor learning rate. The ball is its best corner."
    ),
    params=NelderMeadParams,
    formula=r"x_r = \bar x + (\bar x - x_{\text{worst}})",
    reference="Nelder and Mead, 1965, doi:10.1093/comjnl/7.4.308",
    family="population",
    needs=frozenset({Need.VALUES}),
    torch_class=NelderMead,
    call="graph",
    marks=_marks,
    places=lambda _, dim: 2 * dim + 3,
    max_weights=MAX_WEIGHTS,
    lengths={"size": 0.05},
)
