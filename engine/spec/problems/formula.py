"""Formula spec: a surface that the user typed."""

import math
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from ...core.domain import domain_error
from ...core.errors import InvalidSpec
from ...core.formula import Formula, FormulaError, parse
from ...core.params import Pair
from ...core.registry import Choice
from ..default_rates import formula_rate
from .function import NOISE, FunctionSpec

MAX_EXPRESSION = 300
NO_LANDSCAPE = "This is a number without a value, as 1/0 is, and no landscape: write a formula in x and y."

Domain = Annotated[tuple[Pair, Pair], Field(strict=False)]


class FormulaSpec(FunctionSpec):
    """A surface that the user typed as a formula in x and y."""

    model_config = ConfigDict(title="FormulaProblem")

    kind: Literal["formula"]
    expression: str = Field(max_length=MAX_EXPRESSION)
    domain: Domain = ((-3.0, 3.0), (-3.0, 3.0))
    start: Pair | None = None
    noise: float = NOISE

    def parsed(self) -> Formula:
        """Parse the formula.

        Raises:
            InvalidSpec: at its expression, if it cannot be parsed, or is a number without a value.
        """
        try:
            formula = parse(self.expression)
        except FormulaError as error:
            raise InvalidSpec("/problem/expression", str(error)) from error
        if formula.constant is not None and not math.isfinite(formula.constant):
            raise InvalidSpec("/problem/expression", NO_LANDSCAPE)
        return formula

    def title(self) -> str:
        return self.expression

    def summary(self) -> tuple[str, list[str]]:
        return "A formula", [f"$$f(x, y) = {self.parsed().latex}$$"]

    def picture_domain(self) -> Domain:
        return self.domain

    def default_start(self) -> tuple[float, float]:
        self.parsed()
        for axis, edges in zip("xy", self.domain, strict=True):
            if wrong := domain_error(*edges):
                raise InvalidSpec("/problem/domain", f"The domain of {axis} {wrong}")
        (left, right), (low, high) = self.domain
        return left + 0.85 * (right - left), low + 0.75 * (high - low)

    def default_rate(self, optimizer: Choice, seed: int) -> float:
        del seed
        return formula_rate(self.parsed().evaluate, self.domain, optimizer)
