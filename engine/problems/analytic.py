"""Analytic problem: a surface of the catalog or a typed formula, with two weights."""

from collections.abc import Sequence
from functools import lru_cache
from typing import final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..core.domain import Domain
from ..core.rng import NOISE, generator
from ..core.types import Function
from .problem import Problem
from .training_state import TrainingState

NOISE_BLOCK = 256
"""Steps whose noise is drawn in one call. Changing it changes every run with noise."""

GRID_BLOCK = 20_000
"""Grid points that are evaluated in one call, which bounds the memory."""


@final
class AnalyticProblem(Problem):
    """Analytic problem: a function of x and y in float64.

    Each racer is one leaf tensor of shape (2,). Its coordinates reach the function as 0-dim tensors, so
    that its bits never depend on other racers.
    """

    coordinates = ("x", "y")
    vectorized = True
    single = False
    race_bytes = 100_000

    def __init__(
        self,
        function: Function,
        start: tuple[float, float],
        *,
        domain: Domain,
        keeps_domain: bool = False,
        minima: Sequence[tuple[float, float, float]] = (),
        lowest_everywhere: str = "",
        noise: float = 0.0,
        seed: int = 0,
        log_scale: bool | None = None,
    ) -> None:
        self._function = function
        self.start = start
        self.domain = domain
        self.keeps_domain = keeps_domain
        self.log_scale = log_scale
        self._minima = list(minima)
        self.lowest_everywhere = lowest_everywhere
        self.noise_size = noise
        self._seed = seed
        self.set_shapes([(2,)])
        self._noise_block = lru_cache(maxsize=2)(self._draw_noise)

    @property
    def analytic(self) -> "AnalyticProblem":
        return self

    @property
    def function(self) -> Function:
        return self._function

    def parameters(self) -> list[Tensor]:
        return [torch.tensor(self.start, dtype=torch.float64, requires_grad=True)]

    def loss(
        self, parameters: Sequence[Tensor], batch: Tensor | None, training: TrainingState | None = None
    ) -> Tensor:
        del batch, training
        x, y = parameters[0].unbind()
        return self._function(x, y)

    def values(self, points: Tensor, batch: Tensor | None, training: TrainingState | None = None) -> Tensor:
        del batch, training
        with torch.no_grad():
            return self._function(*points.unbind(1))

    def loss_grid(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        columns, rows = torch.from_numpy(np.ascontiguousarray(x)), torch.from_numpy(np.ascontiguousarray(y))
        band = max(1, GRID_BLOCK // max(1, len(columns)))
        blocks = []
        with torch.no_grad():
            for begin in range(0, len(rows), band):
                block_y, block_x = torch.meshgrid(rows[begin : begin + band], columns, indexing="ij")
                blocks.append(self._function(block_x, block_y).numpy())
        return np.concatenate(blocks) if blocks else np.empty((0, len(x)))

    def noise(self, step: int) -> list[Tensor] | None:
        if self.noise_size == 0.0:
            return None
        return [self._noise_block(step // NOISE_BLOCK)[step % NOISE_BLOCK]]

    def known_minima(self) -> list[tuple[float, float, float]]:
        return self._minima

    def _draw_noise(self, block: int) -> Tensor:
        draws = generator(self._seed, NOISE, block).standard_normal((NOISE_BLOCK, 2))
        return torch.from_numpy(self.noise_size * draws)
