"""Table question: which column of a table is predicted, from which others, and from which rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, final

import numpy as np
from numpy.typing import NDArray

from ....core.errors import InvalidData
from ....core.text import pluralize
from ....core.types import Array, Task
from ..base import Demand, Samples
from .columns import MAX_CLASSES, MAX_NAMED_CELLS, Column
from .reading import MIN_ROWS, Profile, Table
from .wording import listed, quoted

TaskChoice = Literal["auto", "classes", "regression"]
GapRule = Literal["drop", "fill"]

MAX_FEATURES = 100
"""Most numbers in one input."""

MAX_CATEGORIES = 10
"""Most different words of a column that is an input."""

MAX_NUMERIC_CLASSES = 10
"""A column with more different whole numbers is a regression target unless it is said otherwise."""

TASKS: dict[str, Task] = {"classes": "classification", "regression": "regression"}


@final
class Wish(NamedTuple):
    """Wish: what the user asks of a table; None and ``auto`` where it is left open."""

    target: str | None = None
    inputs: tuple[str, ...] | None = None
    task: TaskChoice = "auto"
    gaps: GapRule = "drop"


@final
class LeftOut(NamedTuple):
    """Column that is not used, and why: a part of a sentence, or nothing if the user left it out."""

    column: Column
    reason: str


@final
@dataclass(frozen=True)
class Question:
    """Question: a wish with everything that it left open.

    Attributes:
        target: the column that is predicted.
        task: whether it is predicted as a class or as a number.
        inputs: the columns that it is predicted from.
        left_out: all other columns.
        kept: whether each row is used.
        filled: number of missing inputs in these rows.
    """

    target: Column
    task: Task
    inputs: tuple[Column, ...]
    left_out: tuple[LeftOut, ...]
    kept: NDArray[np.bool_]
    filled: int

    @property
    def rows(self) -> int:
        """Number of rows that are used."""
        return int(self.kept.sum())

    @property
    def classes(self) -> tuple[str, ...] | None:
        """Names of the classes; None for a regression."""
        return self.target.classes if self.task == "classification" else None

    @property
    def features(self) -> int:
        """Numbers in one input."""
        return sum(map(width, self.inputs))


@final
class Roles(NamedTuple):
    """Roles of the columns: the one that is predicted, and how; the inputs; and all others."""

    target: Column
    task: Task
    inputs: tuple[Column, ...]
    left_out: tuple[LeftOut, ...]


def ask(profile: Profile, wish: Wish, demand: Demand) -> Question:
    """Complete a wish.

    Args:
        profile: of the table.
        wish: what the user asks.
        demand: what model and loss ask.

    Raises:
        InvalidData: if the table cannot answer; with all cells that are wrong.
    """
    roles = assign_roles(profile, wish, demand)
    target, task, inputs, left_out = roles
    _check_cells([*inputs, *([target] if task == "regression" else [])])
    features = sum(map(width, inputs))
    if features > MAX_FEATURES:
        detail = (
            f"The inputs have {features:,} numbers, and at most {MAX_FEATURES} fit: choose fewer columns."
        )
        raise InvalidData("inputs", detail)
    kept, filled = _rows(target, inputs, wish.gaps)
    return Question(target, task, inputs, left_out, kept, filled)


def assign_roles(profile: Profile, wish: Wish, demand: Demand) -> Roles:
    """The role of each column, whatever is in its cells.

    The target is by default the last column or, where numbers are asked for, the last column of numbers. It
    is a class if it holds words, or at most ``MAX_NUMERIC_CLASSES`` different whole numbers of which each
    occurs twice at least; otherwise it is a number.

    Raises:
        InvalidData: if a column that is named does not exist or cannot have its role.
    """
    asked = TASKS.get(wish.task) or demand.task
    target = _target(profile, wish.target, asked)
    task = asked or ("classification" if suits_classes(target) else "regression")
    _check_target(target, task)
    inputs, left_out = _inputs(profile, target, wish.inputs, demand)
    return Roles(target, task, tuple(inputs), tuple(left_out))


def suits_classes(column: Column) -> bool:
    """Whether a column that is predicted holds classes, if nobody says."""
    if column.kind == "words":
        return True
    return column.whole and column.repeated and 2 <= column.different <= MAX_NUMERIC_CLASSES


def width(column: Column) -> int:
    """Numbers that a column gives to an input: one, or one for each category if there are more than two."""
    return column.different if column.kind == "words" and column.different > 2 else 1


def draw(table: Table, question: Question) -> Samples:
    """The samples of a question; a missing input is NaN."""
    columns = [_features(table, column)[question.kept] for column in question.inputs]
    values = table.values[question.target.place - 1]
    targets = values.numbers if question.task == "regression" else values.codes
    assert targets is not None
    return Samples(np.concatenate(columns, axis=1), targets[question.kept])


def _features(table: Table, column: Column) -> Array:
    """A column as numbers of shape (rows, ``width``)."""
    values = table.values[column.place - 1]
    if column.kind == "numbers":
        assert values.numbers is not None
        return values.numbers[:, None]
    assert values.codes is not None
    if width(column) == 1:
        return values.codes[:, None]
    one_hot: Array = (values.codes[:, None] == np.arange(column.different)).astype(np.float64)
    one_hot[np.isnan(values.codes)] = np.nan
    return one_hot


def _target(profile: Profile, name: str | None, task: Task | None) -> Column:
    if name is not None:
        return _named(profile, name, "target")
    usable = [column for column in profile.columns if column.kind != "empty"]
    numbers = [column for column in usable if column.kind == "numbers"]
    return (numbers if task == "regression" and numbers else usable or profile.columns)[-1]


def _named(profile: Profile, name: str, field: str) -> Column:
    column = profile.column(name)
    if column is None:
        known = listed([quoted(column.name) for column in profile.columns], most=8)
        raise InvalidData(field, f"The table has no such column: choose one of {known}.")
    return column


def _check_target(target: Column, task: Task) -> None:
    name = quoted(target.name)
    if target.kind == "empty":
        raise InvalidData("target", f"The column {name} has no values: choose another column to predict.")
    if task == "regression" and target.kind == "words":
        raise InvalidData(
            "target",
            f"The column {name} holds words, and only a number can be predicted here: choose a column of "
            "numbers.",
        )
    if target.different < 2:
        raise InvalidData(
            "target", f"The column {name} has 1 different value. Choose another column to predict."
        )
    if task == "classification" and target.classes is None:
        has = f"The column {name} has {target.different:,} different values"
        raise InvalidData(
            "target", f"{has}; 2 to {MAX_CLASSES} can be used as classes. Choose another column."
        )


def _inputs(
    profile: Profile, target: Column, names: tuple[str, ...] | None, demand: Demand
) -> tuple[list[Column], list[LeftOut]]:
    """The columns to predict from, and all others."""
    others = [column for column in profile.columns if column is not target]
    if names is not None:
        inputs = _chosen(profile, target, names)
        return inputs, [LeftOut(column, "") for column in others if column not in inputs]
    usable = [column for column in others if not unused_reason(column)]
    index = [column for column in usable if column.unnamed and column.counts and column.place == 1]
    if index and len(usable) > 1:
        usable.remove(index[0])
    if not usable:
        raise InvalidData("inputs", f"No other column is left to predict {quoted(target.name)} from.")
    left_out = [
        LeftOut(column, unused_reason(column) or "it only counts")
        for column in others
        if column not in usable
    ]
    if demand.features is not None and sum(map(width, usable)) > demand.features:
        first = next((column for column in usable if width(column) == demand.features), usable[0])
        left_out += [LeftOut(column, "") for column in usable if column is not first]
        usable = [first]
    return usable, left_out


def _chosen(profile: Profile, target: Column, names: Sequence[str]) -> list[Column]:
    columns = []
    for name in dict.fromkeys(names):
        column = _named(profile, name, "inputs")
        if column is target:
            raise InvalidData(
                "inputs", f"The column {quoted(name)} is the one to predict: leave it out here."
            )
        if reason := unused_reason(column):
            raise InvalidData("inputs", f"The column {quoted(name)} cannot be an input: {reason}.")
        columns.append(column)
    return columns


def unused_reason(column: Column) -> str:
    """Why a column cannot be an input, as a part of a sentence; empty if it can."""
    if column.kind == "empty":
        return "it has no values"
    if column.kind == "numbers":
        return ""
    if column.different == 1:
        return "it has the same word everywhere"
    few = column.different <= MAX_CATEGORIES and 2 * column.different <= np.count_nonzero(~column.gaps)
    return "" if few else f"it has {column.different:,} different words"


def _check_cells(columns: Iterable[Column]) -> None:
    """Refuse a question to columns with wrong cells, and name them all, or the first ones."""
    wrong = [column for column in columns if column.bad]
    if not wrong:
        return
    cells = sorted((cell, column.name) for column in wrong for cell in column.bad)[:MAX_NAMED_CELLS]
    parts = [f"line {cell.line}, column {cell.column} ({quoted(name)}) {cell.reason}" for cell, name in cells]
    more = sum(column.bad_cells for column in wrong) - len(parts)
    rest = f"; and {pluralize(more, 'other cell')}" if more else ""
    text = "; ".join(parts)
    raise InvalidData(
        "csv",
        f"{text[0].upper()}{text[1:]}{rest}. Correct them, leave out the column, or say what stands for a "
        "missing value.",
    )


def _rows(target: Column, inputs: Sequence[Column], rule: GapRule) -> tuple[NDArray[np.bool_], int]:
    """Which rows are used, and the number of missing inputs in them."""
    missing = np.stack([column.gaps for column in inputs])
    kept = ~target.gaps if rule == "fill" else ~(target.gaps | missing.any(axis=0))
    if kept.sum() < MIN_ROWS:
        worst = max([target, *inputs], key=lambda column: int(column.gaps.sum()))
        raise InvalidData(
            "inputs",
            f"Only {kept.sum()} of {pluralize(len(kept), 'row')} can be used, and {MIN_ROWS} are needed: "
            f"fill the gaps, or leave out columns such as {quoted(worst.name)}, where "
            f"{pluralize(int(worst.gaps.sum()), 'row')} have no value.",
        )
    return kept, int(missing[:, kept].sum())
