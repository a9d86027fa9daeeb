"""Told table: in one line, how a table was read and what is asked of it."""

from collections.abc import Iterator

from ....core.text import pluralize
from .columns import Column
from .decoding import TITLES
from .question import LeftOut, Question, width
from .reading import Profile
from .wording import listed, quoted

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", " ": "blanks", "|": "vertical bars"}
THOUSANDS = {",": "commas", ".": "points", "'": "apostrophes", "\u2019": "apostrophes"}


def tell_reading(profile: Profile, encoding: str = "") -> Iterator[str]:
    """How a table was read: parts of one line. ``encoding`` is that of its file, if it came as one."""
    yield f"{pluralize(profile.rows, 'row')}, {pluralize(len(profile.columns), 'column')}"
    marks = [TITLES[encoding]] if encoding not in ("", "utf-8") else []
    marks += [DELIMITERS.get(profile.delimiter, f"cells divided by {quoted(profile.delimiter)}")]
    if profile.decimal == ",":
        marks.append("decimal commas")
    if profile.thousands is not None:
        marks.append(f"{THOUSANDS.get(profile.thousands, 'blanks')} between thousands")
    if not profile.header:
        marks.append("no line of names")
    yield ", ".join(marks)


def tell_question(question: Question) -> Iterator[str]:
    """What is asked of a table: parts of one line."""
    if lost := len(question.kept) - question.rows:
        yield f"{pluralize(lost, 'row')} with gaps left out"
    if question.filled:
        yield f"{pluralize(question.filled, 'gap')} filled with the mean of the column"
    inputs = listed([_input(column) for column in question.inputs])
    yield f"{quoted(question.target.name)} is predicted from {inputs} {_as(question)}"
    if question.left_out:
        yield f"left out: {listed(list(map(_left_out, question.left_out)))}"


def _as(question: Question) -> str:
    if question.classes is None:
        return "as a number (regression)"
    return f"as a class: {listed([quoted(name) for name in question.classes], most=6)}"


def _input(column: Column) -> str:
    """An input; categories with the numbers that stand for them."""
    if column.kind == "numbers":
        return quoted(column.name)
    assert column.classes is not None
    if width(column) > 1:
        return f"{quoted(column.name)} ({column.different} categories, each an input)"
    no, yes = map(quoted, column.classes)
    return f"{quoted(column.name)} ({no} 0, {yes} 1)"


def _left_out(one: LeftOut) -> str:
    return f"{quoted(one.column.name)} ({one.reason})" if one.reason else quoted(one.column.name)
