"""Stability rule: the largest stable learning rate along a direction of known curvature, as data.

The catalog hands the rule to the page, which evaluates it in the same way, so that the formula is written
down once. An expression is a number, a name (of a parameter, or ``curvature``) or ``[operator, a, b]``.
"""

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, final

Expression = float | str | list[Any]

OPERATORS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


@final
@dataclass(frozen=True, kw_only=True)
class StabilityRule:
    """Stability rule of an optimizer.

    Attributes:
        curvature: expression of the curvature that the optimizer sees; it must be above 0.
        below: parameters with the values that they must stay below; there is no limit otherwise.
        cases: pairs of a condition and an expression of the limit. The first case holds whose parameters
            are on (neither zero nor False) or off as the condition says. In the expression ``curvature`` is
            what the optimizer sees. There is no limit if it is not above 0.
    """

    curvature: Expression
    below: Mapping[str, float]
    cases: tuple[tuple[Mapping[str, bool], Expression], ...]

    @property
    def settings(self) -> set[str]:
        """Names of the parameters on which the limit depends."""
        names = {name for condition, _ in self.cases for name in condition} | set(self.below)
        expressions = [self.curvature, *(expression for _, expression in self.cases)]
        return (names | {name for one in expressions for name in _names(one)}) - {"curvature"}

    def limit(self, settings: Mapping[str, Any], curvature: float) -> float | None:
        """The largest stable learning rate; None if no closed form exists or no rate is stable."""
        values = {**settings, "curvature": curvature}
        values["curvature"] = evaluate(self.curvature, values)
        if not values["curvature"] > 0 or any(values[name] >= most for name, most in self.below.items()):
            return None
        for condition, expression in self.cases:
            if all(bool(values[name]) == on for name, on in condition.items()):
                max_rate = evaluate(expression, values)
                return max_rate if max_rate > 0 and math.isfinite(max_rate) else None
        return None

    def describe(self) -> dict[str, Any]:
        """The rule as the catalog shows it."""
        return {
            "curvature": self.curvature,
            "below": dict(self.below),
            "cases": [{"when": dict(condition), "limit": limit} for condition, limit in self.cases],
        }


def _names(expression: Expression) -> set[str]:
    """Names in an expression."""
    if isinstance(expression, str):
        return {expression}
    return (
        {name for part in expression[1:] for name in _names(part)} if isinstance(expression, list) else set()
    )


def evaluate(expression: Expression, values: Mapping[str, Any]) -> float:
    """The value of an expression; a division by zero gives NaN."""
    if isinstance(expression, str):
        return float(values[expression])
    if isinstance(expression, int | float):
        return expression
    name, first, second = expression
    a, b = evaluate(first, values), evaluate(second, values)
    return math.nan if name == "/" and b == 0 else OPERATORS[name](a, b)
