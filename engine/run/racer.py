"""Racer run: the one loop that steps a method."""

import math
from collections.abc import Mapping
from typing import Any, final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..catalog.methods import OPTIMIZERS
from ..core.early_stopping import TEST_LOSS_EVERY, EarlyStopping
from ..core.method import Pending, Question
from ..core.rng import METHOD, torch_seed
from ..problems.problem import Problem
from ..problems.projection import RacerTensors
from ..spec.experiment import Edit, Experiment
from .failures import Failure, failure_of_schedule, failure_of_step
from .live_settings import LiveSettings
from .oracle import RacerOracle
from .recorder import Point, Recorder
from .regimes import Conditions, conditions_of
from .trajectory import Event, StepMarks

_NOTHING: Mapping[str, Any] = {}


@final
class RacerRun:
    """Racer run: one racer's weights, method, schedule and edits.

    Between two calls the run is at point ``step``, which has not been measured yet, unless it waits for an
    answer there. Its arithmetic is bit for bit that of a plain loop of ``zero_grad``, loss, ``backward``,
    ``optimizer.step`` and ``scheduler.step``: each point is evaluated once, and the measured gradient is the
    one that the optimizer uses.
    """

    def __init__(
        self,
        problem: Problem,
        experiment: Experiment,
        index: int,
        *,
        records_loss: bool = True,
        keeps_marks: bool = True,
    ) -> None:
        """Start the racer with this index.

        Args:
            problem: the experiment's problem.
            experiment: a completed experiment.
            index: number of the racer in it.
            records_loss: whether somebody reads the rows; if not, the loss on the whole set is measured only
                if the schedule needs it.
            keeps_marks: whether somebody reads the marks.
        """
        racer = experiment.racers[index]
        self.problem = problem
        self.index = index
        self.steps = experiment.steps
        self.step = 0
        self.examples = 0
        self.ended = False
        self.waiting: Question | None = None
        self.training = problem.training()
        self.oracle = RacerOracle(problem, experiment, index, self.training)
        self.parameters = self.oracle.parameters
        self.entry = OPTIMIZERS.named(racer.optimizer.name)
        seed = torch_seed(experiment.seed, METHOD, index) if self.entry.seeded else None
        self._asks, self._by_closure = self.entry.asks, self.entry.call == "closure"
        self.method = self.entry.method(self.parameters, racer.optimizer.params, seed)
        self._keeps_marks = keeps_marks
        self.live = LiveSettings(experiment, index, self.method, getattr(racer.optimizer.params, "lr", None))
        self.live.pending = [edit for edit in self._own_edits(experiment) if edit.set]
        self.records_loss = (records_loss or self.live.watches_loss) and problem.samples > 0
        settings = experiment.problem.training_settings
        self.measure_every = settings.measure_every
        self.last_loss = math.nan
        self.batches = problem.batches()
        patience = settings.early_stopping
        self.early_stopping = None if patience is None else EarlyStopping(patience)
        swings = getattr(racer.schedule.params, "cycle_momentum", False)
        rule = None if swings else self.entry.stability
        self.recorder = Recorder(problem, index, has_rate=self.entry.has_rate, rule=rule)
        self.conditions = self._conditions()

    @property
    def halted(self) -> bool:
        """Whether the run has no further point: it has ended, or it waits for an answer."""
        return self.ended or self.waiting is not None

    @property
    def diverged(self) -> bool:
        """Whether the run ended because a number was not finite, or its step failed."""
        return self.ended and self.recorder.diverged

    def advance(self, points: int) -> tuple[NDArray[np.float64], list[Event]]:
        """Measure and leave up to ``points`` points; a run that waits stays where it is, see ``resume``.

        Returns:
            Their rows as float64 of shape (columns, points), and the changes of regime among them.
        """
        last = self.step + points
        while self.step < last and not self.halted and self._measure_and_step(last):
            self.step += 1
        return self.recorder.drain()

    def drain_marks(self) -> list[StepMarks]:
        """The marks of the points since the last call."""
        return self.recorder.drain_marks()

    def _measure_and_step(self, last: int) -> bool:
        """Measure this point and take the step to the next.

        Returns False if the racer has ended at this point, or waits there; True otherwise.
        """
        if self.live.pending:
            self.apply_edits()
        undo = self._undo() if self._asks else _NOTHING
        batch = self._next_batch()
        tested = None if self.early_stopping is None else self._test_loss()
        settled = [] if self.training is None else [tensor.clone() for tensor in self.training.statistics]
        self._measure(batch)
        if self.recorder.buffered and self._must_flush(last):
            self._flush()
        if not self.ended and (self.step == self.steps or self.early_stopping is not None):
            self._check_end(tested)
        going_on = not self.ended and self._leave(batch, undo)
        if self.ended and self.training is not None:
            self.training.statistics[:] = settled  # no step leaves this point: its averages stay as measured
        return going_on

    def _leave(self, batch: Tensor | None, undo: Mapping[str, Any]) -> bool:
        """Take the step to the next point; return False if the run waits for an answer instead, or ends.

        Args:
            batch: sample indices of the step.
            undo: what ``_undo`` returned before the point was measured.
        """
        oracle = self.oracle
        counts = oracle.evaluations, oracle.queries
        try:
            self._step(batch)
        except Pending as pending:
            oracle.evaluations, oracle.queries = counts  # the step will be taken again
            self._restore_cursors(undo)
            self._flush()
            self.waiting = None if self.ended else pending.question
            return False
        return not self.ended

    def resume(self) -> None:
        """If the run waits, try again to leave its point, which is measured and recorded already."""
        if self.waiting is None:
            return
        undo = self._undo()
        batch = self._next_batch()
        self.oracle.measure(self.step, batch)
        self.waiting = None
        if self._leave(batch, undo):
            self.step += 1

    def _undo(self) -> dict[str, Any]:
        """State that measuring a point changes, which a run that waits there must restore."""
        return {
            "batches": None if self.batches is None else self.batches.state(),
            "training": None if self.training is None else self.training.at(self.step).state(),
        }

    def _restore_cursors(self, state: Mapping[str, Any]) -> None:
        """Restore the batch cursor and the training state."""
        if self.batches is not None:
            self.batches.restore(state["batches"])
        if self.training is not None:
            self.training.restore(state["training"])

    def _measure(self, batch: Tensor | None) -> None:
        """Evaluate and record this point; end the run if it is not finite."""
        # The full loss first: the evaluation may move running statistics, which belong to the next point.
        oracle, measured = self.oracle, self._measures_loss
        full_loss = self._full_loss(batch, measured) if self.records_loss else None
        batch_loss = oracle.measure(self.step, batch).item()
        self.last_loss = batch_loss if full_loss is None else full_loss
        lr, moments = self.method.readout()
        point = Point(
            self.step,
            self.last_loss,
            lr,
            batch_loss,
            oracle.evaluations,
            self.examples,
            oracle.queries,
            measured,
            self.conditions,
        )
        gradients = [parameter.grad for parameter in self.parameters]
        not_finite = self.recorder.add(point, RacerTensors(self.parameters, gradients, moments))
        if not_finite is not None:
            self._end_at(not_finite)

    def _must_flush(self, last: int) -> bool:
        """Whether the next decision needs the rows of all points so far."""
        after = self.step + 1
        return after >= last or after > self.steps or self._checks_early_stopping

    def _flush(self) -> None:
        not_finite = self.recorder.flush()
        if not_finite is not None:
            self._end_at(not_finite)

    @property
    def _checks_early_stopping(self) -> bool:
        return self.early_stopping is not None and self.step % TEST_LOSS_EVERY == 0

    def _test_loss(self) -> float | None:
        """The loss on the test set if early stopping goes by it at this point; before its forward pass."""
        if not self._checks_early_stopping or self.step == self.steps:
            return None
        return self.problem.test_loss(self.parameters, self.training)

    def _check_end(self, tested: float | None) -> None:
        """End the run if all steps are taken, or if early stopping says so by this loss on the test set."""
        stopping = self.early_stopping
        if self.step == self.steps:
            self.ended = True
            self.recorder.finish(self.step)
        elif stopping is not None and tested is not None and stopping.update(self.step, tested):
            self._stop(stopping.sentence(self.step), early=True)

    def _full_loss(self, batch: Tensor | None, measured: bool) -> float | None:
        """The loss on the whole set, as measured last; None if this batch's loss is the same."""
        if not measured:
            return self.last_loss
        if self.problem.is_full_batch(batch, self.training):
            return None
        return self.problem.full_loss(self.parameters, self.training)

    def _next_batch(self) -> Tensor | None:
        """Take the batch of this step: sample indices; None for the whole set."""
        if self.batches is None or self.live.batch_size is None:
            return None
        return self.batches.next(self.live.batch_size)

    def peek_batch(self) -> Tensor | None:
        """The batch of the next step, without taking it: sample indices; None for the whole set.

        An edit of the batch size at this point counts only after ``apply_edits``.
        """
        if self.batches is None:
            return None
        cursor = self.batches.state()
        batch = self._next_batch()
        self.batches.restore(cursor)
        return batch

    @property
    def _measures_loss(self) -> bool:
        """Whether the loss on the whole set is measured at this point."""
        return self.measure_every == 1 or self.step % self.measure_every == 0 or self.step == self.steps

    def _step(self, batch: Tensor | None) -> None:
        """Take the step to the next point; end the run if the method or its schedule fails.

        Raises:
            Pending: the method waits for an answer. Nothing has moved.
        """
        oracle = self.oracle
        before = oracle.evaluations + oracle.queries
        oracle.begin_step(self._by_closure)
        try:
            marks = self.method.step(oracle)
        except Pending:
            raise
        except Exception as error:
            self._fail(error)
            return
        if marks is not None and self._keeps_marks:
            self.recorder.add_marks(self.step, marks)
        if self.batches is not None:
            used = self.problem.samples if batch is None else len(batch)
            self.examples += (oracle.evaluations + oracle.queries - before) * used
        if self.live.scheduled:
            self._tick()

    def _tick(self) -> None:
        try:
            self.live.tick(self.last_loss)
        except Exception as error:
            self._flush()
            if not self.ended:
                self._end_failed(failure_of_schedule(error))

    def _fail(self, error: Exception) -> None:
        """End the run at this point because the method's step failed."""
        self._flush()
        if not self.ended:
            rate = self.method.readout().lr
            self._end_failed(failure_of_step(error, self._by_closure, self.recorder.has_grown, rate))

    def _end_failed(self, failure: Failure) -> None:
        if failure.diverged:
            self.ended = True
            self.recorder.diverge(self.step, failure.reason)
        else:
            self._stop(f"Stopped at step {self.step}: {failure.reason}.")

    def apply_edits(self) -> None:
        """Set what the edits due at this point set; answers are the oracle's."""
        if self.live.apply(self.step, self.training):
            self.conditions = self._conditions()

    def _conditions(self) -> Conditions:
        """The settings in force that verdicts must know."""
        size, samples = self.live.batch_size, self.problem.samples
        noisy = self.batches is not None and size is not None and size < samples
        values = {} if self.training is None else self.training.values
        return conditions_of(self.entry, self.method.settings(), values, noisy, self.problem.noise_size)

    def _end_at(self, step: int) -> None:
        """End the run at a point whose numbers are not finite."""
        self.step = step
        self.recorder.drop_marks(step)
        self.ended = True
        self.recorder.end_broken(max(step - 1, 0))

    def _stop(self, sentence: str, *, early: bool = False) -> None:
        self.ended = True
        self.recorder.stop(self.step, sentence, early=early)

    def set_edits(self, experiment: Experiment) -> None:
        """Replace the edits by those of ``experiment``; those before this point count as applied."""
        first = self._next_edit_step
        own = self._own_edits(experiment)
        self.live.pending = [edit for edit in own if edit.set and edit.step >= first]
        self.oracle.set_answers(experiment)

    @property
    def _next_edit_step(self) -> int:
        """The first step whose settings are not applied yet."""
        return self.step if self.waiting is None else self.step + 1

    def applied_edits(self, experiment: Experiment) -> list[Edit]:
        """The edits that this run has behind it if it is one of ``experiment``: settings, and answers taken.

        Where it waits, the settings are applied and the answer is to come. Where it has ended, what is set
        there may be the cause.
        """
        answers = self.step + 1 if self.ended else self.step
        settings = max(answers, self._next_edit_step)
        return [
            edit for edit in self._own_edits(experiment) if edit.step < (settings if edit.set else answers)
        ]

    def _own_edits(self, experiment: Experiment) -> list[Edit]:
        """The edits that concern this racer: its settings, and the answers that it may take."""
        return [
            edit
            for edit in experiment.edits
            if edit.racer == self.index or (edit.racer is None and self._asks)
        ]

    def state(self) -> dict[str, Any]:
        """Everything that the next steps depend on, for ``codec.pack``."""
        return {
            "step": self.step,
            "evaluations": self.oracle.evaluations,
            "queries": self.oracle.queries,
            "examples": self.examples,
            "last_loss": self.last_loss,
            "ended": self.ended,
            "waiting": None if self.waiting is None else dict(self.waiting),
            "parameters": self.parameters,
            "method": self.method.state(),
            "live": self.live.state(),
            "batches": None if self.batches is None else self.batches.state(),
            "early_stopping": None if self.early_stopping is None else self.early_stopping.state(),
            "training": None if self.training is None else self.training.state(),
            "regimes": self.recorder.state(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore ``state``; edits before its point count as applied."""
        self.step, self.ended, self.waiting = state["step"], state["ended"], state["waiting"]
        self.oracle.evaluations, self.oracle.queries = state["evaluations"], state["queries"]
        self.examples = state["examples"]
        self.last_loss = state["last_loss"]
        with torch.no_grad():
            for parameter, value in zip(self.parameters, state["parameters"], strict=True):
                parameter.copy_(value)
        self.method.restore(state["method"])
        self.live.restore(state["live"])
        self._restore_cursors(state)
        if self.early_stopping is not None:
            self.early_stopping = EarlyStopping(**state["early_stopping"])
        self.live.pending = [edit for edit in self.live.pending if edit.step >= self._next_edit_step]
        self.recorder.restore(state["regimes"])
        self.conditions = self._conditions()
