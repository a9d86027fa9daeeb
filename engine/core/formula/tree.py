"""Formula tree: immutable nodes of a parsed formula."""

from dataclasses import dataclass
from typing import Literal, final

Operator = Literal["+", "-", "*", "/", "**"]


@final
@dataclass(frozen=True)
class Number:
    """A number, always a float: without Python integers a tower of powers cannot fill the memory."""

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
    """A binary operator and its operands."""

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


def size(node: Node) -> int:
    """Number of nodes of a tree."""
    match node:
        case Negative(operand):
            return 1 + size(operand)
        case Binary(_, left, right):
            return 1 + size(left) + size(right)
        case Call(_, arguments):
            return 1 + sum(map(size, arguments))
        case _:
            return 1
