"""Learning rates to begin with: measured ones for the catalog's surfaces, estimates for the rest."""

import math
from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from ..catalog.methods import OPTIMIZERS
from ..catalog.methods.fields import LARGEST_RATE
from ..catalog.surfaces import SURFACES
from ..core.params import NoParams, Params
from ..core.registry import Choice

Domain = tuple[tuple[float, float], tuple[float, float]]

MEASURED_MOMENTUM = 0.9
"""The momentum of the measured ``momentum`` and ``nesterov`` rates."""


def method_of(optimizer: str, params: Params) -> str:
    """The name under which rates are kept: SGD is three methods, any other optimizer is one."""
    if optimizer != "sgd":
        return optimizer
    if getattr(params, "momentum", 0.0) == 0.0:
        return "gd"
    return "nesterov" if getattr(params, "nesterov", False) else "momentum"


def surface_rate(surface: Choice, optimizer: Choice) -> float:
    """The rate to watch an optimizer by on a surface of the catalog."""
    entry = SURFACES.named(surface.name)
    if entry.params is not NoParams:
        return formula_rate(entry.bind(surface.params), entry.domain, optimizer)
    return _for_method({method: rate["show"] for method, rate in entry.learning_rates.items()}, optimizer)


def formula_rate(
    function: Callable[[Tensor, Tensor], Tensor],
    domain: Domain,
    optimizer: Choice,
    minima: Sequence[tuple[float, float]] = (),
) -> float:
    """An estimate from the size of the domain and the curvature on a coarse grid over it, and at minima."""
    return _for_method(estimate(function, domain, minima=minima), optimizer)


def network_rate(optimizer: Choice) -> float:
    """A rate that suits small networks."""
    entry = OPTIMIZERS.named(optimizer.name)
    beta = float(getattr(optimizer.params, "momentum", 0.0))
    return _rounded(entry.network_lr * (1.0 - beta) ** 0.5) if optimizer.name == "sgd" else entry.network_lr


def estimate(
    function: Callable[[Tensor, Tensor], Tensor],
    domain: Domain,
    points: int = 13,
    minima: Sequence[tuple[float, float]] = (),
) -> dict[str, float]:
    """Rates by method for a function of which nothing is known.

    Gradient descent gets a quarter of its stability limit 2 / L, where L is the largest slope of the
    gradient between neighbors of a grid (its upper quintile, so that a single pole does not count) or the
    curvature at a known minimum, which a grid may miss;
    methods with steps of a fixed length get one 150th of the domain's diagonal.
    """
    (left, right), (low, high) = domain
    x, y = torch.meshgrid(
        torch.linspace(left, right, points, dtype=torch.float64),
        torch.linspace(low, high, points, dtype=torch.float64),
        indexing="xy",
    )
    x, y = x.requires_grad_(), y.requires_grad_()
    gradients = torch.autograd.grad(function(x, y).sum(), (x, y), allow_unused=True)
    field = torch.stack([torch.zeros_like(x) if g is None else g for g in gradients])
    across = field.diff(dim=2).norm(dim=0) / ((right - left) / (points - 1))
    along = field.diff(dim=1).norm(dim=0) / ((high - low) / (points - 1))
    slopes = torch.cat([across.flatten(), along.flatten()])
    slopes = slopes[slopes.isfinite()]
    length = math.hypot(right - left, high - low) / 150
    curvature = float(slopes.quantile(0.8)) if len(slopes) else 0.0
    curvature = max([curvature, *(_curvature(function, minimum) for minimum in minima)])
    gentle = 0.5 / curvature if curvature > 0.0 else length
    return {
        "gd": gentle,
        "momentum": gentle / 4,
        "nesterov": gentle / 4,
        "asgd": gentle,
        "lbfgs": 1.0,
        "adagrad": 8 * length,
        "rmsprop": length,
        "rprop": length,
        "adadelta": 2.0,
        "adafactor": 0.05,
        "radam": gentle,
    } | dict.fromkeys(("adam", "adamw", "adamax", "nadam"), 2 * length)


def _curvature(function: Callable[[Tensor, Tensor], Tensor], place: tuple[float, float]) -> float:
    """The largest eigenvalue of the Hessian."""
    weights = torch.tensor(place, dtype=torch.float64)
    hessian = torch.autograd.functional.hessian(lambda w: function(w[0], w[1]), weights)  # type: ignore[no-untyped-call]
    return float(torch.linalg.eigvalsh(hessian)[-1])


def _for_method(rates: Mapping[str, float], optimizer: Choice) -> float:
    method = method_of(optimizer.name, optimizer.params)
    if method not in rates:
        return float(getattr(type(optimizer.params)(), "lr", 1e-3))
    rate = rates[method]
    if method in ("momentum", "nesterov"):
        beta: float = optimizer.params.momentum  # type: ignore[attr-defined]
        # The effective rate is lr / (1 - beta): keep it, but never above plain gradient descent's.
        rate = min(rate * max(1.0 - beta, 1e-3) / (1.0 - MEASURED_MOMENTUM), max(rates["gd"], rate))
    return _rounded(rate)


def _rounded(rate: float) -> float:
    return min(float(f"{rate:.3g}"), LARGEST_RATE)
