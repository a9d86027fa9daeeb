"""Cyclic schedule: the learning rate rises and falls between two values."""

from typing import Literal

import torch
from torch.optim.lr_scheduler import CyclicLR

from ...core.params import Params, integer, option, real
from .base import MOMENTUM_NOTE, Schedule


class CyclicParams(Params):
    """Parameters of ``CyclicLR``.

    By default ``max_lr`` is the racer's learning rate and ``base_lr`` a tenth of it; ``step_size_up`` is 50
    (PyTorch: 2000), short enough to be seen; and ``cycle_momentum`` is off (PyTorch: on), so that only the
    learning rate changes.
    """

    base_lr: float | None = option(
        None, "The lowest rate; null is a tenth of the racer's learning rate.", gt=0.0, le=1e6
    )
    max_lr: float | None = option(
        None, "The highest rate; null is the racer's learning rate.", gt=0.0, le=1e6
    )
    step_size_up: int = integer(
        50, "Steps of the rise (PyTorch: 2000).", soft=(1, 1000), scale="log", ge=1, le=1_000_000
    )
    step_size_down: int | None = integer(
        None, "Steps of the fall; null is as many as of the rise.", soft=(1, 1000), ge=1, le=1_000_000
    )
    mode: Literal["triangular", "triangular2", "exp_range"] = option(
        "triangular", "Equal cycles, cycles that halve, or cycles that shrink by gamma at every step."
    )
    gamma: float = real(
        1.0, "The factor of exp_range.", soft=(0.9, 1.0), symbol=r"\gamma", ge=0.0, le=1.0, label="Factor"
    )
    cycle_momentum: bool = option(
        False, "Lower the momentum (or the first beta) while the rate is high (PyTorch: on)."
    )
    base_momentum: float = real(0.8, "The lowest momentum, if it cycles.", soft=(0.0, 0.99), ge=0.0, lt=1.0)
    max_momentum: float = real(0.9, "The highest momentum, if it cycles.", soft=(0.0, 0.99), ge=0.0, lt=1.0)


def _cyclic(optimizer: torch.optim.Optimizer, params: CyclicParams, _steps: int) -> CyclicLR:
    rates = [group["lr"] for group in optimizer.param_groups]
    return CyclicLR(
        optimizer,
        base_lr=params.base_lr or [rate / 10 for rate in rates],
        max_lr=params.max_lr or rates,
        step_size_up=params.step_size_up,
        step_size_down=params.step_size_down,
        mode=params.mode,
        gamma=params.gamma,
        cycle_momentum=params.cycle_momentum,
        base_momentum=params.base_momentum,
        max_momentum=params.max_momentum,
    )


ENTRY = Schedule(
    name="cyclic",
    title="Cyclic",
    aliases=("CyclicLR", "clr"),
    summary="The learning rate swings between a low and a high value. Your learning rate is the highest.",
    params=CyclicParams,
    formula=r"\eta_{\min} \;\nearrow\; \eta \;\searrow\; \eta_{\min} \;\nearrow\; \cdots",
    reference="Smith, 2017, arXiv:1506.01186; torch.optim.lr_scheduler.CyclicLR",
    scheduler=_cyclic,
    notes=(MOMENTUM_NOTE,),
    may_overflow=True,
)
