"""Legend: how much of every racer a picture tells, and where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, final

from .canvas import Box, Point
from .fonts import text_width, wrapped
from .scene import Path, Scene

Amount = Literal["lines", "line", "names"]
"""Settings in lines of their own, behind the name, or left out."""

ROW, DETAIL_ROW, NAME_ROW = 20.0, 14.0, 15.0
NAME, DETAIL, SMALL = 13.0, 11.0, 10.0
"""Font sizes of a racer's label, of its settings, and of a label alone."""

KEY, MARK = 34.0, 16.0
"""Room left of a label, for a marker with and without a piece of its curve."""

LOSS = 62.0
"""Room for a loss; a wider one takes some from the settings."""

GAP = 10.0
LONG_LABEL = 70.0
MOST_LINES = 3
NARROWEST = 120.0
"""Width of a column of labels alone."""


@final
@dataclass(frozen=True)
class Legend:
    """Legend layout: columns of entries, filled from top to bottom.

    Attributes:
        box: what it covers, in pixels; of height 0 if there is no legend.
        columns, rows: number of entries side by side, and one above the other.
        amount: how much each entry tells.
        lines: lines of settings below each label.
    """

    box: Box
    columns: int
    rows: int
    amount: Amount
    lines: int = 0

    @property
    def row(self) -> float:
        """Height of an entry."""
        if self.amount == "names":
            return NAME_ROW
        return ROW + self.lines * DETAIL_ROW

    @property
    def width(self) -> float:
        """Width of an entry, with the gap to the next."""
        return self.box.width / self.columns

    def place(self, number: int) -> Point:
        """Left end and middle of the first line of a racer's entry."""
        left = self.box.left + (number // self.rows) * self.width
        first = NAME_ROW if self.amount == "names" else ROW
        return left, self.box.top + (number % self.rows) * self.row + first / 2


def legends(scene: Scene, left: float, top: float, width: float, most_columns: int) -> Iterator[Legend]:
    """Legends of a scene, from the one that tells most to the one that tells least; the last is empty."""
    paths, empty = scene.paths, Legend(Box(left, top, width, 0), 1, 1, "names")
    if paths:
        columns, rows = _table(len(paths), most_columns)
        entry = width / columns
        legible = all(_fits(path, entry, ()) for path in paths)
        if not all(_fits(path, entry, path.details) for path in paths):
            lines = max(len(wrapped(path.details, DETAIL, entry - KEY - GAP)) for path in paths)
            for count in range(min(lines, MOST_LINES) if legible else 0, 0, -1):
                yield _legend(left, top, width, columns, rows, "lines", count)
        if legible:
            yield _legend(left, top, width, columns, rows, "line", 0)
        yield _legend(left, top, width, *_table(len(paths), max(1, int(width // NARROWEST))), "names", 0)
    yield empty


def _legend(
    left: float, top: float, width: float, columns: int, rows: int, amount: Amount, lines: int
) -> Legend:
    row = Legend(Box(0, 0, 0, 0), 1, 1, amount, lines).row
    return Legend(Box(left, top, width, rows * row), columns, rows, amount, lines)


def _table(racers: int, most_columns: int) -> tuple[int, int]:
    """Columns and rows for a number of racers, without an empty column."""
    rows = -(-racers // max(1, min(racers, most_columns)))
    return -(-racers // rows), rows


def _fits(path: Path, entry: float, details: Sequence[str]) -> bool:
    """Whether a label, details behind it and a loss fit an entry; of a long label, its first letters."""
    room = entry - KEY - LOSS - 2 * GAP
    label = text_width(path.label, NAME)
    return (label if details else min(label, LONG_LABEL)) + text_width(", ".join(details), DETAIL) <= room
