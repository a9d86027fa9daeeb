"""Formula parser: tokens to tree, by operator precedence (Pratt 1973, Top down operator precedence)."""

from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import final

from .error import FormulaError
from .functions import CONSTANTS, FUNCTIONS, VARIABLES
from .tokens import Token, tokenize
from .tree import Binary, Call, Constant, Negative, Node, Number, Operator, Variable

MAX_NODES = 128
MAX_DEPTH = 32

_OPERATORS: dict[str, tuple[Operator, int]] = {
    "+": ("+", 1),
    "-": ("-", 1),
    "*": ("*", 2),
    "/": ("/", 2),
    "**": ("**", 4),
    "^": ("**", 4),
}
"""Symbol -> operator and precedence. The unary minus lies between ``*`` and ``**``."""

_SIGN = 3
"""Precedence of the unary minus."""


def parse_tree(text: str) -> Node:
    """Parse the text of a formula in x and y to a tree.

    Raises:
        FormulaError: with position and remedy, if the text is not a formula.
    """
    return _Parser(tokenize(text)).formula()


@final
class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.nodes = 0
        self.depth = 0

    def formula(self) -> Node:
        tree = self.expression(0)
        if self.here.kind != "end":
            raise FormulaError(self.here.position, self._unexpected(self.here))
        return tree

    @property
    def here(self) -> Token:
        return self.tokens[self.index]

    def take(self) -> Token:
        token = self.here
        self.index += 1
        return token

    def at(self, symbol: str) -> bool:
        return self.here.kind == "operator" and self.here.text == symbol

    def expression(self, binding: int) -> Node:
        left = self.operand()
        while self.here.kind == "operator" and self.here.text in _OPERATORS:
            operator, strength = _OPERATORS[self.here.text]
            if strength <= binding:
                break
            token = self.take()
            if operator == "**":
                with self.deeper(token):
                    right = self.expression(_SIGN)  # powers are right-associative
            else:
                right = self.expression(strength)
            left = self.count(Binary(operator, left, right), token)
        return left

    def operand(self) -> Node:
        token = self.take()
        if token.kind == "number":
            return self.count(Number(float(token.text)), token)
        if token.kind == "name":
            return self.name(token)
        if token.text in ("-", "+"):
            with self.deeper(token):
                inside = self.expression(_SIGN)
            return self.count(Negative(inside), token) if token.text == "-" else inside
        if token.text == "(":
            with self.deeper(token):
                inside = self.expression(0)
            self.close(token)
            return inside
        raise FormulaError(token.position, self._missing(token))

    def name(self, token: Token) -> Node:
        if token.text in FUNCTIONS:
            return self.call(token)
        if token.text in VARIABLES:
            return self.count(Variable(token.text), token)
        if token.text in CONSTANTS:
            return self.count(Constant(token.text), token)
        raise FormulaError(token.position, _unknown(token.text))

    def call(self, name: Token) -> Node:
        function = FUNCTIONS[name.text]
        if not self.at("("):
            raise FormulaError(self.here.position, f"Write the argument of {name.text} in brackets.")
        bracket = self.take()
        arguments = []
        with self.deeper(bracket):
            arguments.append(self.expression(0))
            while self.at(","):
                self.take()
                arguments.append(self.expression(0))
        self.close(bracket)
        if len(arguments) != function.arity:
            expected = "one argument" if function.arity == 1 else f"{function.arity} arguments"
            raise FormulaError(name.position, f"{name.text} takes {expected}, not {len(arguments)}.")
        return self.count(Call(name.text, tuple(arguments)), name)

    def close(self, bracket: Token) -> None:
        if not self.at(")"):
            if self.here.kind == "end":
                raise FormulaError(bracket.position, "This bracket is never closed; add a ) where it ends.")
            raise FormulaError(self.here.position, self._unexpected(self.here))
        self.take()

    def count(self, node: Node, token: Token) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise FormulaError(token.position, f"The formula has over {MAX_NODES} parts; make it shorter.")
        return node

    @contextmanager
    def deeper(self, token: Token) -> Iterator[None]:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError(token.position, f"It is nested over {MAX_DEPTH} deep; make it flatter.")
        yield
        self.depth -= 1

    def _missing(self, token: Token) -> str:
        if token.kind == "end":
            return (
                "Something is missing at the end: a number, x, y or a function."
                if self.index > 1
                else ("The formula is empty; type one such as x**2 + y**2.")
            )
        return f"A number, x, y or a function is missing before {token.text}."

    def _unexpected(self, token: Token) -> str:
        if token.text == ")":
            return "This bracket closes nothing; remove it or add a ( before it."
        if token.text == ",":
            return "A comma only stands between the two arguments of min, max, hypot or atan2."
        if token.kind == "operator" and token.text != "(":
            return "This operator stands in the wrong place."
        return "An operator is missing here; write multiplication with *, as in 2*x."


def _unknown(name: str) -> str:
    known = [*FUNCTIONS, *CONSTANTS, *VARIABLES]
    near = get_close_matches(name.lower()[:20], known, n=1, cutoff=0.6)
    if near:
        return f"Unknown name; did you mean {near[0]}?"
    return "Unknown name; a formula knows x, y, pi, e and functions such as sin, exp and sqrt."
