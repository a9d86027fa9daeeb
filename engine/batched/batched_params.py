"""Settings of many balls: a number for all of them, or a column with one for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Number = float | Tensor
"""A float for all balls, or float64 of shape (balls,)."""

PARTS = {
    "betas": ("beta1", "beta2"),
    "etas": ("etaminus", "etaplus"),
    "step_sizes": ("step_size_min", "step_size_max"),
}
"""Pairs of PyTorch's parameters, and what we call their two numbers."""


@final
@dataclass(frozen=True)
class PerRun:
    """One number a ball, kept as the distinct ones and each ball's index among them.

    Powers are then taken in Python once for every distinct number, as ``torch.optim`` takes them:
    the vector kernel of ``pow`` rounds differently.
    """

    distinct: tuple[float, ...]
    index: Tensor

    @classmethod
    def of(cls, values: NDArray[np.float64]) -> "PerRun":
        """A column from float64 of shape (balls,)."""
        distinct, index = np.unique(values, return_inverse=True)
        return cls(tuple(distinct.tolist()), torch.from_numpy(index.reshape(-1).astype(np.int64)))

    @cached_property
    def values(self) -> Tensor:
        """Float64 of shape (balls,)."""
        return torch.tensor(self.distinct, dtype=torch.float64)[self.index]

    def select(self, index: Tensor) -> "PerRun":
        """The column of the balls with these indices."""
        return PerRun(self.distinct, self.index[index])


Setting = float | PerRun


def each(function: Callable[..., float], *settings: Setting) -> Number:
    """``function`` of plain floats, for all balls: called once for every distinct combination."""
    columns = [setting for setting in settings if isinstance(setting, PerRun)]
    if not columns:
        return function(*settings)
    if len(settings) == 1:
        table = [function(number) for number in columns[0].distinct]
        return torch.tensor(table, dtype=torch.float64)[columns[0].index]
    code = torch.zeros_like(columns[0].index)
    for column in columns:
        code = code * len(column.distinct) + column.index
    codes, index = torch.unique(code, return_inverse=True) if len(columns) > 1 else (None, code)
    combinations = range(len(columns[0].distinct)) if codes is None else codes.tolist()
    table = [function(*_combination(settings, number)) for number in combinations]
    return torch.tensor(table, dtype=torch.float64)[index]


def _combination(settings: Sequence[Setting], code: int) -> list[float]:
    """The floats that ``code``, a number in mixed radix, stands for."""
    numbers: list[float] = []
    for setting in reversed(settings):
        if isinstance(setting, PerRun):
            code, digit = divmod(code, len(setting.distinct))
            numbers.append(setting.distinct[digit])
        else:
            numbers.append(setting)
    return numbers[::-1]


@final
class BatchedParams:
    """The parameters of an optimizer for many balls, under PyTorch's names; pairs as their ``PARTS``."""

    def __init__(self, values: Mapping[str, Setting]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Setting:
        return self._values[name]

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def number(self, name: str) -> Number:
        """For tensor arithmetic, which is exactly rounded for + - * / in any shape."""
        setting = self._values[name]
        return setting.values if isinstance(setting, PerRun) else setting

    def flag(self, name: str) -> bool:
        """A switch; False where the optimizer has none of that name."""
        return bool(self._values.get(name, False))

    def used(self, name: str) -> bool:
        """Whether the number is other than 0 for any ball."""
        setting = self._values[name]
        return any(setting.distinct) if isinstance(setting, PerRun) else setting != 0

    def changed(self, values: Mapping[str, Setting]) -> "BatchedParams":
        """The same settings but for these."""
        return BatchedParams(self._values | dict(values))

    def select(self, index: Tensor) -> "BatchedParams":
        """The settings of the balls with these indices."""
        return BatchedParams(
            {name: v.select(index) if isinstance(v, PerRun) else v for name, v in self._values.items()}
        )


def flat(values: Mapping[str, Any]) -> dict[str, float]:
    """Numbers and switches of a mapping as floats, pairs in two; everything else is left out."""
    numbers: dict[str, float] = {}
    for name, value in values.items():
        if name in PARTS:
            numbers |= dict(zip(PARTS[name], map(float, value), strict=True))
        elif isinstance(value, bool | int | float):
            numbers[name] = float(value)
    return numbers
