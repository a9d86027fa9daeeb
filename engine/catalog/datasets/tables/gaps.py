"""Gaps: what stands for a missing value in a table."""

from collections.abc import Sequence
from typing import NamedTuple, final

EVERYWHERE = frozenset(
    (
        "", "NA", "N/A", "n/a", "n.a.", "#N/A", "#NA", "<NA>", "NaN", "nan", "-NaN", "-nan", "NaT",
        "NULL", "Null", "null", "?", "-", "--", "\u2013", "\u2014",
        "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NUM!", "#NAME?",
    )
)  # fmt: skip
"""What pandas, R, Excel, SQL and the UCI repository write for a missing value."""

AMONG_NUMBERS = frozenset((".", "None", "none", "missing", "unknown"))
"""What stands for a missing number, but may be a word among words."""

OPPOSITE = {"-": "+"}
"""A mark that is a word in a column that also has its opposite."""


@final
class Gaps(NamedTuple):
    """The marks of missing values: in any column, and in columns of numbers besides."""

    everywhere: frozenset[str]
    among_numbers: frozenset[str]

    def of(self, cells: Sequence[str]) -> frozenset[str]:
        """The marks that stand for a missing value in any case in a column with these cells."""
        words = {mark for mark, opposite in OPPOSITE.items() if mark in self.everywhere and opposite in cells}
        return self.everywhere - words


def marks(missing: str) -> Gaps:
    """The marks that a setting names: ``auto``, or marks with commas between them. An empty cell is a gap."""
    if missing == "auto":
        return Gaps(EVERYWHERE, AMONG_NUMBERS)
    return Gaps(frozenset(("", *(mark.strip() for mark in missing.split(",")))), frozenset())
