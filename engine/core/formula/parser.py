"""Formula parser: tokens to tree, by operator precedence (Pratt 1973, Top down operator precedence).

Signs that a person leaves out are read where they can only mean one thing: ``2x`` is a product. Where they
can mean two, as in ``1/2x``, the error names both ways to write it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from typing import final

from . import sentences
from .bars import CLOSE, OPEN, pair_bars
from .characters import BRACKETS, FRACTIONS
from .error import FormulaError
from .functions import FUNCTIONS, VARIABLES, Function
from .names import advise, canonical, is_function
from .products import split_products
from .rewriting import REWRITINGS, Rewriting
from .tokens import Token, tokenize
from .tree import Binary, Call, Constant, Negative, Node, Number, Operator, Variable, size

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

_PRODUCT = 2
"""Precedence of a product without a sign."""

_SIGN = 3
"""Precedence of the unary minus."""

_CLOSING = {**BRACKETS, OPEN: CLOSE}
_MEANING = {OPEN: "abs", "⌊": "floor", "⌈": "ceil"}
"""Opening bracket -> the function that it stands for."""


def parse_tree(text: str) -> Node:
    """Parse the text of a formula in x and y to a tree.

    Raises:
        FormulaError: with position and remedy, if the text is not a formula.
    """
    return _Parser(pair_bars(split_products(tokenize(text)))).formula()


@final
class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.nodes = 0
        self.depth = 0
        self.tail: sentences.Tail = ""
        self.closed = (-1, -1)
        """Indices of the last pair of brackets: of the first, and of what stands behind the second."""

    def formula(self) -> Node:
        tree = self.expression(0)
        if self.here.kind != "end":
            raise self.unexpected()
        return tree

    @property
    def here(self) -> Token:
        return self.tokens[self.index]

    @property
    def after(self) -> Token:
        return self.tokens[min(self.index + 1, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.here
        self.index = min(self.index + 1, len(self.tokens) - 1)
        return token

    def at(self, *symbols: str) -> bool:
        return self.here.kind == "operator" and self.here.text in symbols

    def expression(self, binding: int) -> Node:
        left = self.operand()
        while True:
            token = self.here
            if self.at(*_OPERATORS):
                operator, strength = _OPERATORS[token.text]
            elif token.kind in ("number", "name", "fraction") or self.at("√", *_CLOSING):
                operator, strength = "*", _PRODUCT
            else:
                return left
            if strength <= binding:
                return left
            if self.at(*_OPERATORS):
                self.take()
            else:
                self._check_product(token)
            left = self.count(Binary(operator, left, self.right_side(operator, strength, token)), token)

    def right_side(self, operator: Operator, strength: int, token: Token) -> Node:
        begin = self.index
        if operator != "**":
            right = self.expression(strength)
            if operator == "/":
                self.tail = "divisor"
            return right
        with self.deeper(token):
            right = self.expression(_SIGN)  # powers are right-associative
        if self.tokens[self.index - 1].kind == "power":
            raise FormulaError(token.position, sentences.EXPONENT_POWER)
        self.tail = "" if self.closed == (begin, self.index) else "power"
        return right

    def operand(self) -> Node:
        """An operand with its exponent in superscript digits, if it has one."""
        node = self.primary()
        if self.here.kind != "power":
            return node
        token = self.take()
        return self.count(Binary("**", node, self.count(Number(float(token.text)), token)), token)

    def primary(self) -> Node:
        token = self.take()
        self.tail = ""
        match token.kind:
            case "number":
                return self.number(token)
            case "fraction":
                return self.fraction(token)
            case "name":
                return self.name(token)
        if token.text in ("-", "+"):
            with self.deeper(token):
                inside = self.expression(_SIGN)
            return self.count(Negative(inside), token) if token.text == "-" else inside
        if token.text == "√":
            return self.root(token)
        if token.text in _CLOSING:
            return self.bracket(token)
        raise FormulaError(token.position, sentences.missing(token, len(self.tokens) == 1))

    def number(self, token: Token) -> Node:
        node = self.count(Number(float(token.text)), token)
        if self.here.kind != "fraction" or self.here.apart or not token.text.isdigit():
            return node
        part = self.fraction(self.take())  # a mixed number, such as 1½
        return self.count(Binary("+", node, part), token)

    def fraction(self, token: Token) -> Node:
        above, below = (self.count(Number(float(number)), token) for number in FRACTIONS[token.text])
        return self.count(Binary("/", above, below), token)

    def bracket(self, token: Token) -> Node:
        begin = self.index - 1
        with self.deeper(token):
            inside = self.expression(0)
        self.close(token)
        self.tail = ""
        self.closed = (begin, self.index)
        if token.text in _MEANING:
            return self.count(Call(_MEANING[token.text], (inside,)), token)
        return inside

    def root(self, token: Token) -> Node:
        """The square root of the operand behind the sign, which ends where nobody can be in doubt."""
        clear = self.at("(")
        if self.at("-", "+"):
            raise FormulaError(self.here.position, sentences.ROOT_SIGN)
        with self.deeper(token):
            inside = self.primary()
        if self.here.kind == "power" or self.at("^", "**"):
            raise FormulaError(self.here.position, sentences.ROOT_POWER)
        self.tail = "" if clear else "root"
        return self.count(Call("sqrt", (inside,)), token)

    def name(self, token: Token) -> Node:
        name = canonical(token.text)
        if name is None:
            raise FormulaError(token.position, advise(token.text))
        if is_function(name):
            return self.call(token, name)
        if name in VARIABLES:
            return self.count(Variable(name), token)
        if self.at("(") and not self.here.apart:
            self._check_constant(name)
        return self.count(Constant(name), token)

    def _check_constant(self, name: str) -> None:
        """A constant before a bracket: Excel's ``PI()``, or ``e(x)``, which may be meant as exp."""
        if name == "pi" and self.after.text == ")":
            self.index += 2
        elif name == "e":
            raise FormulaError(self.here.position, sentences.E_BRACKET)

    def call(self, token: Token, name: str) -> Node:
        exponent = self.exponent()
        if not self.at("("):
            raise FormulaError(self.here.position, f"Write the argument of {name} in brackets: {name}(x).")
        bracket = self.take()
        arguments = []
        commas = []
        with self.deeper(bracket):
            arguments.append(self.expression(0))
            while self.at(","):
                commas.append(self.index)
                self.take()
                arguments.append(self.expression(0))
        self.close(bracket)
        self.tail = ""
        self._check_arguments(token, name, commas)
        value = self.apply(token, name, arguments)
        if exponent is None:
            return value
        return self.count(Binary("**", value, self.count(exponent, token)), token)

    def exponent(self) -> Number | None:
        """The exponent between a function and its bracket, as in ``sin^2(x)`` and ``sin²(x)``."""
        if self.here.kind == "power":
            token = self.take()
        elif self.at("^", "**"):
            sign = self.take()
            token = self.take()
            if token.kind != "number" or not token.text.isdigit():
                inverse = "-" in (token.text, self.here.text)
                raise FormulaError(sign.position, sentences.INVERSE if inverse else sentences.FUNCTION_POWER)
        else:
            return None
        value = float(token.text)
        if value < 0:
            raise FormulaError(token.position, sentences.INVERSE)
        return Number(value)

    def apply(self, token: Token, name: str, arguments: list[Node]) -> Node:
        if name in FUNCTIONS:
            if len(arguments) == 1:
                return self.count(Call(name, tuple(arguments)), token)
            return reduce(lambda one, other: self.count(Call(name, (one, other)), token), arguments)
        made = REWRITINGS[name].build(*arguments)
        self._add(size(made) - sum(map(size, arguments)), token)
        return made

    def close(self, bracket: Token) -> None:
        if not self.at(_CLOSING[bracket.text]):
            if self.here.kind != "end":
                raise self.unexpected()
            detail = f"This bracket is never closed; add a {_CLOSING[bracket.text]} where it ends."
            raise FormulaError(bracket.position, detail)
        self.take()

    def count(self, node: Node, token: Token) -> Node:
        self._add(1, token)
        return node

    def _add(self, nodes: int, token: Token) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise FormulaError(token.position, f"The formula has over {MAX_NODES} parts; make it shorter.")

    @contextmanager
    def deeper(self, token: Token) -> Iterator[None]:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError(token.position, f"It is nested over {MAX_DEPTH} deep; make it flatter.")
        yield
        self.depth -= 1

    def unexpected(self) -> FormulaError:
        """The error for the token here, which cannot stand behind an operand."""
        detail = sentences.unexpected(self.here, self._is_decimal(self.index))
        return FormulaError(self.here.position, detail)

    def _check_product(self, token: Token) -> None:
        """Refuse a product without a sign that can mean something else too."""
        before = self.tokens[self.index - 1]
        powered = self.after.kind == "power" or self.after.text in ("^", "**")
        detail = ""
        if token.apart:
            detail = sentences.BLANK
        elif token.kind in ("number", "fraction"):
            detail = sentences.NUMBER_BEHIND
        elif self.tail:
            detail = sentences.TWO_WAYS[self.tail]
        elif before.kind == "number" and canonical(token.text) == "e" and not powered:
            detail = sentences.NUMBER_E
        if detail:
            raise FormulaError(token.position, detail)

    def _check_arguments(self, token: Token, name: str, commas: list[int]) -> None:
        """Refuse a wrong number of arguments, and commas that may be decimal ones."""
        function: Function | Rewriting = FUNCTIONS[name] if name in FUNCTIONS else REWRITINGS[name]
        given = len(commas) + 1
        many = isinstance(function, Function) and function.many
        fits = given == function.arity or (many and given > function.arity)
        decimal = next((index for index in commas if self._is_decimal(index)), None)
        if decimal is not None and (not fits or (many and given > function.arity)):
            raise FormulaError(self.tokens[decimal].position, sentences.ARGUMENTS)
        if not fits:
            detail = sentences.wrong_count(name, function.arity, many, given)
            raise FormulaError(token.position, detail)

    def _is_decimal(self, index: int) -> bool:
        """Whether the comma at an index stands between two digits, as in ``0,5``."""
        if not 0 < index < len(self.tokens) - 1:
            return False
        before, comma, after = self.tokens[index - 1 : index + 2]
        digits = before.kind == after.kind == "number" and before.text.isdigit()
        return digits and not comma.apart and not after.apart
