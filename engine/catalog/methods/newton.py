"""Newton's method: the step to the stationary point of the local quadratic model."""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

from ...core.method import Marks, Need, StepFailed
from ...core.params import Params, option, real
from .base import Optimizer
from .default_rate import constant_rate
from .fields import learning_rate
from .flat_weights import assign, flatten, gradient_and_hessian

SUFFICIENT_DECREASE = 1e-4
"""Armijo's constant: the share of the decrease that the slope promises which a step must reach."""

MAX_HALVINGS = 30
"""Of the step in the line search."""

MAX_WEIGHTS = 64
"""Weights for which the whole Hessian is computed, one product for each."""


class Newton(torch.optim.Optimizer):
    """Newton's method with the whole Hessian: w - lr (H + damping I)^-1 g.

    Example:
        >>> weights = torch.tensor([3.0, 1.0], dtype=torch.float64, requires_grad=True)
        >>> optimizer = Newton([weights])
        >>> _ = optimizer.step(lambda: (weights**2 * torch.tensor([1.0, 50.0])).sum())
        >>> weights.tolist()
        [0.0, 0.0]
    """

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 1.0,
        line_search: bool = False,
        damping: float = 0.0,
    ) -> None:
        """Create the optimizer.

        Args:
            params: weights, at most a few dozen.
            lr: share of the step; with a line search the first share that is tried.
            line_search: whether the step is halved until the loss falls enough (Armijo). Where the step
                leads uphill, steepest descent takes its place.
            damping: added to the diagonal of the Hessian.
        """
        super().__init__(params, {"lr": lr, "line_search": line_search, "damping": damping})
        self.model_step: Tensor | None = None
        """The last step from the weights to the stationary point of the model, shape (2, dim): begin, end."""

    def step(self, closure: Callable[[], Tensor]) -> Tensor:  # type: ignore[override]
        """Take one step; returns the loss before it.

        Args:
            closure: returns the loss with its graph; it does not call ``backward``.

        Raises:
            StepFailed: if the Hessian has no inverse.
        """
        group = self.param_groups[0]
        weights: list[Tensor] = group["params"]
        with torch.enable_grad():
            loss = closure()
            gradient, hessian = gradient_and_hessian(loss, weights)
        damped = hessian + group["damping"] * torch.eye(len(gradient), dtype=gradient.dtype)
        direction, info = torch.linalg.solve_ex(damped, -gradient)
        if info.item() != 0 or not bool(torch.isfinite(direction).all()):
            raise StepFailed("its Hessian has no inverse there, so that there is no Newton step")
        with torch.no_grad():
            here = flatten(weights)
            self.model_step = torch.stack([here, here + direction])
            if not group["line_search"]:
                assign(weights, here + group["lr"] * direction)
                return loss
            slope = torch.dot(gradient, direction)
            if slope >= 0:
                direction, slope = -gradient, -torch.dot(gradient, gradient)
            length = group["lr"]
            for _ in range(MAX_HALVINGS):
                assign(weights, here + length * direction)
                if closure() <= loss + SUFFICIENT_DECREASE * length * slope:
                    return loss
                length /= 2
            assign(weights, here)
        return loss


def _marks(optimizer: Any) -> Marks:
    """An arrow to the stationary point of the quadratic model."""
    return Marks(arrows=optimizer.model_step[None])


class NewtonParams(Params):
    """Parameters of ``Newton``."""

    lr: float = learning_rate(1.0, "Share of the Newton step: 1 goes to the model's stationary point.")
    line_search: bool = option(
        False, "Halve the step until the loss falls enough; downhill where the step would lead up.", live=True
    )
    damping: float = real(
        0.0,
        "Added to each curvature: the larger, the shorter the step, and the more it follows the gradient.",
        soft=(0.0, 10.0),
        symbol=r"\lambda",
        live=True,
        ge=0.0,
        le=1e12,
    )


ENTRY = Optimizer(
    name="newton",
    title="Newton",
    aliases=("newton_raphson",),
    summary=(
        "Jumps to the stationary point of the local quadratic model: one step on any quadratic, but it goes "
        "to saddles and maxima as readily as to minima."
    ),
    params=NewtonParams,
    formula=r"\theta \leftarrow \theta - \eta \, (H + \lambda I)^{-1} \nabla f(\theta)",
    reference="Nocedal and Wright, Numerical Optimization, 2006, section 3.3",
    family="second_order",
    needs=frozenset({Need.GRADIENT, Need.HESSIAN}),
    torch_class=Newton,
    call="graph",
    marks=_marks,
    places=lambda *_: 2,
    max_weights=MAX_WEIGHTS,
    default_rate=constant_rate(1.0),
    network_lr=1.0,
)
