"""A learning-rate schedule of ``torch.optim.lr_scheduler``, as an entry."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

import torch
from torch.optim.lr_scheduler import LRScheduler

from ...core.params import Params
from ...core.registry import Entry

Build = Callable[[torch.optim.Optimizer, Any, int], LRScheduler]


@final
@dataclass(frozen=True, kw_only=True)
class Schedule(Entry):
    """How the learning rate changes while the ball rolls.

    Attributes:
        scheduler: makes the real scheduler from the optimizer, the parameters and the number of steps
            of the experiment; None keeps the rate as it is.
        watches_loss: whether each step of the schedule is told the loss.
    """

    scheduler: Build | None
    watches_loss: bool = False

    def build(self, optimizer: torch.optim.Optimizer, params: Params, steps: int) -> LRScheduler | None:
        """The scheduler over ``optimizer``, or None for a constant rate."""
        return self.scheduler(optimizer, params, steps) if self.scheduler else None

    def tick(self, scheduler: LRScheduler, loss: float) -> None:
        """One step of the scheduler, after the optimizer's; a cycle that is over leaves the rate alone."""
        if self.watches_loss:
            scheduler.step(loss)  # type: ignore[arg-type]
            return
        total: int | None = getattr(scheduler, "total_steps", None)
        if total is None or scheduler.last_epoch < total - 1:
            scheduler.step()

    def rebase(
        self,
        optimizer: torch.optim.Optimizer,
        scheduler: LRScheduler | None,
        params: Params,
        old: float,
        new: float,
    ) -> None:
        """Put the schedule on a new base rate while it runs.

        The rate in force and all rates that the scheduler remembers keep their proportion to the base
        (above ``eta_min``, where the schedule has that floor): a rate that had fallen to a half of the
        old base is a half of the new one. From a base of zero there is no proportion to keep: the rate
        in force becomes the new base.
        """
        floor = getattr(params, "eta_min", 0.0)

        def moved(rate: float) -> float:
            return new if old == floor else floor + (new - floor) * ((rate - floor) / (old - floor))

        for group in optimizer.param_groups:
            for key in ("lr", "initial_lr", "max_lr", "min_lr"):
                if key in group:
                    group[key] = new if scheduler is None else moved(group[key])
        for name in ("base_lrs", "max_lrs"):
            if hasattr(scheduler, name):
                setattr(scheduler, name, [moved(rate) for rate in getattr(scheduler, name)])
