"""Race: several racers on one problem, advanced together."""

from typing import final

from ..core.codec import pack, unpack
from ..problems.problem import Problem
from ..spec.experiment import Experiment
from .racer import RacerRun
from .trajectory import COLUMNS, Chunk, Event, Waiting, joined

__all__ = ["COLUMNS", "Chunk", "Event", "Race"]


@final
class Race:
    """Race: all racers of a completed experiment.

    A racer's numbers do not depend on the others: each has its own weights, optimizer and batch cursor, and
    they share only what is a pure function of seed and step.
    """

    def __init__(self, experiment: Experiment, problem: Problem) -> None:
        self.experiment = experiment
        self.problem = problem
        self.racers = [RacerRun(problem, experiment, index) for index in range(len(experiment.racers))]
        self.step = 0

    @property
    def finished(self) -> bool:
        """Whether all racers have ended."""
        return all(racer.ended for racer in self.racers)

    @property
    def halted(self) -> bool:
        """Whether the race has no further point: it is finished, or it waits for an answer."""
        return self.finished or self.waiting is not None

    @property
    def waiting(self) -> Waiting | None:
        """The first question on which the race waits; None if it does not wait."""
        for number, racer in enumerate(self.racers):
            if racer.waiting is not None:
                return Waiting(racer.step, number, dict(racer.waiting))
        return None

    def advance(self, points: int) -> Chunk:
        """Compute the next ``points`` points, or as many as are left.

        If a racer has to wait for an answer, all stop at its point.
        """
        if not any(racer.entry.asks for racer in self.racers):
            return self._advance(points)
        for racer in self.racers:
            racer.resume()
        chunks = [self._advance(0)]
        while len(chunks) <= points and not self.halted:
            chunks.append(self._advance(1))
        return joined(chunks)

    def _advance(self, points: int) -> Chunk:
        start = self.step
        columns_of, events, marks = [], [], []
        for racer in self.racers:
            columns, changes = racer.advance(points)
            columns_of.append(columns)
            events += changes
            marks.append(racer.drain_marks())
        events.sort(key=lambda event: event.step)
        waiting = self.waiting
        chunk = Chunk(start, columns_of, events, self.finished, marks=marks, waiting=waiting)
        self.step = min(start + points, self.experiment.steps + 1) if waiting is None else waiting.step + 1
        return chunk

    def follows(self, experiment: Experiment) -> bool:
        """Whether this race, as far as it is, is also that of an experiment that may differ in its edits."""
        return experiment is self.experiment or all(
            racer.applied_edits(experiment) == racer.applied_edits(self.experiment) for racer in self.racers
        )

    def set_edits(self, experiment: Experiment) -> None:
        """Continue with other edits, which ``follows`` allows."""
        self.experiment = experiment
        for racer in self.racers:
            racer.set_edits(experiment)

    def checkpoint(self) -> bytes:
        """Pack the race's state; small for surfaces, a few times the weights for networks."""
        return pack({"step": self.step, "racers": [racer.state() for racer in self.racers]})

    @classmethod
    def restore(cls, experiment: Experiment, data: bytes, problem: Problem) -> "Race":
        """Restore the race of a checkpoint.

        ``experiment`` may differ from that one only in edits at or after the checkpoint's step.
        """
        race = cls(experiment, problem)
        state = unpack(data)
        race.step = state["step"]
        for racer, saved in zip(race.racers, state["racers"], strict=True):
            racer.restore(saved)
        return race
