"""Cosine schedule with warm restarts: each wave starts at the full learning rate again."""

from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts

from ...core.params import Params, integer
from .base import Schedule, lowest_rate


class CosineWarmRestartsParams(Params):
    """Parameters of ``CosineAnnealingWarmRestarts``."""

    T_0: int = integer(
        100,
        "Steps to the first restart.",
        soft=(1, 1000),
        scale="log",
        ge=1,
        le=1_000_000,
        label="Steps before the first restart",
        aliases=("first_decay_steps",),
    )
    T_mult: int = integer(
        1,
        "How many times longer each wave is than the last.",
        soft=(1, 4),
        ge=1,
        le=10,
        label="Growth of the period",
        aliases=("t_mul",),
    )
    eta_min: float = lowest_rate()


ENTRY = Schedule(
    name="cosine_warm_restarts",
    title="Cosine with warm restarts",
    aliases=("CosineAnnealingWarmRestarts", "CosineDecayRestarts", "sgdr"),
    summary="The learning rate falls along a cosine and jumps back to the top, again and again.",
    params=CosineWarmRestartsParams,
    formula=(
        r"\eta_t = \eta_{\min} + \tfrac12 (\eta - \eta_{\min}) "
        r"\left(1 + \cos \tfrac{\pi \, T_{\text{cur}}}{T_i}\right)"
    ),
    reference="Loshchilov and Hutter, 2017, arXiv:1608.03983; CosineAnnealingWarmRestarts of torch.optim",
    scheduler=lambda optimizer, params, _steps: CosineAnnealingWarmRestarts(
        optimizer, params.T_0, params.T_mult, params.eta_min
    ),
)
