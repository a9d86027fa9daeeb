"""Formula compiler: turns a tree into a torch function of x and y, with constants folded."""

from collections.abc import Callable

import torch
from torch import Tensor

from .functions import CONSTANTS, FUNCTIONS
from .tree import Binary, Call, Constant, Negative, Node, Number, Variable

Value = float | Tensor
Compiled = Callable[[Tensor, Tensor], Value]

_ARITHMETIC: dict[str, Callable[[Value, Value], Value]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
}


def compile_tree(node: Node) -> float | Compiled:
    """Compile a node to a float if it is constant, else to a function of two tensors of equal shape.

    Constants are combined with tensors as plain floats, as in hand-written torch (``x**2``), so that the
    bits agree. Constants are combined with each other in torch float64, where 1/0 is inf, not an error.
    """
    match node:
        case Number(value):
            return value
        case Constant(name):
            return CONSTANTS[name]
        case Variable(name):
            return _first if name == "x" else _second
        case Negative(operand):
            return _negative(compile_tree(operand))
        case Binary(operator, left, right):
            return _binary(_ARITHMETIC[operator], compile_tree(left), compile_tree(right))
        case Call(name, arguments):
            return _call(FUNCTIONS[name].compute, [compile_tree(argument) for argument in arguments])


def _first(x: Tensor, y: Tensor) -> Tensor:
    del y
    return x


def _second(x: Tensor, y: Tensor) -> Tensor:
    del x
    return y


def _tensor(value: float) -> Tensor:
    return torch.tensor(value, dtype=torch.float64)


def _negative(inside: float | Compiled) -> float | Compiled:
    if isinstance(inside, float):
        return -inside
    return lambda x, y: -inside(x, y)


def _binary(
    combine: Callable[[Value, Value], Value], left: float | Compiled, right: float | Compiled
) -> float | Compiled:
    if isinstance(left, float) and isinstance(right, float):
        return float(combine(_tensor(left), _tensor(right)))
    if isinstance(left, float):
        assert not isinstance(right, float)
        return lambda x, y: combine(left, right(x, y))
    if isinstance(right, float):
        return lambda x, y: combine(left(x, y), right)
    return lambda x, y: combine(left(x, y), right(x, y))


def _call(compute: Callable[..., Tensor], arguments: list[float | Compiled]) -> float | Compiled:
    if all(isinstance(argument, float) for argument in arguments):
        return float(compute(*[_tensor(argument) for argument in arguments if isinstance(argument, float)]))
    if len(arguments) == 1:
        (only,) = arguments
        assert not isinstance(only, float)
        return lambda x, y: compute(only(x, y))
    parts = [_as_tensors(argument) for argument in arguments]
    return lambda x, y: compute(*[part(x, y) for part in parts])


def _as_tensors(argument: float | Compiled) -> Compiled:
    if isinstance(argument, float):
        constant = _tensor(argument)

        def spread(x: Tensor, y: Tensor) -> Tensor:
            del x, y
            return constant

        return spread
    return argument
