"""A schedule."""

from torch.optim.lr_scheduler import ConstantLR

from ...core.params import Params, integer
from .base import Schedule


class DummyScheduleParams(Params):
    """How long the rate is a half."""

    total_iters: int = integer(5, "Steps at half the rate.", soft=(1, 100), ge=1, le=1_000)


ENTRY = Schedule(
    name="dummy_schedule",
    title="Dummy schedule",
    summary="Half the rate at first.",
    params=DummyScheduleParams,
    scheduler=lambda optimizer, params, _steps: ConstantLR(optimizer, 0.5, params.total_iters),
)
