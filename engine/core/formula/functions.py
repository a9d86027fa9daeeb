"""Formula names: the functions, constants and variables that a formula can use."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor


@final
@dataclass(frozen=True)
class Function:
    """Named function of a formula.

    Attributes:
        arity: number of arguments.
        compute: elementwise torch function.
        latex: LaTeX with #1 and #2 for the arguments.
        many: whether it takes more arguments too, two at a time.
    """

    arity: int
    compute: Callable[..., Tensor]
    latex: str
    many: bool = False


def _named(name: str) -> str:
    return rf"\operatorname{{{name}}}\left(#1\right)"


FUNCTIONS = {
    "sin": Function(1, torch.sin, r"\sin\left(#1\right)"),
    "cos": Function(1, torch.cos, r"\cos\left(#1\right)"),
    "tan": Function(1, torch.tan, r"\tan\left(#1\right)"),
    "asin": Function(1, torch.asin, r"\arcsin\left(#1\right)"),
    "acos": Function(1, torch.acos, r"\arccos\left(#1\right)"),
    "atan": Function(1, torch.atan, r"\arctan\left(#1\right)"),
    "sinh": Function(1, torch.sinh, r"\sinh\left(#1\right)"),
    "cosh": Function(1, torch.cosh, r"\cosh\left(#1\right)"),
    "tanh": Function(1, torch.tanh, r"\tanh\left(#1\right)"),
    "asinh": Function(1, torch.asinh, _named("arsinh")),
    "acosh": Function(1, torch.acosh, _named("arcosh")),
    "atanh": Function(1, torch.atanh, _named("artanh")),
    "exp": Function(1, torch.exp, r"\exp\left(#1\right)"),
    "exp2": Function(1, torch.exp2, _named("exp2")),
    "expm1": Function(1, torch.expm1, _named("expm1")),
    "log": Function(1, torch.log, r"\ln\left(#1\right)"),
    "ln": Function(1, torch.log, r"\ln\left(#1\right)"),
    "log10": Function(1, torch.log10, r"\log_{10}\left(#1\right)"),
    "log2": Function(1, torch.log2, r"\log_{2}\left(#1\right)"),
    "log1p": Function(1, torch.log1p, _named("log1p")),
    "sqrt": Function(1, torch.sqrt, r"\sqrt{#1}"),
    "abs": Function(1, torch.abs, r"\left|#1\right|"),
    "sign": Function(1, torch.sign, _named("sign")),
    "floor": Function(1, torch.floor, r"\left\lfloor #1\right\rfloor"),
    "ceil": Function(1, torch.ceil, r"\left\lceil #1\right\rceil"),
    "trunc": Function(1, torch.trunc, _named("trunc")),
    "erf": Function(1, torch.erf, _named("erf")),
    "sigmoid": Function(1, torch.sigmoid, r"\sigma\left(#1\right)"),
    "softplus": Function(1, torch.nn.functional.softplus, _named("softplus")),
    "relu": Function(1, torch.relu, _named("relu")),
    "min": Function(2, torch.minimum, r"\min\left(#1, #2\right)", many=True),
    "max": Function(2, torch.maximum, r"\max\left(#1, #2\right)", many=True),
    "hypot": Function(2, torch.hypot, r"\sqrt{#1^{2} + #2^{2}}", many=True),
    "atan2": Function(2, torch.atan2, r"\operatorname{atan2}\left(#1, #2\right)"),
}
"""Name -> function. ``log`` is the natural logarithm, as in PyTorch."""

CONSTANTS = {"pi": math.pi, "e": math.e}
VARIABLES = ("x", "y")
