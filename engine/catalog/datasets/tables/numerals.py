"""Numerals: numbers as tables write them, with decimal points or commas and marks between thousands."""

import math
import re
from collections.abc import Iterable, Sequence
from typing import Literal

Decimal = Literal[".", ","]

MAX_MAGNITUDE = 1e30
"""Larger numbers are refused: their squares would not fit into the numbers that networks compute with."""

SPACES = " \u00a0\u202f"
MARKS = {".": ",'\u2019" + SPACES, ",": ".'\u2019" + SPACES}
"""Marks that may stand between thousands, by the decimal mark."""

MINUS = "\u2212"


def _pattern(decimal: str) -> re.Pattern[str]:
    grouped = rf"[1-9][0-9]{{0,2}}(?:([{MARKS[decimal]}])[0-9]{{3}})(?:\1[0-9]{{3}})*"
    fraction = rf"{re.escape(decimal)}[0-9]"
    return re.compile(
        rf"[+\-{MINUS}]?(?:(?:{grouped}|[0-9]+)(?:{fraction}*)?|{fraction}+)(?:[eE][+-]?[0-9]{{1,3}})?"
    )


PATTERNS = {decimal: _pattern(decimal) for decimal in MARKS}


def is_number(cell: str) -> bool:
    """Whether a cell is a number with either decimal mark."""
    return any(pattern.fullmatch(cell) for pattern in PATTERNS.values())


def parse_number(cell: str, decimal: str) -> float | None:
    """The number in a cell; None if it is none. It may be infinite, if it is too large for float64."""
    match = PATTERNS[decimal].fullmatch(cell)
    if match is None:
        return None
    plain = cell.replace(MINUS, "-")
    if match[1]:
        plain = plain.replace(match[1], "")
    return float(plain.replace(decimal, "."))


def parse_numbers(cells: Sequence[str], decimal: str) -> list[float | None]:
    """``parse_number`` of each cell; fast where all are plain numbers."""
    if set("".join(cells)) <= {*"0123456789+-eE", decimal}:
        try:
            return [float(cell.replace(decimal, ".")) for cell in cells]
        except ValueError:
            pass
    return [parse_number(cell, decimal) for cell in cells]


def fits(value: float | None) -> bool:
    """Whether a number can be learned from."""
    return value is not None and math.isfinite(value) and abs(value) <= MAX_MAGNITUDE


def detect_decimal(cells: Iterable[str], delimiter: str) -> str:
    """The decimal mark of a table: the one that more cells cannot do without.

    Cells such as ``1,234`` could have either. If nothing else decides, their comma is a decimal mark where
    semicolons stand between the cells, as in the files of countries that write so, and otherwise a mark
    between thousands.
    """
    marked = {cell for cell in cells if "," in cell or "." in cell}
    points = {cell for cell in marked if PATTERNS["."].fullmatch(cell)}
    commas = {cell for cell in marked if PATTERNS[","].fullmatch(cell)}
    surplus = len(commas - points) - len(points - commas)
    if surplus == 0 and delimiter == ";" and any("," in cell for cell in commas):
        return ","
    return "," if surplus > 0 else "."


def thousands_mark(cells: Iterable[str], decimal: str) -> str | None:
    """The mark between thousands that numbers of the table have; None if they have none."""
    matches = (PATTERNS[decimal].fullmatch(cell) for cell in cells)
    return next((match[1] for match in matches if match and match[1]), None)
