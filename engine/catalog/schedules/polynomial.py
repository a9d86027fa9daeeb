"""Polynomial schedule: the learning rate falls to zero along a power of the remaining time."""

from torch.optim.lr_scheduler import PolynomialLR

from ...core.params import Params, integer, real
from .base import Schedule


class PolynomialParams(Params):
    """Parameters of ``PolynomialLR``; ``total_iters`` is the experiment's length (PyTorch 5)."""

    total_iters: int | None = integer(
        None,
        "Steps until the rate is zero; null is the experiment's length (PyTorch: 5).",
        soft=(1, 1000),
        ge=1,
        le=1_000_000,
    )
    power: float = real(
        1.0,
        "1 is a straight line; more falls faster at first.",
        soft=(0.5, 4.0),
        symbol="p",
        ge=0.0,
        le=100.0,
    )


ENTRY = Schedule(
    name="polynomial",
    title="Polynomial",
    aliases=("PolynomialLR", "PolynomialDecay"),
    summary="The learning rate falls to zero along a straight line or a power of it.",
    params=PolynomialParams,
    formula=r"\eta_t = \eta \left(1 - \tfrac{t}{T}\right)^p",
    reference="torch.optim.lr_scheduler.PolynomialLR",
    scheduler=lambda optimizer, params, steps: PolynomialLR(
        optimizer, params.total_iters or steps, params.power
    ),
)
