"""Milestone schedule: the learning rate falls by a factor at chosen steps."""

from typing import Annotated

from pydantic import Field, Strict
from torch.optim.lr_scheduler import MultiStepLR

from ...core.params import Params, option, real
from .base import Schedule

Milestones = Annotated[list[Annotated[int, Field(ge=1, le=1_000_000)]], Strict(False)]


class MultiStepParams(Params):
    """Parameters of ``MultiStepLR``."""

    milestones: Milestones = option(
        [200, 400], "The steps at which the rate falls.", max_length=64, aliases=("boundaries",)
    )
    gamma: float = real(
        0.1,
        "Factor of each fall.",
        soft=(0.01, 1.0),
        scale="log",
        symbol=r"\gamma",
        ge=0.0,
        le=10.0,
        label="Factor",
        aliases=("decay_rate", "factor"),
    )


ENTRY = Schedule(
    name="multi_step",
    title="Milestones",
    aliases=("MultiStepLR", "PiecewiseConstantDecay"),
    summary="The learning rate is multiplied by a factor at the steps that you name.",
    params=MultiStepParams,
    formula=r"\eta_t = \eta \, \gamma^{\#\{m \le t\}}",
    reference="torch.optim.lr_scheduler.MultiStepLR",
    scheduler=lambda optimizer, params, _steps: MultiStepLR(optimizer, params.milestones, params.gamma),
)
