"""One-cycle schedule: one rise of the learning rate and one long fall."""

from typing import Literal

import torch
from torch.optim.lr_scheduler import OneCycleLR

from ...core.params import Params, integer, option, real
from .base import MOMENTUM_NOTE, Schedule


class OneCycleParams(Params):
    """Parameters of ``OneCycleLR``.

    By default ``max_lr`` is the racer's learning rate and ``total_steps`` the experiment's length;
    ``cycle_momentum`` is off (PyTorch: on), so that only the learning rate changes.
    """

    max_lr: float | None = option(
        None, "The highest rate; null is the racer's learning rate.", gt=0.0, le=1e6
    )
    total_steps: int | None = integer(
        None,
        "Steps of the whole cycle; null is the experiment's length. Afterwards the rate stays.",
        soft=(2, 1000),
        ge=2,
        le=1_000_000,
    )
    pct_start: float = real(
        0.3,
        "The share of the cycle in which the rate rises.",
        soft=(0.0, 0.95),
        ge=0.0,
        le=0.999,
        label="Share of steps spent rising",
    )
    anneal_strategy: Literal["cos", "linear"] = option("cos", "The shape of rise and fall.")
    cycle_momentum: bool = option(
        False, "Lower the momentum (or the first beta) while the rate is high (PyTorch: on)."
    )
    base_momentum: float = real(0.85, "The lowest momentum, if it cycles.", soft=(0.0, 0.99), ge=0.0, lt=1.0)
    max_momentum: float = real(0.95, "The highest momentum, if it cycles.", soft=(0.0, 0.99), ge=0.0, lt=1.0)
    div_factor: float = real(
        25.0,
        "The first rate is the highest one divided by this.",
        soft=(1.0, 100.0),
        scale="log",
        ge=1.0,
        le=1e9,
    )
    final_div_factor: float = real(
        1e4, "The last rate is the first one divided by this.", soft=(1.0, 1e6), scale="log", ge=1.0, le=1e12
    )
    three_phase: bool = option(False, "Fall back to the first rate as fast as it rose, then to the last.")


def _one_cycle(optimizer: torch.optim.Optimizer, params: OneCycleParams, steps: int) -> OneCycleLR:
    return OneCycleLR(
        optimizer,
        max_lr=params.max_lr or [group["lr"] for group in optimizer.param_groups],
        total_steps=params.total_steps or max(steps, 2),
        pct_start=params.pct_start,
        anneal_strategy=params.anneal_strategy,
        cycle_momentum=params.cycle_momentum,
        base_momentum=params.base_momentum,
        max_momentum=params.max_momentum,
        div_factor=params.div_factor,
        final_div_factor=params.final_div_factor,
        three_phase=params.three_phase,
    )


ENTRY = Schedule(
    name="one_cycle",
    title="One cycle",
    aliases=("OneCycleLR", "1cycle"),
    summary=(
        "The learning rate rises from a small value to its full one and falls to almost nothing by the end. "
        "Your learning rate is the highest of the cycle."
    ),
    params=OneCycleParams,
    formula=r"\tfrac{\eta}{d} \;\nearrow\; \eta \;\searrow\; \tfrac{\eta}{d \, D}",
    reference="Smith and Topin, 2019, arXiv:1708.07120; torch.optim.lr_scheduler.OneCycleLR",
    scheduler=_one_cycle,
    notes=(MOMENTUM_NOTE,),
)
