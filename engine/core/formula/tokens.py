"""Formula lexer: splits the text of a formula into tokens, in the signs of a plain keyboard."""

import re
from dataclasses import dataclass
from typing import Literal, final

from .characters import BLANKS, BRACKETS, FRACTIONS, OPERATORS, SUBSCRIPTS, SUPERSCRIPTS, advise
from .error import FormulaError

MAX_LENGTH = 300

Kind = Literal["number", "name", "operator", "power", "fraction", "end"]

_KINDS: tuple[Kind, ...] = ("number", "name", "operator", "power", "fraction")

_SIGNS = "".join([*OPERATORS, *BRACKETS, *BRACKETS.values()])
_TOKEN = re.compile(
    rf"""[{BLANKS}]*(?:
        (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+−]?[0-9]+)?)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*[₀-₉]*|π)
      | (?P<power>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
      | (?P<fraction>[{"".join(FRACTIONS)}])
      | (?P<operator>\*\*|[-+*/^,|{re.escape(_SIGNS)}])
    )""",
    re.VERBOSE,
)
_BLANK = re.compile(f"[{BLANKS}]*")


@final
@dataclass(frozen=True)
class Token:
    """Token of a formula.

    Attributes:
        kind: what it is; ``power`` is an exponent in superscript digits.
        text: in ASCII, except for roots, brackets of rounding, and fractions of one character.
        position: index of its first character.
        apart: whether a blank stands before it.
    """

    kind: Kind
    text: str
    position: int
    apart: bool


def tokenize(text: str) -> list[Token]:
    """Split ``text`` into tokens; the last one has kind ``end``.

    Raises:
        FormulaError: if the text is too long or has a character that no token begins with.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(MAX_LENGTH, f"The formula is too long: {MAX_LENGTH} characters is the limit.")
    tokens = []
    position = 0
    while (begin := _blanks(text, position)) < len(text):
        match = _TOKEN.match(text, begin)
        if match is None:
            raise FormulaError(begin, advise(text[begin]))
        kind = next(kind for kind in _KINDS if match.group(kind))
        tokens.append(Token(kind, _in_ascii(kind, match.group(kind)), begin, begin > position))
        position = match.end()
    return [*tokens, Token("end", "", len(text), False)]


def _in_ascii(kind: Kind, text: str) -> str:
    match kind:
        case "number":
            return text.replace("−", "-")
        case "name":
            return "pi" if text == "π" else text.translate(SUBSCRIPTS)
        case "power":
            return text.translate(SUPERSCRIPTS)
        case _:
            return OPERATORS.get(text, text)


def _blanks(text: str, position: int) -> int:
    match = _BLANK.match(text, position)
    return match.end() if match else position
