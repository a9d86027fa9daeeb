"""Scikit-learn tables: datasets that come with scikit-learn, loaded once per process."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from .base import Samples


@cache
def sklearn_table(loader: str, scaled: bool | None = None) -> tuple[Samples, list[str]]:
    """Load all rows of a table, and the names of its columns.

    Args:
        loader: name of a function of ``sklearn.datasets``, such as ``load_iris``.
        scaled: argument of ``load_diabetes``; None for loaders that have none.

    Returns:
        Samples in float64, and column names with underscores for blanks. Cached: do not change them.
    """
    from sklearn import datasets  # imported late: the import takes about a second

    options = {} if scaled is None else {"scaled": scaled}
    bunch = getattr(datasets, loader)(**options)
    samples = Samples(np.asarray(bunch.data, np.float64), np.asarray(bunch.target, np.float64))
    return samples, [str(name).replace(" ", "_") for name in bunch.feature_names]


def numbered_columns(loader: str, columns: Sequence[int] | None) -> Samples:
    """Columns of a table by number; None selects all of them."""
    table, _ = sklearn_table(loader)
    return table if columns is None else Samples(table.inputs[:, list(columns)], table.targets)


def named_columns(loader: str, name: str, scaled: bool | None = None) -> Samples:
    """The column of this name, or all columns if the name is ``all``."""
    table, names = sklearn_table(loader, scaled)
    columns = [k for k, known in enumerate(names) if name in (known, "all")]
    return Samples(table.inputs[:, columns], table.targets)
