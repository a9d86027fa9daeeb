"""Surface spec: a test surface of the catalog."""

from typing import Literal

from pydantic import ConfigDict

from ...catalog.surfaces import SURFACES
from ...core.domain import Domain
from ...core.params import Pair
from ...core.registry import Choice
from ...core.setting_texts import setting_texts
from ..default_rates import surface_rate
from .function import NOISE, FunctionSpec


class SurfaceSpec(FunctionSpec):
    """A test surface of the catalog. ``start`` defaults to the start of the surface."""

    model_config = ConfigDict(title="SurfaceProblem")

    kind: Literal["surface"]
    surface: SURFACES.choice  # type: ignore[name-defined]
    start: Pair | None = None
    noise: float = NOISE

    def title(self) -> str:
        return SURFACES.named(self.surface.name).title

    def names(self) -> list[str]:
        return [self.surface.name]

    def conditions(self) -> list[str]:
        return [*setting_texts(self.surface.params).values(), *super().conditions()]

    def summary(self) -> tuple[str, list[str]]:
        entry = SURFACES.named(self.surface.name)
        return entry.title, [entry.summary, f"$${entry.formula}$$"]

    def picture_domain(self) -> Domain:
        return SURFACES.named(self.surface.name).domain

    def default_start(self) -> tuple[float, float]:
        return SURFACES.named(self.surface.name).start

    def default_rate(self, optimizer: Choice, seed: int) -> float:
        del seed
        return surface_rate(self.surface, optimizer)
