"""Worker calls: engine functions that report their own time or keep to a time budget."""

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.catalog.datasets.tables.held import hold_text
from engine.landscape.grid import LandscapeInfo
from engine.run.trajectory import Chunk
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment
from engine.worker.advance import RunRef, advance
from engine.worker.scan import ScanRequest, evaluate_tile, prepare

T = TypeVar("T")


def with_table(id_: str, text: str, function: Callable[..., T], args: tuple[Any, ...]) -> T:
    """Hold the text of a table in this process, then call a function that needs it."""
    hold_text(id_, text)
    return function(*args)


def completed_text(experiment: str, max_work: float) -> str:
    """Complete an experiment that takes its data to complete: a learning rate follows from them.

    It is returned with all fields, as JSON. Arguments and errors are those of ``complete``.
    """
    return complete(Experiment.model_validate_json(experiment), max_work).model_dump_json()


def timed_advance(
    ref: RunRef, start: int, points: int, budget_s: float, want_checkpoint: bool
) -> tuple[Chunk, float]:
    """Call ``engine.worker.advance.advance`` and return its chunk with the seconds that it took."""
    started = time.perf_counter()
    chunk = advance(ref, start, points, budget_s, want_checkpoint)
    return chunk, time.perf_counter() - started


Tiles = list[tuple[int, NDArray[np.float64]]]
"""Index and losses of each tile."""


def begin_landscape(
    request: ScanRequest, indices: Sequence[int], budget_s: float
) -> tuple[LandscapeInfo, Tiles]:
    """Prepare a landscape and evaluate its first tiles as ``evaluate_tiles`` does, in one call."""
    return prepare(request), evaluate_tiles(request, indices, budget_s)


def evaluate_tiles(request: ScanRequest, indices: Sequence[int], budget_s: float) -> Tiles:
    """Evaluate tiles of a landscape in the given order, at least one, until the budget is spent.

    Returns:
        Index and losses of each tile that was evaluated.
    """
    end = time.monotonic() + budget_s
    tiles: Tiles = []
    for index in indices:
        tiles.append((index, evaluate_tile(request, index)))
        if time.monotonic() >= end:
            break
    return tiles
