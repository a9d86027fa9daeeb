"""Table dataset: the user's own data as delimited text, in the experiment or kept by the server."""

from functools import lru_cache
from typing import Annotated, Any, Literal, Self, final

from numpy.random import Generator
from pydantic import Field, Strict, model_validator

from ...core.errors import InvalidData
from ...core.params import Params, option
from .base import ANY, Dataset, Demand, Samples
from .preparation import Scaling, scaling_field, test_share_field
from .tables.held import held_profile, held_table
from .tables.question import MAX_NUMERIC_CLASSES, GapRule, Question, TaskChoice, Wish, ask, draw
from .tables.reading import MAX_COLUMNS, Options, Profile, Table, read_table
from .tables.told import tell_question, tell_reading

MAX_BYTES = 40_000
"""Size of a table that travels with its experiment, in bytes of UTF-8."""

EXAMPLE = """\
study,sleep,passed
1.0,7.5,no
1.5,4.0,no
2.0,8.5,no
2.5,6.0,no
2.5,9.0,yes
3.0,5.0,no
3.5,7.0,no
3.5,8.5,yes
4.0,4.5,no
4.0,8.0,yes
4.5,6.5,yes
4.5,5.0,no
5.0,7.5,yes
5.0,3.5,no
5.5,6.0,yes
5.5,8.0,yes
6.0,5.0,yes
6.0,4.0,no
6.5,7.0,yes
7.0,5.5,yes
7.0,3.0,no
7.5,6.5,yes
8.0,4.5,yes
8.0,8.0,yes
8.5,3.0,no
9.0,5.0,yes
9.0,2.5,no
9.5,4.0,yes
"""
"""Hours of study and of sleep before an exam; invented numbers."""

LINE_EXAMPLE = """\
hours,points
1.0,12
1.5,19
2.0,17
2.5,26
3.0,24
3.5,35
4.0,33
4.5,38
5.0,47
5.5,44
6.0,52
7.0,58
"""
"""Hours of study before an exam, and its points; invented numbers."""

Names = Annotated[tuple[Annotated[str, Field(max_length=200)], ...], Strict(False)]


def _unless(default: Any) -> Any:
    """Rule that leaves a field out of JSON while it has its default, as experiments of before do."""
    return lambda value: value == default


class TableChoices(Params):
    """How a table is read, and what is predicted from what: the base of all that choose it."""

    target: str | None = Field(
        None,
        max_length=200,
        description="The column to be predicted; by default the last one.",
    )
    inputs: Names | None = Field(
        None,
        min_length=1,
        max_length=MAX_COLUMNS,
        exclude_if=_unless(None),
        description="The columns that it is predicted from; by default all others that can be. A column of "
        "words gives one number for each of its categories, or a single one for two.",
    )
    task: TaskChoice = option(
        "auto",
        "Whether the column is predicted as a class or as a number. By default words are classes, and so are "
        f"up to {MAX_NUMERIC_CLASSES} different whole numbers of which each occurs twice at least; other "
        "numbers are a regression.",
        label="What is predicted",
        labels={"auto": "automatic", "classes": "a class", "regression": "a number"},
        exclude_if=_unless("auto"),
    )
    delimiter: Literal["auto", ",", ";", "\t", " ", "|"] = option(
        "auto",
        "What stands between the cells of a line.",
        labels={
            "auto": "automatic",
            ",": "comma",
            ";": "semicolon",
            "\t": "tab",
            " ": "blank",
            "|": "vertical bar",
        },
        exclude_if=_unless("auto"),
    )
    decimal: Literal["auto", ".", ","] = option(
        "auto",
        "The decimal mark. The other one may then stand between thousands, as may a blank or an apostrophe.",
        label="Decimal mark",
        labels={"auto": "automatic", ".": "point", ",": "comma"},
        exclude_if=_unless("auto"),
    )
    header: Literal["auto", "yes", "no"] = option(
        "auto",
        "Whether the first line has the names of the columns.",
        label="Line of names",
        labels={"auto": "automatic", "yes": "the first line", "no": "none"},
        exclude_if=_unless("auto"),
    )
    missing: str = Field(
        "auto",
        max_length=100,
        exclude_if=_unless("auto"),
        description="What stands for a missing value besides an empty cell, with commas between them. By "
        "default what pandas, R, Excel and the UCI repository write: NA, N/A, NaN, null, ?, - and the like.",
    )
    gaps: GapRule = option(
        "drop",
        "Whether rows without a value in one of the columns are left out, or such values are filled with "
        "the mean of the column's training samples. A row without its target is always left out.",
        label="Rows with gaps",
        labels={"drop": "leave out", "fill": "fill with the mean"},
        exclude_if=_unless("drop"),
    )

    @property
    def reading(self) -> Options:
        """How the table is to be read."""
        return Options(self.delimiter, self.decimal, self.header, self.missing)

    @property
    def wish(self) -> Wish:
        """What is asked of the table."""
        return Wish(self.target, self.inputs, self.task, self.gaps)


@final
class TableParams(TableChoices):
    """The table, how it is read, what is predicted from what, and how the samples are prepared."""

    csv: str | None = Field(
        None,
        min_length=1,
        max_length=MAX_BYTES,
        exclude_if=_unless(None),
        description="Lines of values, the first naming the columns if it is not all numbers; "
        f"{MAX_BYTES:,} bytes at most. Without it and without `table`, an example.",
    )
    table: str | None = Field(
        None,
        pattern="^[0-9a-f]{32}$",
        exclude_if=_unless(None),
        description="In place of `csv`: the id of a table that this server keeps; POST it to tables.",
    )
    test_share: float = test_share_field(0.2)
    scaling: Scaling = scaling_field("standardize")
    shuffled: bool = option(
        True,
        "Rows for testing are drawn at random; otherwise they are the last ones, as suits a time series.",
    )

    @model_validator(mode="after")
    def _one_table(self) -> Self:
        if self.csv is not None and self.table is not None:
            raise ValueError("Give the table itself, csv, or the id of one that is kept, table; not both.")
        return self


def tell(params: TableParams, demand: Demand = ANY) -> str:
    """In one line, how the table was read and what is asked of it.

    Raises:
        InvalidData: as ``profile_of`` and ``question_of``.
    """
    return "; ".join((*tell_reading(profile_of(params)), *tell_question(question_of(params, demand))))


def profile_of(params: TableParams) -> Profile:
    """The columns of the table.

    Raises:
        InvalidData: if it cannot be read, or is not held by this process.
    """
    if params.table is not None:
        return held_profile(params.table, params.reading)
    return _read(params.csv or EXAMPLE, params.reading).profile


@lru_cache(maxsize=32)
def question_of(params: TableParams, demand: Demand = ANY) -> Question:
    """What is asked of the table, with every choice made.

    Raises:
        InvalidData: if the table cannot answer.
    """
    return ask(profile_of(params), params.wish, demand)


@lru_cache(maxsize=8)
def _read(text: str, options: Options) -> Table:
    """Read a table that came with its experiment. The result is cached: do not change its arrays."""
    size = len(text.encode())
    if size > MAX_BYTES:
        raise InvalidData(
            "csv",
            f"This table has {size:,} bytes, and at most {MAX_BYTES:,} travel with an experiment: POST it to "
            "tables, and name its id.",
        )
    return read_table(text, options)


def _draw(params: TableParams, generator: Generator) -> Samples:
    del generator  # all rows are taken
    options = params.reading
    table = (
        _read(params.csv or EXAMPLE, options) if params.table is None else held_table(params.table, options)
    )
    return draw(table, question_of(params))


def _adapt(params: TableParams) -> dict[str, Any]:
    question = question_of(params)
    return {
        "features": question.features,
        "classes": None if question.classes is None else len(question.classes),
        "standard_target": question.classes is None and params.scaling != "raw",
        "ordered": not params.shuffled,
    }


def _fit(params: TableParams, demand: Demand) -> TableParams:
    """Write down what the table and the demand decide: example, target, task and, where one fits, input."""
    changes: dict[str, Any] = {}
    if params.csv is None and params.table is None:
        line = demand == Demand(1, "regression")
        changes["csv"] = LINE_EXAMPLE if line else EXAMPLE
        params = params.model_copy(update=changes)
    question = question_of(params, demand)
    changes |= {
        "target": question.target.name,
        "task": "regression" if question.classes is None else "classes",
    }
    if demand.features is not None and params.inputs is None:
        changes["inputs"] = tuple(column.name for column in question.inputs)
    return params.model_copy(update=changes)


ENTRY = Dataset(
    name="table",
    title="Your own table",
    aliases=("csv", "dataframe"),
    summary="A table, pasted or dropped: one column is predicted from the others. A small one travels with "
    "the experiment, also in its address; a large one is kept by the server.",
    params=TableParams,
    features=2,
    classes=2,
    size=lambda params: question_of(params).rows,
    draw=_draw,
    adapt=_adapt,
    fit=_fit,
    written_out=True,
    table=lambda params: None if params.table is None else (params.table, params.reading),
    others=tuple(
        {"classes": classes, "features": features} for classes in (None, 2, 3) for features in (1, 2)
    ),
)
