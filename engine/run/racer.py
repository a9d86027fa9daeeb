"""One racer under way: the only stepping loop."""

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
from ..problems.problem import Problem, Projection
from ..spec.experiment import Edit, Experiment
from .regimes import Regime, Regimes
from .trajectory import COLUMNS, Event

Row = tuple[float, ...]


Scalars = tuple[float, float, float, int, int]
"""What is known at once of a point: loss, learning rate, the batch's loss, gradients and examples spent."""

RacerTensors = tuple[list[Tensor], list[Tensor | None], list[Tensor | None]]
"""Weights, gradients and first moments, one tensor a parameter."""


@final
class RacerRun:
    """A racer with its weights, its optimizer's state and its schedule.

    Between two calls the ball stands at point ``step``, whose row has not been measured yet. Its
    arithmetic is bit for bit that of a plain loop of ``zero_grad``, loss, ``backward``,
    ``optimizer.step`` and ``scheduler.step``: each point is evaluated once, and the gradient that is
    measured there is the one that the optimizer uses.
    """

    def __init__(
        self, problem: Problem, experiment: Experiment, index: int, *, records_loss: bool = True
    ) -> None:
        """``records_loss``: whether its rows are read; if not, the whole set's loss is left out of them."""
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
        self.regimes = Regimes(problem, self.steps)
        self._readings: list[tuple[Scalars, bool]] = []

    def advance(self, points: int) -> tuple[NDArray[np.float64], list[Event]]:
        """Up to ``points`` further rows, as (columns, points), and the changes of regime among them."""
        rows: list[Row] = []
        events: list[Event] = []
        last = self.step + points
        while self.step < last and not self.ended and self._measure_and_step(last, rows, events):
            self.step += 1
        return np.array(rows, dtype=np.float64).reshape(-1, len(COLUMNS)).T, events

    def _measure_and_step(self, last: int, rows: list[Row], events: list[Event]) -> bool:
        """Measure this point and take the step that leaves it; whether it was taken, or tried."""
        if self.edits and self.edits[0].step <= self.step:
            self.apply_edits()
        batch = (
            None if self.batches is None or self.batch_size is None else self.batches.next(self.batch_size)
        )
        # First, as a step may move running statistics: the loss is that of the network that has come.
        whole = self._full_loss(batch) if self.records_loss else None
        loss = self._evaluate(batch)
        seen = loss.item()
        self.last_loss = seen if whole is None else whole
        felt = (self._weights, [parameter.grad for parameter in self.parameters], self._moments())
        lr = self.optimizer.param_groups[0]["lr"]
        reading = (self.last_loss, lr, seen, self.evaluations, self.examples)
        if self.problem.block_size == 1:
            row = _row(reading, self.problem.project_state(*felt))
            well = self._record(self.step, row, self._measures, rows, events)
        else:
            due = not self._buffer(reading, felt) or self._must_flush(last)
            well = not due or self._flush(rows, events)
        if well and (self.step == self.steps or self.early_stopping is not None):
            well = self._continues(events)
        if well:
            reason = self._step(loss, batch)
            if reason and self._flush(rows, events):
                self._diverge(reason, events)
        return well

    def _must_flush(self, last: int) -> bool:
        """Whether the points that wait must be told of now: the block is full, or something hangs on them."""
        after = self.step + 1
        if after % self.problem.block_size == 0 or after >= last or after > self.steps:
            return True
        return self.early_stopping is not None and self.step % TEST_LOSS_EVERY == 0

    def _continues(self, events: list[Event]) -> bool:
        """Whether a step leaves this point."""
        if self.step < self.steps:
            return not self._check_early_stop(events)
        self.ended = True
        self._emit(self.regimes.finish(self.step), events)
        return False

    def _full_loss(self, batch: Tensor | None) -> float | None:
        """The loss on the whole set, or None where it comes with the step; in between, as measured last."""
        if not self._measures:
            return self.last_loss
        if self.problem.is_full_batch(batch, self.training):
            return None
        return self.problem.full_loss(self.parameters, self.training)

    def _check_early_stop(self, events: list[Event]) -> bool:
        """Whether early stopping ends it at this point."""
        watch = self.early_stopping
        if watch is None or self.step % TEST_LOSS_EVERY:
            return False
        loss = self.problem.test_loss(self.parameters, self.training)
        assert loss is not None, "completion sees to it that samples are kept back"
        if not watch.update(self.step, loss):
            return False
        self.ended = True
        self._emit(self.regimes.stop(self.step, watch.sentence(self.step)), events)
        return True

    def peek_batch(self) -> Tensor | None:
        """Indices of the samples that the next step takes, without taking them; None for the whole set.

        A batch size that is edited at this point counts only after ``apply_edits``.
        """
        if self.batches is None or self.batch_size is None:
            return None
        place = self.batches.state()
        batch = self.batches.next(self.batch_size)
        self.batches.restore(place)
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
    def _measures(self) -> bool:
        """Whether the loss on the whole set is measured at this point."""
        return self.measure_every == 1 or self.step % self.measure_every == 0 or self.step == self.steps

    def _buffer(self, reading: Scalars, felt: RacerTensors) -> bool:
        """Keep the point until its block is full; whether its losses are finite.

        Where its gradient alone is not, that is seen when the block is read, and the points after it are
        dropped: the next loss, seldom a finite one, has it read at once.
        """
        self._readings.append((reading, self._measures))
        self.problem.buffer(self.step % self.problem.block_size, *felt)
        return math.isfinite(reading[0] + reading[2])

    def _flush(self, rows: list[Row], events: list[Event]) -> bool:
        """Put the rows of all points that wait; whether every one of them is finite."""
        readings, self._readings = self._readings, []
        if not readings:
            return True
        first = self.step + 1 - len(readings)
        places = self.problem.flush(first % self.problem.block_size, len(readings))
        for step, ((reading, measured), sight) in enumerate(zip(readings, places, strict=True), first):
            if not self._record(step, _row(reading, sight), measured, rows, events):
                return False
        return True

    def _record(self, step: int, row: Row, measured: bool, rows: list[Row], events: list[Event]) -> bool:
        """Tell of a point, or that the ball has diverged there; whether its row is finite."""
        if not (math.isfinite(sum(row)) or all(map(math.isfinite, row))):
            if step == 0:
                rows.append(row)
            self.step = step
            self._diverge("the loss or its gradient was no finite number there", events)
            return False
        rows.append(row)
        if measured and (regime := self.regimes.observe(step, row)) is not None:
            self._emit(regime, events)
        return True

    def _moments(self) -> list[Tensor | None]:
        """The optimizer's first moments; none where it has none, or before its first step."""
        key, state = self.entry.momentum_key, self.optimizer.state
        if not key or not state:
            return []
        return [state.get(parameter, {}).get(key) for parameter in self.parameters]

    def _step(self, loss: Tensor, batch: Tensor | None) -> str | None:
        """Take the step that leads from this point to the next; the reason where there is none."""
        noise = self.problem.noise(self.step)
        spent = self.evaluations
        try:
            if self.entry.needs_closure:
                self.optimizer.step(self._closure(loss, batch, noise))
            else:
                self._add_noise(noise)
                self.optimizer.step()
                self.evaluations += 1
        except IndexError:  # PyTorch's line search where it meets nothing but values that are not finite
            return "its line search found only values that are not finite"
        except (ArithmeticError, RuntimeError) as error:
            if isinstance(error, RuntimeError) and "overflow" not in str(error):
                raise
            return "its optimizer's arithmetic overflowed"
        if self.batches is not None:
            self.examples += (self.evaluations - spent) * (
                self.problem.samples if batch is None else len(batch)
            )
        if self.scheduler is not None:
            self.schedule.tick(self.scheduler, self.last_loss)
        return None

    def _closure(self, loss: Tensor, batch: Tensor | None, noise: list[Tensor] | None) -> Any:
        """Loss and gradient anew at each call; the first call is at the point just measured."""
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
                assert parameter.grad is not None
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

    def _diverge(self, reason: str, events: list[Event]) -> None:
        self.ended = True
        self._emit(self.regimes.diverge(max(self.step - 1, 0), reason), events)

    def _emit(self, regime: Regime | None, events: list[Event]) -> None:
        if regime is not None:
            events.append(Event(regime.step, self.index, regime.name, regime.sentence))

    def set_edits(self, experiment: Experiment) -> None:
        """Go on under the edits of ``experiment``; those before this point count as done."""
        edits = experiment.edits
        self.edits = [edit for edit in edits if edit.racer == self.index and edit.step >= self.step]

    def state(self) -> dict[str, Any]:
        """Everything that the future depends on, for ``codec.pack``."""
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
            "regimes": self.regimes.state(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Stand where ``state`` was taken; edits before that point count as done."""
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
        self.regimes.restore(state["regimes"])


def _row(reading: Scalars, sight: Projection) -> Row:
    """The columns of a point, in their order."""
    loss, lr, seen, evaluations, examples = reading
    x, y, off_plane, norm, gradient_x, gradient_y, momentum_x, momentum_y = sight
    shadows = (gradient_x, gradient_y, momentum_x, momentum_y)
    return (x, y, loss, lr, norm, off_plane, *shadows, seen, evaluations, examples)
