"""A test surface: a function of two variables, with what is known about it."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, Literal, final

from torch import Tensor

from ...core.domain import Domain
from ...core.params import NoParams, Params
from ...core.registry import Entry
from ...core.types import Function
from .sharpness import sharpness

Kind = Literal["convex", "valley", "multimodal", "plateau", "saddle", "cliff"]

SURFACE_GROUPS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("Bowls", ("convex",)),
    ("Valleys", ("valley",)),
    ("Saddles, plateaus, cliffs", ("saddle", "plateau", "cliff")),
    ("Several minima", ("multimodal",)),
)
"""Groups of the surface menu: title and kinds, in the order of the menu."""


@cache
def _measured_rates() -> dict[str, dict[str, dict[str, Any]]]:
    rates: dict[str, dict[str, dict[str, Any]]] = json.loads(
        Path(__file__).with_name("rates.json").read_text(encoding="utf-8")
    )["rates"]
    return rates


@final
@dataclass(frozen=True, kw_only=True)
class Surface(Entry):
    """A function R^2 -> R with its domain and known minima.

    Attributes:
        domain: ``((x_low, x_high), (y_low, y_high))`` of the picture; a ball may leave it.
        minima: the global minima inside the domain, as (x, y, value).
        lowest_everywhere: why no place of the whole plane lies lower than these, as a noun phrase or a
            clause; empty if some place does, or if nobody knows.
        start: where a ball begins unless told otherwise.
        log_scale: whether heights are best shown by their logarithm.
        kind: what makes it hard, or easy.
        function: the formula, elementwise on float64 tensors x, y of equal shape (also 0-dim); the
            entry's parameters follow as keywords.
    """

    domain: Domain
    minima: tuple[tuple[float, float, float], ...]
    start: tuple[float, float]
    log_scale: bool
    kind: Kind
    function: Callable[..., Tensor]
    lowest_everywhere: str = ""

    def bind(self, params: Params) -> Function:
        """The function of x and y alone, its parameters fixed."""
        keywords = {name: getattr(params, name) for name in type(params).model_fields}
        return partial(self.function, **keywords) if keywords else self.function

    @cached_property
    def sharpness(self) -> float | None:
        """Largest eigenvalue of the Hessian at any of the minima: below 2 / it, all of them are stable.

        None where there is none to name: where a minimum is a kink, and where the parameters decide.
        """
        if self.params is not NoParams:
            return None
        (left, right), (low, high) = self.domain
        diagonal = math.hypot(right - left, high - low)
        found = [sharpness(self.function, minimum[:2], diagonal) for minimum in self.minima]
        known = [one for one in found if one is not None]
        return max(known) if known and len(known) == len(found) else None

    @property
    def measured_rates(self) -> Mapping[str, Mapping[str, Any]]:
        """The rows of ``rates.json``: learning rates that ``scripts/rates.py`` measured, by method.

        A method is an optimizer or one of its presets. ``show`` is a rate to watch one ball by, ``fast`` one
        that needs few steps. Empty for a surface that was not measured: its rates are estimated.
        """
        return _measured_rates().get(self.name, {})

    def describe(self) -> dict[str, Any]:
        """The entry as the catalog shows it, with the facts of the surface."""
        return super().describe() | {
            "domain": self.domain,
            "minima": self.minima,
            "start": self.start,
            "log_scale": self.log_scale,
            "kind": self.kind,
            "sharpness": self.sharpness,
        }
