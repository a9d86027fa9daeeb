"""Regimes: what a racer is doing, as a name and a sentence.

Every few points a check classifies the window of the last rows. The result is a pure function of the rows
so far, however they were split into chunks. A regime changes when two checks in a row agree on the new one.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from ..problems.problem import Problem
from .regime_rules import Observation, RunHistory, classify
from .trajectory import Row

CHECK_EVERY = 10
"""Points between two checks."""

CURVATURE_CHECK_EVERY = 30
"""Points between two checks that compute the curvature, while the racer descends."""

WINDOW = 24
"""Number of rows that a check sees."""

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
"""The sentence of each regime."""

REGIMES = tuple(SENTENCES)


@final
@dataclass(frozen=True)
class Regime:
    """Regime: a named state of a racer, from point ``step`` on."""

    name: str
    sentence: str
    step: int


@final
class Regimes:
    """Regime detector: classifies a racer's state from its rows, one after another."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.name = ""
        self.candidate = ""
        self.observed = 0
        self.history = RunHistory()
        self.window: deque[Observation] = deque(maxlen=WINDOW)

    def observe(self, step: int, row: Row) -> Regime | None:
        """Take the row of point ``step``; return the new regime if it changes.

        Only rows whose loss was measured are given, and checks are counted in these rows.
        """
        index = self.observed
        self.observed += 1
        self.window.append(Observation(row.x, row.y, row.loss, row.grad_norm, row.gradient_x, row.gradient_y))
        self.history.update(index, row.loss, row.grad_norm)
        if not self.name:
            return self._enter(step, "descending")
        if index % CHECK_EVERY:
            return None
        return self._check(step, index)

    def finish(self, step: int) -> Regime | None:
        """All steps are taken: return "finished" if the racer was still descending."""
        return self._enter(step, "finished") if self.name == "descending" else None

    def stop(self, step: int, sentence: str) -> Regime:
        """The racer ends at this point before all steps are taken."""
        self.name = "finished"
        return Regime(self.name, sentence, step)

    def diverge(self, step: int, reason: str) -> Regime:
        """The racer ends after point ``step``; ``reason`` completes the sentence."""
        self.name = "diverged"
        return Regime(self.name, f"Diverged at step {step + 1}: {reason}.", step)

    def state(self) -> dict[str, Any]:
        """The state for a checkpoint."""
        return {
            "name": self.name,
            "candidate": self.candidate,
            "observed": self.observed,
            "history": vars(self.history),
            "window": list(self.window),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore ``state``."""
        self.name, self.candidate, self.observed = state["name"], state["candidate"], state["observed"]
        self.history = RunHistory(**state["history"])
        self.window = deque((Observation(*row) for row in state["window"]), maxlen=WINDOW)

    def _check(self, step: int, index: int) -> Regime | None:
        use_curvature = (
            index % CURVATURE_CHECK_EVERY == 0 or self.name != "descending" or self.candidate != ""
        )
        regime = classify(self.problem, self.window, self.history, index, self.name, use_curvature)
        if regime == self.name:
            self.candidate = ""
            return None
        if regime != self.candidate:
            self.candidate = regime
            return None
        self.candidate = ""
        return self._enter(step, regime)

    def _enter(self, step: int, name: str) -> Regime:
        self.name = name
        return Regime(name, SENTENCES[name], step)
