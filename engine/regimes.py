"""What a racer is doing, in a word and a sentence."""

from dataclasses import dataclass
from typing import Any, final

from .problem import Problem

REGIMES = (
    "descending",
    "converged",
    "oscillating",
    "diverged",
    "plateau",
    "saddle",
    "local_minimum",
    "global_minimum",
    "finished",
)


@final
@dataclass(frozen=True)
class Regime:
    """A named state of a racer, from point ``step`` on."""

    name: str
    sentence: str
    step: int


@final
class Regimes:
    """Tells the regime from the rows so far; a pure function of them."""

    def __init__(self, problem: Problem, steps: int) -> None:
        self.problem = problem
        self.steps = steps
        self.name = ""

    def observe(self, step: int, row: tuple[float, ...]) -> Regime | None:
        """Take the next row; the new regime where it changes."""
        del row
        return self._enter(step, "descending", "The ball rolls downhill.") if not self.name else None

    def finish(self, step: int) -> Regime | None:
        """The steps are used up."""
        return self._enter(step, "finished", f"All {self.steps} steps are taken.")

    def diverge(self, step: int, reason: str) -> Regime:
        """The racer has ended: ``reason`` completes the sentence."""
        regime = Regime("diverged", f"Diverged after step {step}: {reason}.", step)
        self.name = regime.name
        return regime

    def state(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {"name": self.name}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.name = state["name"]

    def _enter(self, step: int, name: str, sentence: str) -> Regime:
        self.name = name
        return Regime(name, sentence, step)
