"""Formula bars: finds which of the bars in ``||x| - |y||`` open and which close an absolute value."""

from dataclasses import replace
from typing import NamedTuple, Optional

from .characters import BRACKETS
from .error import FormulaError
from .tokens import Token

OPEN, CLOSE = "|(", ")|"
"""Texts of the tokens of paired bars."""

MAX_OPEN = 40
"""Bars that may be open at once; a formula has fewer."""


class _State(NamedTuple):
    """Bars that are open, and whether the last one opened."""

    depth: int
    opened: bool


class _Reading(NamedTuple):
    """Role of the last bar, the reading of those before it, and how many come to the same state, up to 2."""

    role: str
    before: Optional["_Reading"]
    ways: int

    def roles(self) -> list[str]:
        roles: list[str] = []
        reading: _Reading | None = self
        while reading and reading.role:
            roles.append(reading.role)
            reading = reading.before
        return roles[::-1]


def pair_bars(tokens: list[Token]) -> list[Token]:
    """Replace the text of each bar by ``OPEN`` or ``CLOSE``.

    Raises:
        FormulaError: if a bar has no partner, or if the bars can be read in two ways, as in ``|x|y|z|``.
    """
    roles: dict[int, str] = {}
    for bars in _groups(tokens):
        roles.update(zip(bars, _roles(tokens, bars), strict=True))
    return [replace(token, text=roles.get(index, token.text)) for index, token in enumerate(tokens)]


def _groups(tokens: list[Token]) -> list[list[int]]:
    """Indices of the bars within each pair of brackets, and between two commas there."""
    done: list[list[int]] = []
    open_groups: list[list[int]] = [[]]
    for index, token in enumerate(tokens):
        if token.kind != "operator":
            continue
        if token.text == "|":
            open_groups[-1].append(index)
        elif token.text in BRACKETS:
            open_groups.append([])
        elif token.text == ",":
            done.append(open_groups[-1])
            open_groups[-1] = []
        elif token.text in BRACKETS.values() and len(open_groups) > 1:
            done.append(open_groups.pop())
    return [bars for bars in done + open_groups if bars]


def _roles(tokens: list[Token], bars: list[int]) -> list[str]:
    readings = {_State(0, False): _Reading("", None, 1)}
    for position, index in enumerate(bars):
        touches = position > 0 and bars[position - 1] == index - 1
        readings = _next(tokens, index, readings, touches)
    ends = [reading for state, reading in readings.items() if state.depth == 0]
    if not ends:
        raise FormulaError(
            tokens[bars[0]].position, "A bar here has no partner; write the absolute value as abs(x)."
        )
    if len(ends) > 1 or ends[0].ways > 1:
        raise FormulaError(
            tokens[bars[0]].position, "These bars can be read in two ways; write abs(x) in place of |x|."
        )
    return ends[0].roles()


def _next(
    tokens: list[Token], index: int, readings: dict[_State, _Reading], touches: bool
) -> dict[_State, _Reading]:
    """The readings with one more bar; ``touches`` is whether the token before it is a bar."""
    found: dict[_State, _Reading] = {}
    for state, reading in readings.items():
        ends = not state.opened if touches else index > 0 and _ends_operand(tokens[index - 1])
        options = []
        if _begins_operand(tokens[index + 1]) and state.depth < MAX_OPEN:
            options.append((_State(state.depth + 1, True), OPEN))
        if ends and state.depth > 0:
            options.append((_State(state.depth - 1, False), CLOSE))
        for after, role in options:
            former = found.get(after)
            ways = min(reading.ways + (former.ways if former else 0), 2)
            found[after] = _Reading(role, reading, ways)
    return found


def _ends_operand(token: Token) -> bool:
    return token.kind in ("number", "name", "power", "fraction") or token.text in BRACKETS.values()


def _begins_operand(token: Token) -> bool:
    return token.kind in ("number", "name", "fraction") or token.text in ("-", "+", "√", "|", *BRACKETS)
