"""Checkpoints of a run and of its edited descendants, so that an edit need not replay from the start."""

from bisect import insort
from dataclasses import dataclass, field
from typing import final

from engine.spec.experiment import Edit, Experiment

CAPACITY = 4 * 2**20
"""Bytes of one ladder."""


@final
@dataclass(frozen=True, order=True)
class Rung:
    """The state of a race at a point, and the edits that it has behind it."""

    step: int
    edits: list[Edit] = field(compare=False)
    data: bytes = field(compare=False, repr=False)


@final
class Ladder:
    """The checkpoints of all experiments that differ in their edits only.

    A checkpoint is of use to an experiment only if the edits before it are the same: the step alone
    does not tell.
    """

    def __init__(self) -> None:
        self._rungs: list[Rung] = []
        self._folded = False
        self.nbytes = 0

    def lay(self, experiment: Experiment, step: int, data: bytes) -> None:
        """Keep the state at point ``step``; when all is full, every other one goes."""
        edits = _before(experiment, step)
        if self._folded or any(rung.step == step and rung.edits == edits for rung in self._rungs):
            return
        insort(self._rungs, Rung(step, edits, data))
        self.nbytes += len(data)
        while self.nbytes > CAPACITY and len(self._rungs) > 1:
            del self._rungs[len(self._rungs) % 2 :: 2]
            self.nbytes = sum(len(rung.data) for rung in self._rungs)

    def fold(self) -> None:
        """Let go of all checkpoints, and take no more: who still runs replays from the start if need be."""
        self._folded = True
        self._rungs.clear()
        self.nbytes = 0

    def nearest(self, experiment: Experiment, step: int) -> tuple[int, bytes] | None:
        """The last checkpoint at or before point ``step`` that this experiment passes through too."""
        for rung in reversed(self._rungs):
            if rung.step <= step and rung.edits == _before(experiment, rung.step):
                return rung.step, rung.data
        return None


def _before(experiment: Experiment, step: int) -> list[Edit]:
    """The edits that a race standing at point ``step`` has behind it."""
    return [edit for edit in experiment.edits if edit.step < step]
