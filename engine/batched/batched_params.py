"""Parameters of many runs: one number for all of them, or one number for each run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Number = float | Tensor
"""A float for all runs, or float64 of shape (runs,)."""

PARTS = {
    "betas": ("beta1", "beta2"),
    "etas": ("etaminus", "etaplus"),
    "step_sizes": ("step_size_min", "step_size_max"),
}
"""Parameters of PyTorch that are pairs of numbers, and our names of the two numbers."""


@final
@dataclass(frozen=True)
class PerRun:
    """One number per run, stored as the distinct values and each run's index into them.

    Powers can then be computed in Python, once for every distinct value, as ``torch.optim`` computes them:
    torch's vectorized ``pow`` rounds differently.
    """

    distinct: tuple[float, ...]
    index: Tensor

    @classmethod
    def of(cls, values: NDArray[np.float64]) -> "PerRun":
        """From float64 of shape (runs,)."""
        distinct, index = np.unique(values, return_inverse=True)
        return cls(tuple(distinct.tolist()), torch.from_numpy(index.reshape(-1).astype(np.int64)))

    @cached_property
    def values(self) -> Tensor:
        """The numbers as float64 of shape (runs,)."""
        return torch.tensor(self.distinct, dtype=torch.float64)[self.index]

    def select(self, index: Tensor) -> "PerRun":
        """The numbers of the runs with these indices."""
        return PerRun(self.distinct, self.index[index])


ParamValue = float | PerRun


def apply(function: Callable[..., float], *params: ParamValue) -> Number:
    """Apply a function of plain floats to all runs; it is called once for every distinct combination.

    Returns a float if no parameter differs between runs, else float64 of shape (runs,).
    """
    per_run = [param for param in params if isinstance(param, PerRun)]
    if not per_run:
        return function(*params)
    if len(params) == 1:
        table = [function(number) for number in per_run[0].distinct]
        return torch.tensor(table, dtype=torch.float64)[per_run[0].index]
    code = torch.zeros_like(per_run[0].index)
    for column in per_run:
        code = code * len(column.distinct) + column.index
    codes, index = torch.unique(code, return_inverse=True) if len(per_run) > 1 else (None, code)
    combinations = range(len(per_run[0].distinct)) if codes is None else codes.tolist()
    table = [function(*_combination(params, number)) for number in combinations]
    return torch.tensor(table, dtype=torch.float64)[index]


def _combination(params: Sequence[ParamValue], code: int) -> list[float]:
    """Decode ``code``, a mixed-radix number, into the floats of one combination."""
    numbers: list[float] = []
    for param in reversed(params):
        if isinstance(param, PerRun):
            code, digit = divmod(code, len(param.distinct))
            numbers.append(param.distinct[digit])
        else:
            numbers.append(param)
    return numbers[::-1]


@final
class BatchedParams:
    """Parameters of one optimizer for many runs, under PyTorch's names; pairs are split as in ``PARTS``."""

    def __init__(self, values: Mapping[str, ParamValue]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> ParamValue:
        return self._values[name]

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def number(self, name: str) -> Number:
        """The value for + - * / with tensors, which round alike for any shape; for powers see ``apply``."""
        param = self._values[name]
        return param.values if isinstance(param, PerRun) else param

    def flag(self, name: str) -> bool:
        """The value of a switch; False if the optimizer has no such parameter."""
        return bool(self._values.get(name, False))

    def used(self, name: str) -> bool:
        """Whether the number differs from 0 for any run."""
        param = self._values[name]
        return any(param.distinct) if isinstance(param, PerRun) else param != 0

    def replace(self, values: Mapping[str, ParamValue]) -> "BatchedParams":
        """The parameters with some of them replaced."""
        return BatchedParams(self._values | dict(values))

    def select(self, index: Tensor) -> "BatchedParams":
        """The parameters of the runs with these indices."""
        return BatchedParams(
            {name: v.select(index) if isinstance(v, PerRun) else v for name, v in self._values.items()}
        )


def flat(values: Mapping[str, Any]) -> dict[str, float]:
    """Numbers and switches of a mapping as floats, pairs split in two; other values are dropped."""
    numbers: dict[str, float] = {}
    for name, value in values.items():
        if name in PARTS:
            numbers |= dict(zip(PARTS[name], map(float, value), strict=True))
        elif isinstance(value, bool | int | float):
            numbers[name] = float(value)
    return numbers
