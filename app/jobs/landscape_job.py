"""Landscape job: a landscape computed tile by tile, coarse to fine, once for all clients."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import final

from engine.landscape.grid import Landscape, ProgressiveGrid
from engine.landscape.grid_request import Domain
from engine.spec.experiment import Experiment
from engine.spec.keys import keys_of
from engine.worker.scan import ScanRequest, prepare

from ..workers import Workers
from ..workers.calls import evaluate_tiles

BUDGET_S = 0.010
BACKGROUND_BUDGET_S = 0.050
"""Time limits of one worker call, in the interactive and in the background lane."""


@final
class LandscapeJob:
    """Landscape job: computes further tiles when a client asks for them, and keeps them.

    Attributes:
        id: published id; equal landscapes have equal ids.
        request: what the workers compute.
    """

    def __init__(self, workers: Workers, experiment: Experiment, request: ScanRequest) -> None:
        """``request`` is ``scan_request`` of the completed ``experiment``; nothing is computed yet."""
        self.id = landscape_id(request)
        self.request = request
        self._background = experiment.problem.slow_runs
        self._workers = workers
        self._keys = self.id, keys_of(experiment).landscape
        self._grid: ProgressiveGrid | None = None
        self._finest: tuple[int, Landscape] | None = None  # with its level; shared by all clients
        self._missing: list[int] = []
        self._lock = asyncio.Lock()

    @property
    def nbytes(self) -> int:
        """Bytes that the finished grid and the landscape made from it take, also while tiles are missing."""
        return 2 * 8 * self.request.resolution**2

    async def levels(self) -> AsyncIterator[tuple[Landscape, bool]]:
        """Finer and finer landscapes, each with whether it is the last.

        A level is skipped if a finer one is ready before it is read.

        Raises:
            WorkerError, InvalidSpec: tiles cannot be computed.
        """
        sent = -1
        while True:
            grid = await self._prepare()
            if grid.level > sent:
                sent = grid.level
                yield self._landscape(grid), grid.finished
            if grid.finished:
                return
            await self._compute_tiles(grid, len(self._missing), bulk=False)

    async def complete(self) -> Landscape:
        """Compute all tiles; returns the finest landscape. Raises as ``levels`` does."""
        grid = await self._prepare()
        while not grid.finished:
            await self._compute_tiles(grid, len(self._missing), bulk=True)
        return self._landscape(grid)

    def _landscape(self, grid: ProgressiveGrid) -> Landscape:
        if self._finest is None or self._finest[0] < grid.level:
            self._finest = grid.level, grid.landscape()
        return self._finest[1]

    async def _prepare(self) -> ProgressiveGrid:
        async with self._lock:
            if self._grid is None:
                info = await self._workers.call(self._keys, self._background, prepare, self.request)
                self._grid = ProgressiveGrid(info, self.request.resolution)
                self._missing = list(range(len(self._grid.tiles)))
            return self._grid

    async def _compute_tiles(self, grid: ProgressiveGrid, missing: int, *, bulk: bool) -> None:
        """Compute some tiles, unless another client's call has left fewer than ``missing`` meanwhile.

        Args:
            grid: to fill.
            missing: number of missing tiles that the caller has seen.
            bulk: for REST, which needs all tiles and can wait: in the background lane.
        """
        async with self._lock:
            if len(self._missing) < missing:
                return
            background = self._background or bulk
            budget = BACKGROUND_BUDGET_S if background else BUDGET_S
            tiles = await self._workers.call(
                self._keys, background, evaluate_tiles, self.request, self._missing, budget
            )
            for index, losses in tiles:
                grid.put(index, losses)
            self._missing = self._missing[len(tiles) :]


def landscape_id(request: ScanRequest) -> str:
    """Published id of a landscape. The text that is hashed never changes, because clients keep ids."""
    text = (
        f"Scan(experiment={request.experiment!r}, resolution={request.resolution!r}, "
        f"domain={request.domain!r}, at={request.at!r}, steady={request.steady!r}, batch={request.batch!r})"
    )
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def scan_request(
    experiment: Experiment,
    resolution: int,
    domain: Domain | None = None,
    at: tuple[int, int] | None = None,
    steady: bool = False,
    batch: bool = False,
) -> ScanRequest:
    """The scan request for a landscape of a completed experiment.

    Without ``at`` it contains only what the landscape depends on, so that experiments with the same
    landscape share one job. All arguments are those of ``ScanRequest``.
    """
    keys = keys_of(experiment)
    text = keys.landscape_text if at is None else keys.text
    return ScanRequest(text, resolution, domain, at, steady, batch)
