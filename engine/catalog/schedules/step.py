"""Step schedule: the learning rate falls by a factor at regular intervals."""

from torch.optim.lr_scheduler import StepLR

from ...core.params import Params, integer, real
from .base import Schedule


class StepParams(Params):
    """Parameters of ``StepLR``."""

    step_size: int = integer(
        100,
        "Steps between two falls.",
        soft=(1, 1000),
        scale="log",
        ge=1,
        le=1_000_000,
        aliases=("decay_steps", "period"),
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
    name="step",
    title="Steps",
    aliases=("StepLR", "step_decay"),
    summary="The learning rate is multiplied by a factor at regular intervals.",
    params=StepParams,
    formula=r"\eta_t = \eta \, \gamma^{\lfloor t / s \rfloor}",
    reference="torch.optim.lr_scheduler.StepLR",
    scheduler=lambda optimizer, params, _steps: StepLR(optimizer, params.step_size, params.gamma),
)
