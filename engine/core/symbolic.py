"""Arithmetic that can be shown: a number, the formula it came by, and that formula with numbers in it.

A term is written once, as ``beta * v + (1 - tau) * g``, and answers three questions: what it is worth,
how it reads in symbols, and how it reads with the numbers of one weight filled in.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Union, final

import torch
from torch import Tensor

SUM, PRODUCT, POWER, ATOM = range(4)
"""How tightly an expression binds; a looser one is bracketed where it is part of a tighter one."""

DIGITS = 4
"""Significant digits of a number within a formula."""

Drawn = tuple[str, int]
"""LaTeX, and how tightly it binds."""

Operand = Union["Expr", float]


@final
@dataclass(frozen=True)
class Expr:
    """A part of an update rule.

    Attributes:
        value: float64, of the shape of the weights or of none.
        draw: index of a weight -> LaTeX with its numbers; None -> LaTeX in symbols.
    """

    value: Tensor
    draw: Callable[[int | None], Drawn]

    def latex(self, index: int | None = None) -> str:
        """The formula in symbols, or with the numbers of the weight ``index`` filled in."""
        return self.draw(index)[0]

    def at(self, index: int) -> float:
        """The number of the weight ``index``, counted through the flattened weights."""
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
    """A plain number as a term; it reads the same in symbols."""
    if isinstance(value, Expr):
        return value
    return Expr(torch.tensor(float(value), dtype=torch.float64), lambda _: drawn_number(float(value)))


def named(symbol: str, value: Tensor | float) -> Expr:
    """A number with a name, such as a setting, or what was computed before."""
    worth = torch.as_tensor(value, dtype=torch.float64).detach()
    term = Expr(worth, lambda i: (symbol, ATOM) if i is None else drawn_number(term.at(i)))
    return term


def sqrt(term: Expr) -> Expr:
    """The square root."""
    return Expr(term.value.sqrt(), lambda i: (rf"\sqrt{{{term.latex(i)}}}", ATOM))


def absolute(term: Expr) -> Expr:
    """The size, without the sign."""
    return Expr(term.value.abs(), lambda i: (rf"\left|{term.latex(i)}\right|", ATOM))


def sign(term: Expr) -> Expr:
    """-1, 0 or 1."""
    return function(r"\operatorname{sign}", torch.sign, term)


def largest(*terms: Operand) -> Expr:
    """The largest of them."""
    return function(r"\max", _folded(torch.maximum), *terms)


def smallest(*terms: Operand) -> Expr:
    """The smallest of them."""
    return function(r"\min", _folded(torch.minimum), *terms)


def function(name: str, compute: Callable[..., Tensor], *terms: Operand) -> Expr:
    """Any function of terms: ``name`` is LaTeX, ``compute`` takes their values."""
    given = [as_expr(term) for term in terms]

    def draw(index: int | None) -> Drawn:
        inside = ", ".join(term.latex(index) for term in given)
        return rf"{name}\left({inside}\right)", ATOM

    return Expr(compute(*(term.value for term in given)), draw)


def drawn_number(value: float) -> Drawn:
    """A number as LaTeX, to ``DIGITS`` significant digits."""
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


def _within(term: Expr, binds: int, index: int | None) -> str:
    """A term as part of something that binds as tightly as this."""
    text, own = term.draw(index)
    return text if own >= binds else rf"\left({text}\right)"


def _folded(compute: Callable[[Tensor, Tensor], Tensor]) -> Callable[..., Tensor]:
    def folded(first: Tensor, *rest: Tensor) -> Tensor:
        for other in rest:
            first = compute(first, other)
        return first

    return folded


def values(term: Expr, indices: Sequence[int]) -> list[float]:
    """The numbers of some weights."""
    return [term.at(index) for index in indices]
