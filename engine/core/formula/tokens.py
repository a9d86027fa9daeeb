"""Formula lexer: splits the text of a formula into tokens."""

import re
from dataclasses import dataclass
from typing import Literal, final

from .error import FormulaError

MAX_LENGTH = 300

Kind = Literal["number", "name", "operator", "end"]

_KINDS: tuple[Kind, ...] = ("number", "name", "operator")

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
        (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<operator>\*\*|[-+*/^(),])
    )""",
    re.VERBOSE,
)
_BLANK = re.compile(r"[ \t\r\n]*")


@final
@dataclass(frozen=True)
class Token:
    """Token of a formula: its kind, its text, and the index of its first character."""

    kind: Kind
    text: str
    position: int


def tokenize(text: str) -> list[Token]:
    """Split ``text`` into tokens; the last one has kind ``end``.

    Raises:
        FormulaError: if the text is too long or has a character that no token begins with.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(MAX_LENGTH, f"The formula is too long: {MAX_LENGTH} characters is the limit.")
    for position, character in enumerate(text):
        if not character.isascii():
            raise FormulaError(position, "Only plain ASCII characters can be read here; type it again.")
    tokens = []
    position = 0
    while (begin := _blanks(text, position)) < len(text):
        match = _TOKEN.match(text, begin)
        if match is None:
            raise FormulaError(begin, _unknown_character(text[begin]))
        kind = next(kind for kind in _KINDS if match.group(kind))
        tokens.append(Token(kind, match.group(kind), begin))
        position = match.end()
    return [*tokens, Token("end", "", len(text))]


def _blanks(text: str, position: int) -> int:
    match = _BLANK.match(text, position)
    return match.end() if match else position


def _unknown_character(character: str) -> str:
    if character in "[]{}":
        return "Use round brackets ( and )."
    if character in "=<>!":
        return "Type only the right-hand side of f(x, y) = ..., without comparing anything."
    return "This character has no meaning in a formula; remove it."
