"""Live settings: what is in force of a racer's parameters, schedule and batch size, and what edits change."""

from collections.abc import Mapping
from typing import Any, final

from torch.optim.lr_scheduler import LRScheduler

from ..catalog.schedules import SCHEDULES
from ..core.method import Method
from ..core.params import Params
from ..problems.training_state import TrainingState
from ..spec.experiment import Edit, Experiment


@final
class LiveSettings:
    """Live settings of one racer: applies its edits, and its schedule after each step.

    Attributes:
        batch_size: number of samples of a step; None for the whole set.
        pending: edits that are still to come, by step.
        scheduled: whether a schedule changes the learning rate.
    """

    def __init__(self, experiment: Experiment, racer: int, method: Method, base_rate: float | None) -> None:
        """Start without edits.

        Args:
            experiment: a completed experiment.
            racer: index of the racer in it.
            method: the racer's method.
            base_rate: learning rate from which the schedule starts; None if the method has none.
        """
        spec = experiment.racers[racer]
        self.batch_size = experiment.problem.training_settings.batch_size
        self.pending: list[Edit] = []
        self._method = method
        self._base_rate = base_rate
        self._schedule = SCHEDULES.named(spec.schedule.name)
        self._schedule_params: Params = spec.schedule.params
        self._scheduler: LRScheduler | None = None
        if method.optimizer is not None and base_rate is not None:
            self._scheduler = self._schedule.build(method.optimizer, self._schedule_params, experiment.steps)
        self.scheduled = self._scheduler is not None

    @property
    def watches_loss(self) -> bool:
        """Whether the schedule needs the loss of each point."""
        return self._schedule.watches_loss

    def apply(self, step: int, training: TrainingState | None) -> bool:
        """Apply the edits that are due at this point; return whether there are any.

        ``training`` has the network's own settings.
        """
        due = False
        while self.pending and self.pending[0].step <= step:
            due = True
            for name, value in self.pending.pop(0).set.items():
                if name == "batch_size":
                    self.batch_size = value
                elif training is None or not training.set(name, value):
                    self._set(name, value)
        return due

    def tick(self, loss: float) -> None:
        """Set the learning rate of the next step; ``loss`` is that of the point that was left."""
        if self._scheduler is not None:
            self._schedule.tick(self._scheduler, loss)

    def state(self) -> dict[str, Any]:
        """The state for a checkpoint."""
        return {
            "schedule": None if self._scheduler is None else self._scheduler.state_dict(),
            "lr": self._base_rate,
            "batch_size": self.batch_size,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore ``state``."""
        if self._scheduler is not None:
            self._scheduler.load_state_dict(state["schedule"])
        self._base_rate = state["lr"]
        self.batch_size = state["batch_size"]

    def _set(self, name: str, value: Any) -> None:
        """Set a parameter of the method; the schedule keeps its ratio to a new learning rate."""
        if name != "lr" or self._method.optimizer is None or self._base_rate is None:
            self._method.set_live(name, value)
        else:
            self._schedule.rebase(
                self._method.optimizer, self._scheduler, self._schedule_params, self._base_rate, value
            )
        if name == "lr":
            self._base_rate = value
