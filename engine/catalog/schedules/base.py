"""Schedule: a class of ``torch.optim.lr_scheduler``, described as a catalog entry."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

import torch
from torch.optim.lr_scheduler import LRScheduler

from ...core.params import Params, real
from ...core.registry import Entry

RATE_NOTE = (
    "The rate in force is your learning rate times the schedule's factor. While the ball rolls, a new "
    "learning rate rescales the whole schedule in proportion, also the rates that are set in it: twice the "
    "rate, twice the rate in force."
)
"""For every schedule."""

MOMENTUM_NOTE = (
    "If momentum cycles, the schedule sets it at every step: a change of momentum or betas then lasts for "
    "one step."
)
"""For schedules with ``cycle_momentum``."""


def lowest_rate() -> Any:
    """Field ``eta_min``: the rate at the bottom of a wave."""
    return real(
        0.0,
        "The lowest rate.",
        soft=(0.0, 0.1),
        symbol=r"\eta_{\min}",
        ge=0.0,
        le=1e6,
        label="Lowest rate",
        aliases=("min_lr",),
    )


Build = Callable[[torch.optim.Optimizer, Any, int], LRScheduler]


@final
@dataclass(frozen=True, kw_only=True)
class Schedule(Entry):
    """Catalog entry: how the learning rate changes during a run.

    Attributes:
        scheduler: (optimizer, params, steps of the experiment) -> the scheduler; None for a constant
            learning rate.
        watches_loss: whether the scheduler takes the loss at each step.
        notes: sentences for who sets its values, beside ``RATE_NOTE``.
        may_overflow: whether its numbers can leave the range of floats, so that it raises.
    """

    scheduler: Build | None
    watches_loss: bool = False
    notes: tuple[str, ...] = ()
    may_overflow: bool = False

    def describe(self) -> dict[str, Any]:
        """The entry as JSON for the catalog; ``notes`` are told where its values are set."""
        notes = [*([RATE_NOTE] if self.scheduler else []), *self.notes]
        return super().describe() | {"notes": notes}

    def build(self, optimizer: torch.optim.Optimizer, params: Params, steps: int) -> LRScheduler | None:
        """Attach a scheduler to ``optimizer``; None for a constant learning rate."""
        return self.scheduler(optimizer, params, steps) if self.scheduler else None

    def tick(self, scheduler: LRScheduler, loss: float) -> None:
        """Advance the scheduler after a step of the optimizer. After the end of a cycle the rate stays."""
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
        """Change the base learning rate during a run.

        The current rate and all rates that the scheduler stores keep their ratio to the base, measured
        above ``eta_min`` if the schedule has it: a rate at half of the old base becomes half of the new
        one. From a base of zero there is no ratio to keep, and the current rate becomes the new base.

        Args:
            optimizer: its parameter groups are changed in place.
            scheduler: its stored rates are changed in place; None for a constant learning rate.
            params: parameters of the schedule.
            old: base learning rate so far.
            new: base learning rate from now on.
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
