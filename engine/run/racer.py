"""Racer run: the one loop that steps an optimizer."""

import math
from collections.abc import Mapping
from typing import Any, final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..catalog.methods import OPTIMIZERS
from ..catalog.schedules import SCHEDULES
from ..core.early_stopping import TEST_LOSS_EVERY, EarlyStopping
from ..core.params import Params
from ..problems.problem import Problem
from ..problems.projection import RacerTensors
from ..spec.experiment import Edit, Experiment
from .recorder import Recorder, Scalars
from .trajectory import Event


@final
class RacerRun:
    """Racer run: one racer's weights, optimizer, schedule and edits.

    Between two calls the run is at point ``step``, which has not been measured yet. Its arithmetic is bit
    for bit that of a plain loop of ``zero_grad``, loss, ``backward``, ``optimizer.step`` and
    ``scheduler.step``: each point is evaluated once, and the measured gradient is the one that the
    optimizer uses.
    """

    def __init__(
        self, problem: Problem, experiment: Experiment, index: int, *, records_loss: bool = True
    ) -> None:
        """Start the racer with this index.

        Args:
            problem: the experiment's problem.
            experiment: a completed experiment.
            index: number of the racer in it.
            records_loss: whether somebody reads the rows; if not, the loss on the whole set is measured only
                if the schedule needs it.
        """
        racer = experiment.racers[index]
        self.problem = problem
        self.index = index
        self.steps = experiment.steps
        self.step = 0
        self.evaluations = 0
        self.examples = 0
        self.ended = False
        self.parameters = problem.parameters()
        self._weights = [parameter.detach() for parameter in self.parameters]  # the same memory
        self.entry = OPTIMIZERS.named(racer.optimizer.name)
        self.params: Params = racer.optimizer.params
        self.optimizer = self.entry.build(self.parameters, self.params)
        self.schedule = SCHEDULES.named(racer.schedule.name)
        self.records_loss = (records_loss or self.schedule.watches_loss) and problem.samples > 0
        self.measure_every: int = getattr(experiment.problem, "measure_every", 1)
        self.last_loss = math.nan
        self.schedule_params: Params = racer.schedule.params
        self.scheduler = self.schedule.build(self.optimizer, self.schedule_params, self.steps)
        self.batches = problem.batches()
        self.training = problem.training()
        self.batch_size: int | None = getattr(experiment.problem, "batch_size", None)
        patience: int | None = getattr(experiment.problem, "early_stopping", None)
        self.early_stopping = None if patience is None else EarlyStopping(patience)
        self.edits: list[Edit] = [edit for edit in experiment.edits if edit.racer == index]
        self.recorder = Recorder(problem, index)

    @property
    def diverged(self) -> bool:
        """Whether the run ended because a number was not finite, or its step failed."""
        return self.ended and self.recorder.regimes.name == "diverged"

    def advance(self, points: int) -> tuple[NDArray[np.float64], list[Event]]:
        """Measure and leave up to ``points`` points.

        Returns:
            Their rows as float64 of shape (columns, points), and the changes of regime among them.
        """
        last = self.step + points
        while self.step < last and not self.ended and self._measure_and_step(last):
            self.step += 1
        return self.recorder.drain()

    def _measure_and_step(self, last: int) -> bool:
        """Measure this point and take the step to the next.

        Returns False if the racer has ended at this point; True otherwise, also if the step diverges.
        """
        if self.edits:
            self.apply_edits()
        batch = self._next_batch()
        loss = self._measure(batch)
        if self.recorder.buffered and self._must_flush(last):
            self._flush()
        if not self.ended and (self.step == self.steps or self.early_stopping is not None):
            self._check_end()
        if self.ended:
            return False
        reason = self._step(loss, batch)
        if reason is not None:
            self._flush()
            if not self.ended:
                self._diverge(reason)
        return True

    def _measure(self, batch: Tensor | None) -> Tensor:
        """Evaluate and record this point; end the run if it is not finite. Returns the loss with graph."""
        # The full loss first: the evaluation may move running statistics, which belong to the next point.
        full_loss = self._full_loss(batch) if self.records_loss else None
        loss = self._evaluate(batch)
        batch_loss = loss.item()
        self.last_loss = batch_loss if full_loss is None else full_loss
        lr = self.optimizer.param_groups[0]["lr"]
        scalars = Scalars(self.last_loss, lr, batch_loss, self.evaluations, self.examples)
        gradients = [parameter.grad for parameter in self.parameters]
        tensors = RacerTensors(self._weights, gradients, self._moments())
        not_finite = self.recorder.add(self.step, scalars, tensors, self._measures_loss)
        if not_finite is not None:
            self._end_at(not_finite)
        return loss

    def _must_flush(self, last: int) -> bool:
        """Whether the next decision needs the rows of all points so far."""
        after = self.step + 1
        return after >= last or after > self.steps or self._checks_early_stopping

    def _flush(self) -> None:
        not_finite = self.recorder.flush(self.step)
        if not_finite is not None:
            self._end_at(not_finite)

    @property
    def _checks_early_stopping(self) -> bool:
        return self.early_stopping is not None and self.step % TEST_LOSS_EVERY == 0

    def _check_end(self) -> None:
        """End the run if all steps are taken, or if early stopping says so."""
        if self.step == self.steps:
            self.ended = True
            self.recorder.finish(self.step)
        elif self._checks_early_stopping:
            self._check_early_stop()

    def _check_early_stop(self) -> None:
        """End the run if the loss on the test set has not fallen for too long."""
        early_stopping = self.early_stopping
        loss = self.problem.test_loss(self.parameters, self.training)
        if early_stopping is None or loss is None:
            raise RuntimeError("Early stopping needs a test set; a completed experiment has one.")
        if early_stopping.update(self.step, loss):
            self.ended = True
            self.recorder.stop(self.step, early_stopping.sentence(self.step))

    def _full_loss(self, batch: Tensor | None) -> float | None:
        """The loss on the whole set, as measured last; None if this batch's loss is the same."""
        if not self._measures_loss:
            return self.last_loss
        if self.problem.is_full_batch(batch, self.training):
            return None
        return self.problem.full_loss(self.parameters, self.training)

    def _next_batch(self) -> Tensor | None:
        """Take the batch of this step: sample indices; None for the whole set."""
        if self.batches is None or self.batch_size is None:
            return None
        return self.batches.next(self.batch_size)

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

    def _evaluate(self, batch: Tensor | None) -> Tensor:
        for parameter in self.parameters:
            parameter.grad = None
        if self.training is not None:
            self.training.step = self.step
        loss = self.problem.loss(self.parameters, batch, self.training)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    @property
    def _measures_loss(self) -> bool:
        """Whether the loss on the whole set is measured at this point."""
        return self.measure_every == 1 or self.step % self.measure_every == 0 or self.step == self.steps

    def _moments(self) -> list[Tensor | None]:
        """The optimizer's first moments; empty if it has none, or before its first step."""
        key, state = self.entry.momentum_key, self.optimizer.state
        if not key or not state:
            return []
        return [state.get(parameter, {}).get(key) for parameter in self.parameters]

    def _step(self, loss: Tensor, batch: Tensor | None) -> str | None:
        """Take the step to the next point. If the step fails, return why."""
        noise = self.problem.noise(self.step)
        evaluations = self.evaluations
        try:
            if self.entry.needs_closure:
                self.optimizer.step(self._closure(loss, batch, noise))
            else:
                self._add_noise(noise)
                self.optimizer.step()
                self.evaluations += 1
        except IndexError:  # PyTorch's line search raises it if all its values are not finite
            return "its line search found only values that are not finite"
        except (ArithmeticError, RuntimeError) as error:
            if isinstance(error, RuntimeError) and "overflow" not in str(error):
                raise
            return "its optimizer's arithmetic overflowed"
        if self.batches is not None:
            used = self.problem.samples if batch is None else len(batch)
            self.examples += (self.evaluations - evaluations) * used
        if self.scheduler is not None:
            self.schedule.tick(self.scheduler, self.last_loss)
        return None

    def _closure(self, loss: Tensor, batch: Tensor | None, noise: list[Tensor] | None) -> Any:
        """Build the optimizer's closure. Its first call returns the loss that was just measured."""
        measured: list[Tensor] = [loss]

        def closure() -> Tensor:
            self.evaluations += 1
            value = measured.pop() if measured else self._evaluate(batch)
            self._add_noise(noise)
            return value

        return closure

    def _add_noise(self, noise: list[Tensor] | None) -> None:
        if noise is not None:
            for parameter, extra in zip(self.parameters, noise, strict=True):
                assert parameter.grad is not None  # every weight of a problem with noise has a gradient
                parameter.grad += extra

    def apply_edits(self) -> None:
        """Apply the edits that are due at this point."""
        while self.edits and self.edits[0].step <= self.step:
            changes: Mapping[str, Any] = self.edits.pop(0).set
            own = set(changes) - {"batch_size"}
            for name, value in changes.items():
                if name == "batch_size":
                    self.batch_size = value
                elif self.training is not None and self.training.set(name, value):
                    own.discard(name)
                elif name == "lr":
                    old: float = self.params.lr  # type: ignore[attr-defined]
                    self.schedule.rebase(self.optimizer, self.scheduler, self.schedule_params, old, value)
                else:
                    self.entry.set_live(self.optimizer, name, value)
            self.params = self.params.model_copy(update={name: changes[name] for name in own})

    def _end_at(self, step: int) -> None:
        """End the run at a point whose numbers are not finite."""
        self.step = step
        self._diverge("the loss or its gradient was no finite number there")

    def _diverge(self, reason: str) -> None:
        self.ended = True
        self.recorder.diverge(max(self.step - 1, 0), reason)

    def set_edits(self, experiment: Experiment) -> None:
        """Replace the edits by those of ``experiment``; those before this point count as applied."""
        edits = experiment.edits
        self.edits = [edit for edit in edits if edit.racer == self.index and edit.step >= self.step]

    def state(self) -> dict[str, Any]:
        """Everything that the next steps depend on, for ``codec.pack``."""
        state = self.optimizer.state
        return {
            "step": self.step,
            "evaluations": self.evaluations,
            "examples": self.examples,
            "last_loss": self.last_loss,
            "ended": self.ended,
            "parameters": self.parameters,
            "optimizer": [dict(state[p]) if p in state else None for p in self.parameters],
            "groups": [{k: v for k, v in g.items() if k != "params"} for g in self.optimizer.param_groups],
            "schedule": None if self.scheduler is None else self.scheduler.state_dict(),
            "lr": self.params.lr,  # type: ignore[attr-defined]
            "batches": None if self.batches is None else self.batches.state(),
            "batch_size": self.batch_size,
            "early_stopping": None if self.early_stopping is None else self.early_stopping.state(),
            "training": None if self.training is None else self.training.state(),
            "regimes": self.recorder.state(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore ``state``; edits before its point count as applied."""
        self.step, self.ended = state["step"], state["ended"]
        self.evaluations, self.examples = state["evaluations"], state["examples"]
        self.last_loss = state["last_loss"]
        with torch.no_grad():
            for parameter, value in zip(self.parameters, state["parameters"], strict=True):
                parameter.copy_(value)
        for parameter, values in zip(self.parameters, state["optimizer"], strict=True):
            if values is not None:
                self.optimizer.state[parameter] = values
        for group, values in zip(self.optimizer.param_groups, state["groups"], strict=True):
            group.update(values)
        if self.scheduler is not None:
            self.scheduler.load_state_dict(state["schedule"])
        self.params = self.params.model_copy(update={"lr": state["lr"]})
        if self.batches is not None:
            self.batches.restore(state["batches"])
        self.batch_size = state["batch_size"]
        if self.early_stopping is not None:
            self.early_stopping = EarlyStopping(**state["early_stopping"])
        if self.training is not None:
            self.training.restore(state["training"])
        self.edits = [edit for edit in self.edits if edit.step >= self.step]
        self.recorder.restore(state["regimes"])
