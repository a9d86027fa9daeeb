"""Checkpoint store: saved states of a run, so that a rewind or an edit does not replay it from the start."""

from bisect import insort
from dataclasses import dataclass, field
from operator import attrgetter
from typing import final

from ..spec.experiment import Edit, Experiment


@final
@dataclass(frozen=True)
class Checkpoint:
    """Saved state at one point of a run, with the edits that led to it."""

    step: int
    edits: list[Edit]
    data: bytes = field(repr=False)


@final
class CheckpointStore:
    """Checkpoint store of all experiments that differ in their edits alone.

    A checkpoint serves an experiment only if all edits before its step are equal. Beyond a limit every
    second checkpoint is dropped and the last one is kept, so that the others stay evenly spaced.

    Args:
        max_bytes: limit on the bytes of all checkpoints, None for no limit; a single larger one is kept.
        max_count: limit on their number, None for no limit.
        one_per_step: whether a checkpoint replaces those of the same step that follow other edits.

    Attributes:
        nbytes: bytes of all checkpoints.
    """

    def __init__(
        self, max_bytes: int | None = None, max_count: int | None = None, *, one_per_step: bool = False
    ) -> None:
        self.nbytes = 0
        self._max_bytes = max_bytes
        self._max_count = max_count
        self._one_per_step = one_per_step
        self._checkpoints: list[Checkpoint] = []
        self._closed = False

    def has(self, experiment: Experiment, step: int) -> bool:
        """Whether the state of this experiment at point ``step`` is stored."""
        edits = edits_before(experiment, step)
        return any(old.step == step and old.edits == edits for old in self._checkpoints)

    def add(self, experiment: Experiment, step: int, data: bytes) -> None:
        """Store the state at point ``step``, unless it is stored already or the store is closed."""
        if self._closed or self.has(experiment, step):
            return
        if self._one_per_step:
            self._replace([old for old in self._checkpoints if old.step != step])
        insort(
            self._checkpoints, Checkpoint(step, edits_before(experiment, step), data), key=attrgetter("step")
        )
        self.nbytes += len(data)
        while len(self._checkpoints) > 1 and self._exceeds_limits():
            first = 1 - len(self._checkpoints) % 2  # so that the last one stays
            self._replace(self._checkpoints[first::2])

    def nearest(self, experiment: Experiment, step: int) -> tuple[int, bytes] | None:
        """Step and bytes of the last checkpoint at or before point ``step`` that fits this experiment."""
        for checkpoint in reversed(self._checkpoints):
            if checkpoint.step <= step and checkpoint.edits == edits_before(experiment, checkpoint.step):
                return checkpoint.step, checkpoint.data
        return None

    def close(self) -> None:
        """Drop all checkpoints and store no more; runs that still use the store replay from the start."""
        self._closed = True
        self._replace([])

    def _exceeds_limits(self) -> bool:
        too_many = self._max_count is not None and len(self._checkpoints) > self._max_count
        return too_many or (self._max_bytes is not None and self.nbytes > self._max_bytes)

    def _replace(self, checkpoints: list[Checkpoint]) -> None:
        self._checkpoints = checkpoints
        self.nbytes = sum(len(checkpoint.data) for checkpoint in checkpoints)


def edits_before(experiment: Experiment, step: int) -> list[Edit]:
    """The edits that are behind a run at point ``step``: those of earlier steps."""
    return [edit for edit in experiment.edits if edit.step < step]
