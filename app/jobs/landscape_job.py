"""Landscape job: a landscape computed tile by tile, coarse to fine, once for all clients."""

import hashlib
from collections.abc import AsyncIterator
from functools import partial
from typing import final

from engine.core.penalty import Penalty
from engine.landscape.grid import Landscape, ProgressiveGrid, tiles
from engine.landscape.grid_request import Domain
from engine.spec.experiment import Experiment
from engine.spec.keys import keys_of
from engine.worker.scan import ScanRequest

from ..workers import Executor, Lane
from ..workers.calls import Tiles, begin_landscape, evaluate_tiles
from .lane_choice import lane_of
from .shared_call import SharedCall

BUDGETS_S = {Lane.INTERACTIVE: 0.010, Lane.BACKGROUND: 0.050}
"""Time limit of one worker call, by its lane."""


@final
class LandscapeJob:
    """Landscape job: computes further tiles when a client asks for them, and keeps them.

    Attributes:
        id: published id; equal landscapes have equal ids.
        request: what the workers compute.
    """

    def __init__(self, executor: Executor, experiment: Experiment, request: ScanRequest) -> None:
        """``request`` is ``scan_request`` of the completed ``experiment``; nothing is computed yet."""
        self.id = landscape_id(request)
        self.request = request
        self._lane = lane_of(experiment)
        self._executor = executor
        self._keys = self.id, keys_of(experiment).landscape
        self._grid: ProgressiveGrid | None = None
        self._finest: tuple[int, Landscape] | None = None  # with its level; shared by all clients
        self._missing: list[int] = []
        self._call = SharedCall()

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
            grid = await self._begun(self._lane, first=True)
            if grid.level > sent:
                sent = grid.level
                yield self._landscape(grid), grid.finished
            if grid.finished:
                return
            await self._call.join(partial(self._compute_tiles, grid, self._lane))

    async def complete(self) -> Landscape:
        """Compute all tiles, for REST, which can wait; returns the finest landscape.

        Raises as ``levels`` does.
        """
        grid = await self._begun(Lane.BACKGROUND, first=False)
        while not grid.finished:
            await self._call.join(partial(self._compute_tiles, grid, Lane.BACKGROUND))
        return self._landscape(grid)

    def _landscape(self, grid: ProgressiveGrid) -> Landscape:
        if self._finest is None or self._finest[0] < grid.level:
            self._finest = grid.level, grid.landscape()
        return self._finest[1]

    async def _begun(self, lane: Lane, *, first: bool) -> ProgressiveGrid:
        """The grid with its first tiles; ``first`` says whether a viewer waits for them."""
        while self._grid is None:
            await self._call.join(partial(self._begin, lane, first))
        return self._grid

    async def _begin(self, lane: Lane, first: bool) -> None:
        """Make the grid with as many tiles as one call can compute."""
        indices = list(range(len(tiles(self.request.resolution))))
        info, begun = await self._executor.call(
            self._keys, lane, begin_landscape, self.request, indices, BUDGETS_S[lane], first=first
        )
        grid = ProgressiveGrid(info, self.request.resolution)
        self._missing = indices
        self._put(grid, begun)
        self._grid = grid

    async def _compute_tiles(self, grid: ProgressiveGrid, lane: Lane) -> None:
        """Compute as many further tiles as one call can."""
        done = await self._executor.call(
            self._keys, lane, evaluate_tiles, self.request, self._missing, BUDGETS_S[lane]
        )
        self._put(grid, done)

    def _put(self, grid: ProgressiveGrid, done: Tiles) -> None:
        for index, losses in done:
            grid.put(index, losses)
        self._missing = self._missing[len(done) :]


def landscape_id(request: ScanRequest) -> str:
    """Published id of a landscape. The text that is hashed never changes, because clients keep ids."""
    text = (
        f"Scan(experiment={request.experiment!r}, resolution={request.resolution!r}, "
        f"domain={request.domain!r}, at={request.at!r}, steady={request.steady!r}, batch={request.batch!r})"
    )
    if request.penalty is not None:
        text += f" + {request.penalty.model_dump_json()}"
    if request.aspect is not None:
        text += f" in a frame of {request.aspect!r}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def scan_request(
    experiment: Experiment,
    resolution: int,
    domain: Domain | None = None,
    at: tuple[int, int] | None = None,
    steady: bool = False,
    batch: bool = False,
    penalty: Penalty | None = None,
    aspect: float | None = None,
) -> ScanRequest:
    """The scan request for a landscape of a completed experiment.

    Without ``at`` it contains only what the landscape depends on, so that experiments with the same
    landscape share one job. All arguments are those of ``ScanRequest``.
    """
    keys = keys_of(experiment)
    text = keys.landscape_text if at is None else keys.text
    return ScanRequest(text, resolution, domain, at, steady, batch, penalty, aspect)
