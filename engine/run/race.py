"""Several racers on one problem, advanced together and kept apart."""

from typing import final

from ..core.codec import pack, unpack
from ..problems.problem import Problem
from ..spec.experiment import Experiment
from .racer import Ball
from .trajectory import COLUMNS, Chunk, Event

__all__ = ["COLUMNS", "Chunk", "Event", "Race"]


@final
class Race:
    """All racers of a completed experiment.

    A racer's numbers do not depend on the others: each has its own weights, optimizer and cursor over
    the data, and they share only what is a pure function of seed and step.
    """

    def __init__(self, experiment: Experiment, problem: Problem) -> None:
        self.experiment = experiment
        self.problem = problem
        self.balls = [Ball(problem, experiment, index) for index in range(len(experiment.racers))]
        self.step = 0

    @property
    def finished(self) -> bool:
        """Whether no racer has a point left."""
        return all(ball.ended for ball in self.balls)

    def advance(self, points: int) -> Chunk:
        """The next ``points`` points, or what is left of them."""
        start = self.step
        racers, events = [], []
        for ball in self.balls:
            columns, told = ball.advance(points)
            racers.append(columns)
            events += told
        self.step = min(start + points, self.experiment.steps + 1)
        events.sort(key=lambda event: event.step)
        return Chunk(start, racers, events, self.finished)

    def set_edits(self, experiment: Experiment) -> None:
        """Go on under other edits, all at or after this step."""
        self.experiment = experiment
        for ball in self.balls:
            ball.set_edits(experiment)

    def checkpoint(self) -> bytes:
        """All of the race's state; small for surfaces, a few times the weights for networks."""
        return pack({"step": self.step, "balls": [ball.state() for ball in self.balls]})

    @classmethod
    def restore(cls, experiment: Experiment, data: bytes, problem: Problem) -> "Race":
        """The race as it stood when ``checkpoint`` gave these bytes.

        ``experiment`` may differ from that one only in edits at or after the checkpoint's step.
        """
        race = cls(experiment, problem)
        state = unpack(data)
        race.step = state["step"]
        for ball, kept in zip(race.balls, state["balls"], strict=True):
            ball.restore(kept)
        return race
