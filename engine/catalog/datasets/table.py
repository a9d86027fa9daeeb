"""Table dataset: the user's own data as comma-separated text."""

from typing import Any, final

from numpy.random import Generator
from pydantic import Field

from ...core.params import Params, option
from .base import Dataset, Samples
from .csv_parsing import MAX_BYTES, MAX_NUMERIC_CLASSES, parse_samples, read_table
from .preparation import Scaling, scaling_field, test_share_field

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


@final
class TableParams(Params):
    """The table, its target column, and how both are prepared."""

    csv: str = Field(
        EXAMPLE,
        min_length=1,
        max_length=MAX_BYTES,
        description="Lines of values with commas, semicolons or tabs between them, the first line naming the "
        f"columns if it is not all numbers; {MAX_BYTES:,} bytes at most.",
    )
    target: str | None = Field(
        None,
        max_length=100,
        description="The column to be predicted from the others; the last one by default. Words are classes, "
        f"and so are up to {MAX_NUMERIC_CLASSES} different whole numbers; other numbers are a regression.",
    )
    test_share: float = test_share_field(0.2)
    scaling: Scaling = scaling_field("standardize")
    shuffled: bool = option(
        True,
        "Rows for testing are drawn at random; otherwise they are the last ones, as suits a time series.",
    )


def _draw(params: TableParams, generator: Generator) -> Samples:
    del generator  # all rows are taken
    inputs, targets, _ = parse_samples(params.csv, params.target)
    return Samples(inputs, targets)


def _adapt(params: TableParams) -> dict[str, Any]:
    inputs, _, classes = parse_samples(params.csv, params.target)
    return {
        "features": inputs.shape[1],
        "classes": None if classes is None else len(classes),
        "standard_target": classes is None,
        "ordered": not params.shuffled,
    }


ENTRY = Dataset(
    name="table",
    title="Your own table",
    aliases=("csv", "dataframe"),
    summary="Comma-separated values, pasted or dropped: one column is predicted from the others. The table "
    "travels with the experiment, also in its address.",
    params=TableParams,
    features=2,
    classes=2,
    size=lambda params: len(read_table(params.csv).rows),
    draw=_draw,
    adapt=_adapt,
    others=({"classes": None}, {"classes": 3}),
)
