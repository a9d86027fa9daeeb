"""A kind of problem that is neither a surface nor a network."""

from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Strict

from .base import ProblemSpec


class QuadraticFormSpec(ProblemSpec):
    """Half the sum of three squares, each times its curvature."""

    model_config = ConfigDict(title="QuadraticFormProblem")

    noun: ClassVar[str] = "quadratic form"
    weight_count: ClassVar[int | None] = 3

    kind: Literal["quadratic_form"]
    curvatures: Annotated[tuple[float, float, float], Strict(False)] = (1.0, 4.0, 16.0)

    def title(self) -> str:
        return "Quadratic form"

    @property
    def seeds_refusal(self) -> str:
        return "A quadratic form has no randomness: every seed gives the same path."
