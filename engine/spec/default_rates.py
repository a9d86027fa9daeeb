"""Default learning rates: measured ones for the catalog's surfaces, estimates for the rest."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, final

from torch import Tensor

from ..catalog.methods import OPTIMIZERS, PRESETS
from ..catalog.methods.default_rate import RateContext, RateRule
from ..catalog.methods.fields import MAX_RATE
from ..catalog.surfaces import SURFACES, Surface
from ..core.domain import Domain
from ..core.params import NoParams
from ..core.registry import Choice


@final
@dataclass(frozen=True)
class SurfaceRate:
    """Learning rates of one method on one surface.

    Attributes:
        show: a rate at which one ball is good to watch.
        fast: a rate that needs few steps.
        measured: whether both were measured on this surface, or estimated.
    """

    show: float
    fast: float
    measured: bool


def rate_rules() -> dict[str, RateRule]:
    """The rule of every method with a learning rate: of all presets, then of all optimizers."""
    presets = {preset.name: preset.default_rate for preset in PRESETS}
    return presets | {entry.name: entry.default_rate for entry in OPTIMIZERS if entry.has_rate}


def surface_rates(surface: Surface) -> dict[str, SurfaceRate]:
    """The learning rates on a surface with its default parameters, by method.

    Optimizers that need matrices have none.
    """
    context = _context(surface)
    rates = {}
    for method in rate_rules():
        if method in OPTIMIZERS.names and OPTIMIZERS.named(method).matrices_only:
            continue
        if row := surface.measured_rates.get(method):
            rates[method] = SurfaceRate(row["show"], row["fast"], True)
        else:
            rate = _rounded(context.rate(method))
            rates[method] = SurfaceRate(rate, rate, False)
    return rates


def describe_rates(surface: Surface) -> dict[str, dict[str, Any]]:
    """The learning rates as the catalog shows them."""
    return {method: asdict(rate) for method, rate in surface_rates(surface).items()}


def surface_rate(surface: Choice, optimizer: Choice) -> float:
    """The rate to watch an optimizer by on a surface of the catalog."""
    entry = SURFACES.named(surface.name)
    if entry.params is not NoParams:  # rates were measured with its default parameters
        return formula_rate(entry.bind(surface.params), entry.domain, optimizer)
    return _rate(_context(entry), optimizer)


def formula_rate(
    function: Callable[[Tensor, Tensor], Tensor],
    domain: Domain,
    optimizer: Choice,
    minima: Sequence[tuple[float, float]] = (),
) -> float:
    """An estimate from the size of the domain and the curvature on a coarse grid over it, and at minima."""
    return _rate(RateContext(rate_rules(), function, domain, minima), optimizer)


def network_rate(optimizer: Choice) -> float:
    """A rate for small networks."""
    return _rounded(OPTIMIZERS.named(optimizer.name).network_rate(optimizer.params))


def _context(surface: Surface) -> RateContext:
    measured = {method: row["show"] for method, row in surface.measured_rates.items()}
    function = surface.bind(surface.params())
    return RateContext(rate_rules(), function, surface.domain, measured=measured)


def _rate(context: RateContext, optimizer: Choice) -> float:
    entry = OPTIMIZERS.named(optimizer.name)
    preset = entry.preset_of(optimizer.params)
    rate = context.rate(preset.name if preset else entry.name)
    if preset and entry.rate_falls_with_momentum and preset.params["momentum"]:
        # The effective rate is lr / (1 - beta): keep it, but never above plain gradient descent's.
        beta: float = optimizer.params.momentum  # type: ignore[attr-defined]
        usual = 1.0 - preset.params["momentum"]
        rate = min(rate * max(1.0 - beta, 1e-3) / usual, max(context.rate("gd"), rate))
    return _rounded(rate)


def _rounded(rate: float) -> float:
    return min(float(f"{rate:.3g}"), MAX_RATE)
