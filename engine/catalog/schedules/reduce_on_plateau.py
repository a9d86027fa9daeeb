"""Plateau schedule: the learning rate falls when the loss stops falling."""

from typing import Literal

import torch
from torch.optim.lr_scheduler import ReduceLROnPlateau

from ...core.params import Params, integer, option, real
from .base import Schedule


class ReduceOnPlateauParams(Params):
    """Parameters of ``ReduceLROnPlateau``, which takes the loss at the point that each step leaves."""

    mode: Literal["min", "max"] = option("min", "Whether the loss is meant to fall or to rise.")
    factor: float = real(0.1, "Factor of each fall.", soft=(0.05, 0.95), ge=0.0, lt=1.0, aliases=("gamma",))
    patience: int = integer(
        10, "Steps without improvement before the rate falls.", soft=(0, 100), ge=0, le=1_000_000
    )
    threshold: float = real(
        1e-4, "How much better counts as better.", soft=(1e-8, 0.1), scale="log", ge=0.0, le=1e6
    )
    threshold_mode: Literal["rel", "abs"] = option("rel", "Whether the threshold is a share or an amount.")
    cooldown: int = integer(0, "Steps of rest after a fall.", soft=(0, 100), ge=0, le=1_000_000)
    min_lr: float = real(0.0, "The lowest rate.", soft=(0.0, 0.1), ge=0.0, le=1e6, aliases=("eta_min",))
    eps: float = real(
        1e-8,
        "Falls smaller than this are left out.",
        soft=(1e-12, 1e-4),
        scale="log",
        ge=0.0,
        le=1.0,
        label="Epsilon",
    )


def _reduce(
    optimizer: torch.optim.Optimizer, params: ReduceOnPlateauParams, _steps: int
) -> ReduceLROnPlateau:
    return ReduceLROnPlateau(
        optimizer,
        mode=params.mode,
        factor=params.factor,
        patience=params.patience,
        threshold=params.threshold,
        threshold_mode=params.threshold_mode,
        cooldown=params.cooldown,
        min_lr=params.min_lr,
        eps=params.eps,
    )


ENTRY = Schedule(
    name="reduce_on_plateau",
    title="Reduce on plateau",
    aliases=("ReduceLROnPlateau",),
    summary="The learning rate falls by a factor whenever the loss has not improved for a while.",
    params=ReduceOnPlateauParams,
    formula=r"\eta \leftarrow \gamma \, \eta \quad \text{after } p \text{ steps without improvement}",
    reference="torch.optim.lr_scheduler.ReduceLROnPlateau",
    scheduler=_reduce,
    watches_loss=True,
    notes=(
        "With a relative threshold, a negative loss counts as an improvement also where it does not fall, "
        "so that the rate never falls: take an absolute one there. (So PyTorch has it.)",
    ),
)
