"""Exponential schedule: the learning rate falls by the same factor at every step."""

from torch.optim.lr_scheduler import ExponentialLR

from ...core.params import Params, real
from .base import Schedule


class ExponentialParams(Params):
    """Parameters of ``ExponentialLR``."""

    gamma: float = real(
        0.99,
        "Factor of each step.",
        soft=(0.5, 0.9999),
        scale="one_minus_log",
        symbol=r"\gamma",
        ge=0.0,
        le=10.0,
        label="Factor",
        aliases=("decay_rate", "factor"),
    )


ENTRY = Schedule(
    name="exponential",
    title="Exponential",
    aliases=("ExponentialLR", "ExponentialDecay"),
    summary="The learning rate is multiplied by the same factor at every step.",
    params=ExponentialParams,
    formula=r"\eta_t = \eta \, \gamma^t",
    reference="torch.optim.lr_scheduler.ExponentialLR",
    scheduler=lambda optimizer, params, _steps: ExponentialLR(optimizer, params.gamma),
)
