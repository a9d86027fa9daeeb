"""A racer's path, walked again to any of its points."""

from collections import OrderedDict
from functools import lru_cache
from typing import final

import numpy as np
import torch
from numpy.typing import NDArray

from .ball import Ball
from .encoding import pack, unpack
from .experiment import Experiment
from .laying import build_network
from .network import NetworkProblem

RUNG = 50
"""Points between two places that are remembered."""

KEPT_RUNGS = 40
KEPT_COURSES = 6


@final
class Course:
    """One racer's ball, that goes on from the nearest point where it has been.

    Attributes:
        problem: on its plane; nobody else's.
        ball: stands at the point that was asked for last, or where it ended before.
    """

    def __init__(self, experiment: Experiment, racer: int) -> None:
        self._experiment, self._racer = experiment, racer
        self.problem: NetworkProblem = build_network(experiment)
        self.ball = Ball(self.problem, experiment, racer)
        self._rungs: OrderedDict[int, bytes] = OrderedDict()

    def go(self, step: int) -> None:
        """Stand at point ``step``."""
        below = max((rung for rung in self._rungs if rung <= step), default=0)
        if self.ball.step > step or self.ball.step < below:
            self.ball = Ball(self.problem, self._experiment, self._racer)
            if below:
                self.ball.restore(unpack(self._rungs[below]))
        while self.ball.step < step and not self.ball.ended:
            self.ball.advance(min(RUNG - self.ball.step % RUNG, step - self.ball.step))
            if self.ball.step % RUNG == 0 and not self.ball.ended:
                self._remember()

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
