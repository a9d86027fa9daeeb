"""A call of the engine, timed where it is done: in the worker."""

import time

from engine.run.trajectory import Chunk
from engine.worker.advance import Ref, advance


def stint(ref: Ref, start: int, points: int, budget_s: float, want_checkpoint: bool) -> tuple[Chunk, float]:
    """``engine.worker.advance.advance``, and the seconds that it took."""
    begun = time.perf_counter()
    chunk = advance(ref, start, points, budget_s, want_checkpoint)
    return chunk, time.perf_counter() - begun
