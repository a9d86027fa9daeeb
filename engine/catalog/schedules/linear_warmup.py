"""Linear warm-up: the learning rate rises linearly to its full value."""

from torch.optim.lr_scheduler import LinearLR

from ...core.params import Params, integer, real
from .base import Schedule


class LinearWarmupParams(Params):
    """Parameters of ``LinearLR``; ``total_iters`` is 50 here (PyTorch 5), long enough to be seen."""

    start_factor: float = real(
        1 / 3, "The share of the rate at the first step.", soft=(0.01, 1.0), gt=0.0, le=1.0
    )
    end_factor: float = real(1.0, "The share of the rate at the end.", soft=(0.0, 1.0), ge=0.0, le=1.0)
    total_iters: int = integer(
        50,
        "Steps until the end factor is reached (PyTorch: 5).",
        soft=(1, 500),
        scale="log",
        ge=1,
        le=1_000_000,
        aliases=("warmup_steps", "num_warmup_steps"),
    )


ENTRY = Schedule(
    name="linear_warmup",
    title="Linear warm-up",
    aliases=("LinearLR", "warmup"),
    summary="The learning rate rises from a share of itself to its full value, then stays.",
    params=LinearWarmupParams,
    formula=r"\eta_t = \eta \left(a + (b - a) \min\left(1, \tfrac{t}{T}\right)\right)",
    reference="Goyal et al., 2017, arXiv:1706.02677; torch.optim.lr_scheduler.LinearLR",
    scheduler=lambda optimizer, params, _steps: LinearLR(
        optimizer, params.start_factor, params.end_factor, params.total_iters
    ),
)
