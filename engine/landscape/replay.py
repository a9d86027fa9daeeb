"""Replay: takes one racer's run to any of its points again."""

from functools import lru_cache
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..core.codec import pack, unpack
from ..problems.problem import Problem
from ..problems.projection import flat_weights
from ..run.checkpoints import CheckpointStore
from ..run.racer import RacerRun
from ..spec.experiment import Experiment, canonical
from .build import build_problem

CHECKPOINT_EVERY = 50
"""Steps between two checkpoints."""

MAX_CHECKPOINTS = 40

MAX_SAMPLES = 64
MAX_NUMBERS = 4_000_000
"""Limits on the stored points of a path, and on their numbers together: enough to show its shape."""

MAX_REPLAYS = 6
"""Replays that a worker keeps."""


@final
class RacerReplay:
    """One racer's run, continued from the nearest stored checkpoint.

    Attributes:
        problem: of this replay alone, on its plane if it has one.
        racer: the run, at the step of the last ``seek``, or where it ended before that; ``seek`` may
            replace the object.
        steps: of the whole run.
        cache: measured facts by quantity and point, for later calls.
        land_statistics: running statistics of the experiment's landscape, for ``set_running_stats``.
    """

    def __init__(self, experiment: Experiment, racer: int) -> None:
        self._experiment, self._index = experiment, racer
        self.steps = experiment.steps
        self.cache: dict[str, dict[int, dict[str, Any]]] = {}
        self.problem: Problem = build_problem(experiment)
        self.land_statistics = self.problem.statistics, self.problem.far_statistics
        self.racer = self._start()
        self._checkpoints = CheckpointStore(max_count=MAX_CHECKPOINTS)
        self._samples: dict[int, NDArray[np.float32]] = {}
        self._stride = 1
        self._most = max(4, min(MAX_SAMPLES, MAX_NUMBERS // self.problem.dim))

    def _start(self) -> RacerRun:
        return RacerRun(self.problem, self._experiment, self._index, records_loss=False, keeps_marks=False)

    def seek(self, step: int) -> None:
        """Take the run to point ``step``, forward or back, or to its end if it ended before.

        The landscape is then drawn with the running statistics of that point, if there are any.
        """
        checkpoint = self._checkpoints.nearest(self._experiment, step)
        if self.racer.step > step or (checkpoint is not None and self.racer.step < checkpoint[0]):
            self.racer = self._start()
            if checkpoint is not None:
                self.racer.restore(unpack(checkpoint[1]))
        self._sample()
        while self.racer.step < step and not self.racer.halted:
            here = self.racer.step
            nearest = min(CHECKPOINT_EVERY - here % CHECKPOINT_EVERY, self._stride - here % self._stride)
            self.racer.advance(min(nearest, step - here))
            self._sample()
            if self.racer.step % CHECKPOINT_EVERY == 0 and not self.racer.ended:
                self._add_checkpoint()
        if self.racer.training is not None:
            self.problem.set_running_stats(self.racer.training.statistics)

    def path(self, step: int) -> NDArray[np.float64]:
        """Weights along the run, up to point ``step``: float64 of shape (points, dim).

        ``seek`` stores them at evenly spaced points. Points that no ``seek`` has reached are missing, and
        point ``step`` itself may be missing.

        Raises:
            ValueError: before the first ``seek``.
        """
        known = [row for k, row in sorted(self._samples.items()) if k <= step]
        return np.stack(known).astype(np.float64)

    def _sample(self) -> None:
        step = self.racer.step
        if step % self._stride or step in self._samples:
            return
        with np.errstate(over="ignore"):  # a surface's path may leave single precision before it ends
            self._samples[step] = self.weights.astype(np.float32)
        if len(self._samples) > self._most:
            self._stride *= 2
            self._samples = {k: row for k, row in self._samples.items() if k % self._stride == 0}

    def _add_checkpoint(self) -> None:
        step = self.racer.step
        if not self._checkpoints.has(self._experiment, step):
            self._checkpoints.add(self._experiment, step, pack(self.racer.state()))

    @property
    def weights(self) -> NDArray[np.float64]:
        """The run's present weights, shape (dim,)."""
        row: NDArray[np.float64] = flat_weights(self.racer.parameters).numpy()
        return row


def replay_of(experiment: Experiment, racer: int) -> RacerReplay:
    """The replay of a racer of a completed experiment. The last few are cached."""
    return _replay(canonical(experiment), racer)


@lru_cache(maxsize=MAX_REPLAYS)
def _replay(text: str, racer: int) -> RacerReplay:
    return RacerReplay(Experiment.model_validate_json(text), racer)
