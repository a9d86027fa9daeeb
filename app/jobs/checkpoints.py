"""Checkpoints of a run and of its edited descendants, so that an edit need not replay from the start."""

from bisect import insort
from dataclasses import dataclass, field
from typing import final

from engine.spec.experiment import Edit, Experiment

CAPACITY = 4 * 2**20
"""Bytes of one ladder."""


@final
@dataclass(frozen=True, order=True)
class Checkpoint:
    """The state of a race at a point, and the edits that it has behind it."""

    step: int
    edits: list[Edit] = field(compare=False)
    data: bytes = field(compare=False, repr=False)


@final
class CheckpointStore:
    """The checkpoints of all experiments that differ in their edits only.

    A checkpoint is of use to an experiment only if the edits before it are the same: the step alone
    does not tell.
    """

    def __init__(self) -> None:
        self._checkpoints: list[Checkpoint] = []
        self._closed = False
        self.nbytes = 0

    def add(self, experiment: Experiment, step: int, data: bytes) -> None:
        """Keep the state at point ``step``; when all is full, every other one goes."""
        edits = edits_before(experiment, step)
        if self._closed or any(
            checkpoint.step == step and checkpoint.edits == edits for checkpoint in self._checkpoints
        ):
            return
        insort(self._checkpoints, Checkpoint(step, edits, data))
        self.nbytes += len(data)
        while self.nbytes > CAPACITY and len(self._checkpoints) > 1:
            del self._checkpoints[len(self._checkpoints) % 2 :: 2]
            self.nbytes = sum(len(checkpoint.data) for checkpoint in self._checkpoints)

    def close(self) -> None:
        """Let go of all checkpoints, and take no more: who still runs replays from the start if need be."""
        self._closed = True
        self._checkpoints.clear()
        self.nbytes = 0

    def nearest(self, experiment: Experiment, step: int) -> tuple[int, bytes] | None:
        """The last checkpoint at or before point ``step`` that this experiment passes through too."""
        for checkpoint in reversed(self._checkpoints):
            if checkpoint.step <= step and checkpoint.edits == edits_before(experiment, checkpoint.step):
                return checkpoint.step, checkpoint.data
        return None


def edits_before(experiment: Experiment, step: int) -> list[Edit]:
    """The edits that a race standing at point ``step`` has behind it."""
    return [edit for edit in experiment.edits if edit.step < step]
