"""What a racer is doing, in a word and a sentence.

The words are decided at looks, every few points, over a window of the last rows: a pure function of
the rows so far, whatever chunks they came in. A new word must hold for two looks before it is said.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from ..problems.problem import Problem
from .regime_rules import RunHistory, classify

CHECK_EVERY = 10
"""Points between two looks."""

CURVATURE_CHECK_EVERY = 30
"""Points between two looks at the curvature, while nothing else speaks for a change."""

WINDOW = 24
"""Rows that a look sees."""

SENTENCES = {
    "descending": "On its way: it moves, and the loss falls.",
    "converged": "At rest: the slope has all but vanished, and the loss no longer changes.",
    "oscillating": "Swinging to and fro: its steps overshoot. A smaller learning rate would calm it.",
    "diverged": "Diverging: it has left the picture, and every step takes it higher.",
    "plateau": "On a plateau: there is hardly any slope to follow.",
    "saddle": "At a saddle: the slope has vanished, but one direction still leads down.",
    "local_minimum": "At rest in a local minimum: every direction leads up, yet a lower place is known.",
    "global_minimum": "At rest in a global minimum: there is no lower place.",
    "finished": "All steps are taken; it was still on its way.",
}
"""The regimes and what each means."""

REGIMES = tuple(SENTENCES)


@final
@dataclass(frozen=True)
class Regime:
    """A named state of a racer, from point ``step`` on."""

    name: str
    sentence: str
    step: int


@final
class Regimes:
    """Tells a racer's regime from its rows, one after another."""

    def __init__(self, problem: Problem, steps: int) -> None:
        self.problem = problem
        self.steps = steps
        self.name = ""
        self.candidate = ""
        self.observed = 0
        self.history = RunHistory()
        self.window: deque[tuple[float, ...]] = deque(maxlen=WINDOW)

    def observe(self, step: int, row: tuple[float, ...]) -> Regime | None:
        """Take the row of point ``step``; the new regime where it changes.

        Rows whose loss was not measured are left out: all is counted in those that are taken.
        """
        index = self.observed
        self.observed += 1
        seen = row[:5] + row[6:8]
        self.window.append(seen)
        self.history.take(index, seen[2], seen[4])
        if not self.name:
            return self._enter(step, "descending")
        if index % CHECK_EVERY:
            return None
        return self._look(step, index)

    def finish(self, step: int) -> Regime | None:
        """The steps are used up: the last regime stays, unless it is that of a ball under way."""
        regime = self._enter(step, "finished") if self.name == "descending" else None
        return regime

    def stop(self, step: int, sentence: str) -> Regime:
        """The racer ends at this point before its steps are used up."""
        self.name = "finished"
        return Regime(self.name, sentence, step)

    def diverge(self, step: int, reason: str) -> Regime:
        """The racer has ended after point ``step``; ``reason`` completes the sentence."""
        self.name = "diverged"
        return Regime(self.name, f"Diverged at step {step + 1}: {reason}.", step)

    def state(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {
            "name": self.name,
            "candidate": self.candidate,
            "observed": self.observed,
            "past": vars(self.history),
            "window": list(self.window),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.name, self.candidate, self.observed = state["name"], state["candidate"], state["observed"]
        self.history = RunHistory(**state["past"])
        self.window = deque(state["window"], maxlen=WINDOW)

    def _look(self, step: int, index: int) -> Regime | None:
        deep = index % CURVATURE_CHECK_EVERY == 0 or self.name != "descending" or bool(self.candidate)
        found = classify(self.problem, self.window, self.history, index, self.name, deep)
        if found == self.name:
            self.candidate = ""
            return None
        if found != self.candidate:
            self.candidate = found
            return None
        self.candidate = ""
        return self._enter(step, found)

    def _enter(self, step: int, name: str) -> Regime:
        self.name = name
        return Regime(name, SENTENCES[name], step)
