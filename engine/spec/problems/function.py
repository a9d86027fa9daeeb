"""Function spec: what surfaces and formulas have in common."""

import math
from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import Field

from ...core.domain import Domain
from ...core.params import Pair
from ...core.registry import Choice
from ...core.setting_texts import value_text
from .base import ProblemSpec

NOISE = Field(0.0, ge=0.0, le=1e6, description="Standard deviation of Gaussian gradient noise.")


class FunctionSpec(ProblemSpec):
    """Function spec: a function of two weights that is known in closed form.

    Subclasses have the fields ``start`` and ``noise``, each in its place among the others.
    """

    noun: ClassVar[str] = "surface"
    weight_count: ClassVar[int | None] = 2
    is_function: ClassVar[bool] = True
    not_in_landscape: ClassVar[Mapping[str, Any]] = {"noise": 0.0}
    landscape_depends_on_seed: ClassVar[bool] = False
    slow_analyses: ClassVar[bool] = False
    map_refusal: ClassVar[str | None] = None
    starts_refusal: ClassVar[str | None] = None

    if TYPE_CHECKING:
        start: Pair | None
        noise: float

    @abstractmethod
    def picture_domain(self) -> Domain:
        """The region that is drawn by default."""

    @abstractmethod
    def default_start(self) -> tuple[float, float]:
        """The start of a problem that names none.

        Raises:
            InvalidSpec: if the problem is not valid.
        """

    def complete(self, plane: Choice | None, racers: int) -> tuple[Self, Choice | None]:
        plane = self.complete_plane(plane, racers)
        start = self.default_start()
        return (self if self.start is not None else self.start_at(start)), plane

    def conditions(self) -> list[str]:
        noise = [f"gradient noise {value_text(self.noise)}"] if self.noise > 0.0 else []
        return [f"start {value_text(self.start)}", *noise]

    def middle_rate(self, optimizer: Choice) -> None:
        del optimizer

    def diagonal(self) -> float:
        (left, right), (low, high) = self.picture_domain()
        return math.hypot(right - left, high - low)

    def start_at(self, start: tuple[float, float]) -> Self:
        return self.model_copy(update={"start": start})

    @property
    def seeds_refusal(self) -> str | None:
        if self.noise > 0.0:
            return None
        return (
            "Without gradient noise every seed gives the same path here: raise the noise, or spread the "
            "starts."
        )

    @property
    def slow_runs(self) -> bool:
        return False
