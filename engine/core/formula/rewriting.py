"""Formula rewriting: functions that are written with others, such as the cotangent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from .tree import Binary, Call, Negative, Node, Number, Operator


@final
@dataclass(frozen=True)
class Rewriting:
    """Function that is written with others.

    Attributes:
        arity: number of arguments.
        build: makes the tree from those of the arguments.
    """

    arity: int
    build: Callable[..., Node]


def _call(name: str, *arguments: Node) -> Node:
    return Call(name, arguments)


def _reciprocal(node: Node) -> Node:
    return Binary("/", Number(1.0), node)


def _one_over(name: str) -> Rewriting:
    return Rewriting(1, lambda x: _reciprocal(_call(name, x)))


def _of_reciprocal(name: str) -> Rewriting:
    return Rewriting(1, lambda x: _call(name, _reciprocal(x)))


def _operation(operator: Operator) -> Rewriting:
    return Rewriting(2, lambda x, y: Binary(operator, x, y))


def _cube_root(x: Node) -> Node:
    """The real one, also below 0."""
    return Binary("*", _call("sign", x), Binary("**", _call("abs", x), _reciprocal(Number(3.0))))


REWRITINGS = {
    "cot": _one_over("tan"),
    "sec": _one_over("cos"),
    "csc": _one_over("sin"),
    "coth": _one_over("tanh"),
    "sech": _one_over("cosh"),
    "csch": _one_over("sinh"),
    "asec": _of_reciprocal("acos"),
    "acsc": _of_reciprocal("asin"),
    "pow": _operation("**"),
    "add": _operation("+"),
    "sub": _operation("-"),
    "mul": _operation("*"),
    "div": _operation("/"),
    "neg": Rewriting(1, Negative),
    "square": Rewriting(1, lambda x: Binary("**", x, Number(2.0))),
    "cbrt": Rewriting(1, _cube_root),
    "rsqrt": _one_over("sqrt"),
    "reciprocal": Rewriting(1, _reciprocal),
    "clip": Rewriting(3, lambda x, low, high: _call("min", _call("max", x, low), high)),
}
"""Name -> how it is written with the functions of ``FUNCTIONS``."""
