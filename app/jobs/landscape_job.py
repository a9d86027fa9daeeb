"""A landscape as far as it has been computed: kept once, shown coarse to fine to any number of viewers."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import final

from engine.landscape.grid import Landscape, ProgressiveGrid
from engine.landscape.grid_request import Domain
from engine.spec.experiment import Experiment, canonical, experiment_id
from engine.worker.scan import ScanRequest, prepare

from ..workers import Workers
from ..workers.calls import evaluate_tiles
from .keys import landscape_spec
from .lane_choice import is_background

BUDGET_S = 0.010
BACKGROUND_BUDGET_S = 0.050


@final
class LandscapeJob:
    """One landscape. It grows when somebody asks for more."""

    def __init__(self, workers: Workers, experiment: Experiment, scan: ScanRequest) -> None:
        self.scan = scan
        self.background = is_background(experiment)
        self._workers = workers
        self._keys = scan_key(scan), experiment_id(landscape_spec(experiment))
        self._grid: ProgressiveGrid | None = None
        self._picture: tuple[int, Landscape] | None = None  # the finest so far, one for all who see it
        self._left: list[int] = []
        self._growing = asyncio.Lock()

    @property
    def nbytes(self) -> int:
        return 2 * 8 * self.scan.resolution**2  # what is filled, and the picture of it

    async def levels(self) -> AsyncIterator[tuple[Landscape, bool]]:
        """Finer and finer ones, with whether it is the last; a level that is overtaken is left out."""
        shown = -1
        while True:
            grid = await self._begun()
            if grid.level > shown:
                shown = grid.level
                yield self._pictured(grid), grid.finished
            if grid.finished:
                return
            await self._grow(grid, len(self._left), bulk=False)

    async def complete(self) -> Landscape:
        """The finest one, once it is whole."""
        grid = await self._begun()
        while not grid.finished:
            await self._grow(grid, len(self._left), bulk=True)
        return self._pictured(grid)

    def _pictured(self, grid: ProgressiveGrid) -> Landscape:
        if self._picture is None or self._picture[0] < grid.level:
            self._picture = grid.level, grid.landscape()
        return self._picture[1]

    async def _begun(self) -> ProgressiveGrid:
        async with self._growing:
            if self._grid is None:
                info = await self._workers.call(self._keys, self.background, prepare, self.scan)
                self._grid = ProgressiveGrid(info, self.scan.resolution)
                self._left = list(range(len(self._grid.tiles)))
            return self._grid

    async def _grow(self, grid: ProgressiveGrid, left: int, *, bulk: bool) -> None:
        """Compute some parts, unless somebody else has meanwhile left fewer than ``left``."""
        async with self._growing:
            if len(self._left) < left:
                return
            background = self.background or bulk
            budget = BACKGROUND_BUDGET_S if background else BUDGET_S
            swept = await self._workers.call(
                self._keys, background, evaluate_tiles, self.scan, self._left, budget
            )
            for index, heights in swept:
                grid.put(index, heights)
            self._left = self._left[len(swept) :]


def scan_key(scan: ScanRequest) -> str:
    """What names a landscape; whoever asks for the same gets the same."""
    return hashlib.sha256(repr(scan).encode()).hexdigest()[:32]


def scan_of(
    experiment: Experiment,
    resolution: int,
    domain: Domain | None = None,
    at: tuple[int, int] | None = None,
    steady: bool = False,
    batch: bool = False,
) -> ScanRequest:
    """The landscape of a completed experiment.

    Args:
        experiment: completed. All that does not change its landscape is left out, so that the same
            land under other balls is the same landscape.
        resolution: places a side.
        domain: what is drawn of it; None for the usual part.
        at: (racer, step) whose weights the plane passes through.
        steady: whether places keep their coordinates then.
        batch: whether it is the loss of the mini-batch of that step alone.
    """
    land = experiment if at is not None else landscape_spec(experiment)
    return ScanRequest(canonical(land), resolution, domain, at, steady, batch)
