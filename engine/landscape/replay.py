"""A racer's path, walked again to any of its points."""

from collections import OrderedDict
from functools import lru_cache
from typing import Any, final

import numpy as np
import torch
from numpy.typing import NDArray

from ..core.codec import pack, unpack
from ..problems.network import NetworkProblem
from ..problems.problem import Problem
from ..run.racer import Ball
from ..spec.experiment import Experiment
from .build import build_problem

RUNG = 50
"""Points between two places that are remembered."""

KEPT_RUNGS = 40

MOST_SAMPLES = 64
MOST_NUMBERS = 4_000_000
"""Points of the path that are kept, and numbers in all: enough to tell how it lies in weight space."""

KEPT_COURSES = 6


@final
class Course:
    """One racer's ball, that goes on from the nearest point where it has been.

    Attributes:
        problem: nobody else's; a network on its plane.
        ball: stands at the point that was asked for last, or where it ended before.
        steps: of the whole run.
        notes: what was measured on the way, by quantity and point, for who comes by again.
    """

    def __init__(self, experiment: Experiment, racer: int) -> None:
        self._experiment, self._racer = experiment, racer
        self.steps = experiment.steps
        self.notes: dict[str, dict[int, dict[str, Any]]] = {}
        self.problem: Problem = build_problem(experiment)
        self.ball = Ball(self.problem, experiment, racer, watched=False)
        self._rungs: OrderedDict[int, bytes] = OrderedDict()
        self._samples: dict[int, NDArray[np.float32]] = {}
        self._stride = 1
        self._most = max(4, min(MOST_SAMPLES, MOST_NUMBERS // self.problem.dim))

    @property
    def network(self) -> NetworkProblem:
        """The problem of a run that trains a network."""
        assert isinstance(self.problem, NetworkProblem), "this run is about a surface"
        return self.problem

    def go(self, step: int) -> None:
        """Stand at point ``step``."""
        below = max((rung for rung in self._rungs if rung <= step), default=0)
        if self.ball.step > step or self.ball.step < below:
            self.ball = Ball(self.problem, self._experiment, self._racer, watched=False)
            if below:
                self.ball.restore(unpack(self._rungs[below]))
        self._sample()
        while self.ball.step < step and not self.ball.ended:
            here = self.ball.step
            nearest = min(RUNG - here % RUNG, self._stride - here % self._stride)
            self.ball.advance(min(nearest, step - here))
            self._sample()
            if self.ball.step % RUNG == 0 and not self.ball.ended:
                self._remember()
        if self.ball.training is not None:
            self.network.settle(self.ball.training.statistics)

    def path(self, step: int) -> NDArray[np.float64]:
        """Evenly spaced points of the path up to ``step``, where the course has been: (points, dim)."""
        known = [row for k, row in sorted(self._samples.items()) if k <= step]
        return np.stack(known).astype(np.float64)

    def _sample(self) -> None:
        step = self.ball.step
        if step % self._stride or step in self._samples or not isinstance(self.problem, NetworkProblem):
            return
        self._samples[step] = self.weights.astype(np.float32)
        if len(self._samples) > self._most:
            self._stride *= 2
            self._samples = {k: row for k, row in self._samples.items() if k % self._stride == 0}

    def _remember(self) -> None:
        self._rungs[self.ball.step] = pack(self.ball.state())
        if len(self._rungs) > KEPT_RUNGS:  # every second one is enough
            for step in sorted(self._rungs)[::2]:
                del self._rungs[step]

    @property
    def weights(self) -> NDArray[np.float64]:
        """Where the ball stands, in weight space: shape (dim,)."""
        row: NDArray[np.float64] = (
            torch.cat([parameter.detach().reshape(-1) for parameter in self.ball.parameters]).double().numpy()
        )
        return row


@lru_cache(maxsize=KEPT_COURSES)
def course_of(text: str, racer: int) -> Course:
    """The course of a completed experiment's racer; the last few are kept under way."""
    return Course(Experiment.model_validate_json(text), racer)
