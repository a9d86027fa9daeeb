"""Regime detector: says what a racer does, from its rows, one after another.

Every few points a check measures the window of the last rows, and rules make claims in a fixed order; the
first one holds. The result is a pure function of the rows so far, however they were split into chunks. A word
changes when two checks in a row agree on the new one, or when three find that the old one does not hold.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, final

from ...catalog.methods.stability import StabilityRule
from ...core.domain import diagonal_of
from ...problems.problem import Problem
from ...problems.projection import KeptWeights
from ..trajectory import Row
from . import ends
from .conditions import Conditions
from .fluctuation import fluctuates, fluctuating, noise_explains, noise_floor, oscillating, to_and_fro
from .history import RowHistory, Sample
from .motion import (
    at_start,
    crawling,
    descending,
    diverging,
    falling,
    hardly_any_slope,
    hardly_moves,
    plateau,
    rising,
    stalled,
    unbounded,
)
from .rest import AT_REST, at_rest, balanced
from .situation import Claim, Situation
from .surroundings import Surroundings

CHECK_EVERY = 10
"""Points between two checks."""

EARLY_CHECKS = (1, 2, 5)
"""Points at which only a fall or rest is told: too few for any other word."""

DISAGREEMENTS = 3
"""Checks in a row that contradict a word before it is replaced, though they do not agree among themselves."""

SINGLE, DOUBLE = 4e-6, 1e-13
"""Changes below these shares of the loss may be rounding: in single and in double precision."""

NAMES = (
    "at_start",
    "descending",
    "crawling",
    "stalled",
    "plateau",
    "oscillating",
    "noise_floor",
    "diverging",
    "diverged",
    "saddle",
    "maximum",
    "local_minimum",
    "global_minimum",
    "converged",
    "unbounded",
    "finished",
)
"""All words."""

RULES: Sequence[Callable[[Situation], Claim | None]] = (
    at_rest,
    stalled,
    balanced,
    unbounded,
    noise_floor,
    diverging,
    oscillating,
    plateau,
    crawling,
    descending,
)
"""Rules in the order in which they are asked."""


@final
@dataclass(frozen=True)
class Regime:
    """Regime: a word for what a racer does from point ``step`` on, and the facts that were measured there."""

    name: str
    sentence: str
    step: int
    evidence: dict[str, float] = field(default_factory=dict)


@final
class Regimes:
    """Regime detector of one racer.

    Args:
        problem: what is minimized.
        rule: stability rule of the racer's method; None without one, or if its settings change at each step.
    """

    def __init__(self, problem: Problem, rule: StabilityRule | None = None) -> None:
        self.name = ""
        self.history = RowHistory()
        self._candidate = ""
        self._disagreements = 0
        self._measured = 0
        self._conditions = Conditions()
        self._rate = 0.0
        self._problem, self._rule = problem, rule
        self._knows_places = problem.projector.knows_places
        self._diagonal = diagonal_of(problem.domain) if self._knows_places else 1.0
        self._rounding = SINGLE if problem.single else DOUBLE
        function = problem.function if self._knows_places else None
        self._surroundings = None if function is None else Surroundings(problem, function)
        self._kept_weights: KeptWeights | None = None

    def observe(
        self,
        step: int,
        sample: Sample,
        rate: float,
        conditions: Conditions,
        kept_weights: KeptWeights | None = None,
    ) -> Regime | None:
        """Take the row of point ``step``; return the new regime if it changes.

        Args:
            step: the point. Rows come one after another, from point 0 on.
            sample: its numbers.
            rate: learning rate of the next step.
            conditions: settings in force. If what is descended changes, the window begins anew.
            kept_weights: all weights of this point and those about it, where ``asks_weights`` says so.
        """
        if conditions is not self._conditions:
            self._begin(conditions)
        self._rate, self._kept_weights = rate, kept_weights
        history = self.history
        history.add(sample)
        if not self.name:
            return self._tell(step, at_start(self._situation()))
        if not self._knows_places or (step % CHECK_EVERY and step not in EARLY_CHECKS):
            return None
        if history.measured < 2 or history.measured == self._measured:
            return None  # of one loss nothing can be said, and nothing new without another
        return self._check(step)

    def _begin(self, conditions: Conditions) -> None:
        """Other conditions hold from the next row on."""
        old, self._conditions = self._conditions, conditions
        if (old.weight_decay, old.l1) != (conditions.weight_decay, conditions.l1):
            history = self.history
            self.history = RowHistory(history.first + history.rows, history.steepest)

    def finish(self, step: int) -> Regime | None:
        """All steps are taken: return the word that holds there if it is another, or "finished"."""
        return self._ended(step, "All steps are taken")

    def stop(self, step: int, sentence: str, *, early: bool = False) -> Regime:
        """The racer ends at this point before all steps are taken.

        Args:
            step: the point.
            sentence: why it ends.
            early: whether early stopping ends it; otherwise its next step cannot be taken.
        """
        situation = self._situation()
        claim = _claim(situation) if self._knows_places else None
        evidence = situation.evidence()
        self.name = "finished"
        if claim is not None and situation.now > situation.window.before:
            words, evidence = claim.tell()
            self.name, sentence = claim.name, f"{words} {sentence}"
        elif self._rate == 0.0 and not early and not situation.falls:
            self.name = "stalled"
        elif claim is not None and claim.name in AT_REST and not early:
            words, evidence = claim.tell()
            self.name, sentence = claim.name, f"{words} {sentence}"
        return Regime(self.name, sentence, step, evidence)

    def diverge(self, step: int, reason: str) -> Regime:
        """The racer ends after point ``step``: a number is not finite. ``reason`` completes the sentence."""
        self.name = "diverged"
        evidence = self._situation().evidence() if self.history.rows else {}
        return Regime(self.name, f"Diverged at step {step + 1}: {reason}.", step, evidence)

    def end_broken(self, last: int, row: Row) -> Regime:
        """The racer ends after its point ``last``, since ``row``, the next one, is not finite.

        At point 0 ``row`` is that of the start itself.
        """
        if self.history.rows == 0:
            return self._end_at_start(row)
        diverged, reason = ends.reason_of(row, self.has_grown, self.history.last, self._surroundings)
        return (
            self.diverge(last, reason) if diverged else self.stop(last, f"Stopped at step {last}: {reason}.")
        )

    def _end_at_start(self, row: Row) -> Regime:
        self._rate = row.lr
        claim = ends.without_a_first_step(row, self._surroundings)
        self.name = claim.name
        words, evidence = claim.tell()
        return Regime(claim.name, words, 0, evidence)

    @property
    def has_grown(self) -> bool:
        """Whether the loss is above that of the start, and has grown over the window."""
        window, now = self.history.window(), self.history.last.objective
        return now > self.history.start and now > window.before

    def state(self) -> dict[str, Any]:
        """The state for a checkpoint."""
        return {
            "name": self.name,
            "candidate": self._candidate,
            "disagreements": self._disagreements,
            "measured": self._measured,
            "conditions": asdict(self._conditions),
            "rate": self._rate,
            "history": self.history.state(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore ``state``."""
        self.name, self._candidate = state["name"], state["candidate"]
        self._disagreements, self._rate = state["disagreements"], state["rate"]
        self._measured = state["measured"]
        self._conditions = Conditions(**state["conditions"])
        self.history = RowHistory()
        self.history.restore(state["history"])
        self._kept_weights = None

    def asks_weights(self, conditions: Conditions) -> bool:
        """Whether rows under these conditions must be observed with their weights.

        With more than two weights the sharpness is computed from them, where it says something: for a method
        whose limit is known, without noise.
        """
        if self._surroundings is not None or self._rule is None or conditions.noise:
            return False
        return self._problem.knows_sharpness

    def _sharpness(self) -> float | None:
        """Sharpness at the last row; None if its weights are not at hand, or it would say nothing."""
        if self._kept_weights is None or not self.asks_weights(self._conditions):
            return None
        slot = self.history.last_step % self._problem.projector.block_size
        return self._problem.sharpness(self._kept_weights(slot))

    def _situation(self) -> Situation:
        return Situation(
            self.history,
            self._rate,
            self._conditions,
            self._surroundings,
            self._diagonal,
            self._rule,
            self._sharpness,
            self._rounding,
            self.name,
        )

    def _check(self, step: int) -> Regime | None:
        self._measured = self.history.measured
        situation = self._situation()
        claim = _claim(situation)
        if claim.name == "plateau" and self.name == "descending" and situation.is_near_minimum:
            return None  # it comes closer, by less than the loss's last digit
        if step in EARLY_CHECKS:
            early = self.name == "at_start" and claim.name in ("descending", *AT_REST)
            return self._tell(step, claim) if early else None
        if claim.name == self.name:
            self._candidate, self._disagreements = "", 0
            return None
        self._disagreements += 1
        agreed = claim.name == self._candidate or self._disagreements >= DISAGREEMENTS
        self._candidate = claim.name
        return self._tell(step, claim) if agreed or self.name == "at_start" else None

    def _ended(self, step: int, beginning: str) -> Regime | None:
        situation = self._situation()
        if not self._knows_places or self.history.measured < 2:
            return self._tell(step, ends.finished_unseen(beginning, situation))
        claim = _claim(situation)
        if claim.name == "descending":
            claim = ends.finished(beginning, situation)
        return self._tell(step, claim) if claim.name != self.name else None

    def _tell(self, step: int, claim: Claim) -> Regime:
        self.name, self._candidate, self._disagreements = claim.name, "", 0
        sentence, evidence = claim.tell()
        return Regime(claim.name, sentence, step, evidence)


def _claim(situation: Situation) -> Claim:
    """The first claim that holds."""
    for rule in RULES:
        if (claim := rule(situation)) is not None:
            return claim
    return _rest(situation)


def _rest(s: Situation) -> Claim:
    """The word whose needs hold where no rule claims anything: the loss does not fall."""
    above = s.now > s.history.start + s.rounding
    if above and s.now > s.window.edge_high + s.rounding:
        return fluctuating(s) if fluctuates(s) and noise_explains(s) else rising(s)
    if fluctuates(s):
        return fluctuating(s)
    turned = (s.window.whole.rise > 0.0 and s.drops > 0.0) or s.window.whole.turns > 0
    rises = s.fall < -s.rounding
    if rises and above and not turned:
        return rising(s)
    if s.gradient_is_small:
        return hardly_any_slope(s)
    if turned or rises:
        return to_and_fro(s)
    return hardly_moves(s) if s.hardly_falls else falling(s)
