"""Symbolic expressions: numbers that also know their formula.

An expression is written once, as ``beta * v + (1 - tau) * g``. It gives its value, its LaTeX in symbols, and
its LaTeX with the numbers of one weight.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Union, final

import torch
from torch import Tensor

SUM, PRODUCT, POWER, ATOM = range(4)
"""Operator precedence, from low to high. A part of lower precedence than its whole gets brackets."""

DIGITS = 4
"""Significant digits of a number in a formula."""

Drawn = tuple[str, int]
"""LaTeX and its precedence."""

Operand = Union["Expr", float]


@final
@dataclass(frozen=True)
class Expr:
    """Symbolic expression: a part of an update rule, with its value.

    Attributes:
        value: float64, of the shape of the weights, or 0-dimensional.
        draw: index of a weight -> LaTeX with the numbers of this weight; None -> LaTeX in symbols.
    """

    value: Tensor
    draw: Callable[[int | None], Drawn]

    def latex(self, index: int | None = None) -> str:
        """LaTeX in symbols, or with the numbers of the weight ``index``."""
        return self.draw(index)[0]

    def at(self, index: int) -> float:
        """Value for the weight ``index``, an index into the flattened weights."""
        return float(self.value.reshape(-1)[index if self.value.numel() > 1 else 0])

    def __add__(self, other: Operand) -> "Expr":
        return _join(self, other, "+", torch.add)

    def __radd__(self, other: Operand) -> "Expr":
        return as_expr(other) + self

    def __sub__(self, other: Operand) -> "Expr":
        return _join(self, other, "-", torch.sub)

    def __rsub__(self, other: Operand) -> "Expr":
        return as_expr(other) - self

    def __neg__(self) -> "Expr":
        return Expr(-self.value, lambda i: ("-" + _within(self, PRODUCT, i), PRODUCT))

    def __mul__(self, other: Operand) -> "Expr":
        second = as_expr(other)

        def draw(index: int | None) -> Drawn:
            sign = r" \, " if index is None else r" \cdot "
            return sign.join((_within(self, PRODUCT, index), _within(second, PRODUCT, index))), PRODUCT

        return Expr(self.value * second.value, draw)

    def __rmul__(self, other: Operand) -> "Expr":
        return as_expr(other) * self

    def __truediv__(self, other: Operand) -> "Expr":
        below = as_expr(other)
        return Expr(
            self.value / below.value, lambda i: (rf"\frac{{{self.latex(i)}}}{{{below.latex(i)}}}", POWER)
        )

    def __rtruediv__(self, other: Operand) -> "Expr":
        return as_expr(other) / self

    def __rpow__(self, other: Operand) -> "Expr":
        return as_expr(other) ** self

    def __pow__(self, power: Operand) -> "Expr":
        exponent = as_expr(power)
        return Expr(
            self.value**exponent.value, lambda i: (f"{_within(self, ATOM, i)}^{{{exponent.latex(i)}}}", POWER)
        )


def as_expr(value: Operand) -> Expr:
    """An expression, or a plain number as one; a plain number has no symbol."""
    if isinstance(value, Expr):
        return value
    return Expr(torch.tensor(float(value), dtype=torch.float64), lambda _: drawn_number(float(value)))


def named(symbol: str, value: Tensor | float) -> Expr:
    """A value with a symbol, such as a setting or an earlier result."""
    worth = torch.as_tensor(value, dtype=torch.float64).detach()
    expr = Expr(worth, lambda i: (symbol, ATOM) if i is None else drawn_number(expr.at(i)))
    return expr


def sqrt(expr: Expr) -> Expr:
    """Square root of an expression."""
    return Expr(expr.value.sqrt(), lambda i: (rf"\sqrt{{{expr.latex(i)}}}", ATOM))


def absolute(expr: Expr) -> Expr:
    """Absolute value."""
    return Expr(expr.value.abs(), lambda i: (rf"\left|{expr.latex(i)}\right|", ATOM))


def sign(expr: Expr) -> Expr:
    """Sign: -1, 0 or 1."""
    return function(r"\operatorname{sign}", torch.sign, expr)


def largest(*exprs: Operand) -> Expr:
    """Elementwise maximum."""
    return function(r"\max", _folded(torch.maximum), *exprs)


def smallest(*exprs: Operand) -> Expr:
    """Elementwise minimum."""
    return function(r"\min", _folded(torch.minimum), *exprs)


def function(name: str, compute: Callable[..., Tensor], *exprs: Operand) -> Expr:
    """Any other function.

    Args:
        name: LaTeX of the function's name.
        compute: takes the values of the arguments.
        exprs: the arguments.
    """
    operands = [as_expr(expr) for expr in exprs]

    def draw(index: int | None) -> Drawn:
        inside = ", ".join(expr.latex(index) for expr in operands)
        return rf"{name}\left({inside}\right)", ATOM

    return Expr(compute(*(expr.value for expr in operands)), draw)


def drawn_number(value: float) -> Drawn:
    """LaTeX of a number, to ``DIGITS`` significant digits, with its precedence."""
    if not math.isfinite(value):
        return r"\infty" if value > 0 else r"-\infty" if value < 0 else r"\text{none}", ATOM
    text = f"{value:.{DIGITS}g}"
    binds = SUM if value < 0 else ATOM
    if "e" not in text:
        return text, binds
    mantissa, power = text.split("e")
    return rf"{mantissa} \cdot 10^{{{int(power)}}}", min(binds, PRODUCT)


def _join(first: Expr, second: Operand, sign: str, compute: Callable[[Tensor, Tensor], Tensor]) -> Expr:
    other = as_expr(second)

    def draw(index: int | None) -> Drawn:
        text, binds = other.draw(index)
        if text.startswith("-") or (binds == SUM and sign == "-"):
            text = rf"\left({text}\right)"
        return f"{first.latex(index)} {sign} {text}", SUM

    return Expr(compute(first.value, other.value), draw)


def _within(expr: Expr, binds: int, index: int | None) -> str:
    """LaTeX of an expression as a part of another of precedence ``binds``, in brackets if it needs them."""
    text, precedence = expr.draw(index)
    return text if precedence >= binds else rf"\left({text}\right)"


def _folded(compute: Callable[[Tensor, Tensor], Tensor]) -> Callable[..., Tensor]:
    def folded(first: Tensor, *rest: Tensor) -> Tensor:
        for other in rest:
            first = compute(first, other)
        return first

    return folded


def values(expr: Expr, indices: Sequence[int]) -> list[float]:
    """Values of an expression for the weights with these indices into the flattened weights."""
    return [expr.at(index) for index in indices]
