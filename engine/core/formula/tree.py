"""A formula as a frozen tree."""

from dataclasses import dataclass
from typing import Literal, final

Operator = Literal["+", "-", "*", "/", "**"]


@final
@dataclass(frozen=True)
class Number:
    """A literal, already a float: no Python integer ever exists, so no power tower can grow."""

    value: float


@final
@dataclass(frozen=True)
class Constant:
    """``pi`` or ``e``."""

    name: str


@final
@dataclass(frozen=True)
class Variable:
    """``x`` or ``y``."""

    name: str


@final
@dataclass(frozen=True)
class Negative:
    """Unary minus."""

    operand: "Node"


@final
@dataclass(frozen=True)
class Binary:
    """Two operands and an operator."""

    operator: Operator
    left: "Node"
    right: "Node"


@final
@dataclass(frozen=True)
class Call:
    """A named function of one or two arguments."""

    name: str
    arguments: tuple["Node", ...]


Node = Number | Constant | Variable | Negative | Binary | Call
