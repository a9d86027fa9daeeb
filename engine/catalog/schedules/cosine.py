"""Cosine schedule: the learning rate falls along half a cosine wave."""

from torch.optim.lr_scheduler import CosineAnnealingLR

from ...core.params import Params, integer
from .base import Schedule, lowest_rate


class CosineParams(Params):
    """Parameters of ``CosineAnnealingLR``."""

    T_max: int | None = integer(
        None,
        "Steps from top to bottom; null is the experiment's length.",
        soft=(1, 1000),
        ge=1,
        le=1_000_000,
        label="Steps down to the floor",
        aliases=("decay_steps", "total_steps"),
    )
    eta_min: float = lowest_rate()


ENTRY = Schedule(
    name="cosine",
    title="Cosine",
    aliases=("CosineAnnealingLR", "CosineDecay"),
    summary="The learning rate falls along half a cosine wave: slowly at first and at the end.",
    params=CosineParams,
    formula=(
        r"\eta_t = \eta_{\min} + \tfrac12 (\eta - \eta_{\min}) "
        r"\left(1 + \cos \tfrac{\pi t}{T_{\max}}\right)"
    ),
    reference="Loshchilov and Hutter, 2017, arXiv:1608.03983; torch.optim.lr_scheduler.CosineAnnealingLR",
    scheduler=lambda optimizer, params, steps: CosineAnnealingLR(
        optimizer, params.T_max or steps, params.eta_min
    ),
)
