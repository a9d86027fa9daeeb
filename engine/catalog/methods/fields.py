"""Parameter fields: those that several optimizers share, described in the same words."""

from typing import Annotated, Any

from pydantic import AfterValidator

from ...core.params import Pair, option, real

MAX_RATE = 1e6
"""Largest learning rate that an experiment may have."""

SINGLE_TENSOR: dict[str, Any] = {"foreach": False}
"""Keywords of a class of ``torch.optim`` that select the single-tensor form."""

SINGLE_TENSOR_UNFUSED: dict[str, Any] = {"foreach": False, "fused": False}
"""The same for the classes that also have a fused kernel."""


def _below_one(pair: tuple[float, float]) -> tuple[float, float]:
    for beta in pair:
        if not 0.0 <= beta < 1.0:
            raise ValueError(f"A beta of {beta:g} is outside 0 <= beta < 1: choose one below 1, such as 0.9.")
    return pair


Betas = Annotated[Pair, AfterValidator(_below_one)]
"""Two decay rates, each at least 0 and below 1."""


def learning_rate(default: float, doc: str = "Learning rate: how long a step is.") -> Any:
    """The learning rate. Where an experiment leaves it out, the rate measured for its surface is taken."""
    return real(
        default,
        doc,
        soft=(1e-5, 10.0),
        scale="log",
        symbol=r"\eta",
        live=True,
        ge=0.0,
        le=MAX_RATE,
        label="Learning rate",
        aliases=("learning_rate", "eta", "step_size", "rate"),
    )


def momentum(default: float = 0.0) -> Any:
    """Field for momentum without dampening: multiplies the effective rate by 1 / (1 - momentum)."""
    return real(
        default,
        "Momentum: the share of the last velocity that is kept. On a constant slope it multiplies the "
        "effective learning rate by 1 / (1 - momentum).",
        soft=(0.0, 0.999),
        scale="one_minus_log",
        symbol=r"\beta",
        live=True,
        ge=0.0,
        le=10.0,
        aliases=("beta", "mu"),
    )


def betas(second: float = 0.999) -> Any:
    """Betas: decay rates of the two running means of the Adam family."""
    return option(
        (0.9, second),
        "Memory of the first moment (the mean of past gradients) and of the second (their size); "
        "each at least 0 and below 1.",
        symbol=r"(\beta_1, \beta_2)",
        live=True,
        aliases=("beta_1", "beta_2"),
    )


def epsilon(default: float) -> Any:
    """The small term in a denominator."""
    return real(
        default,
        "A small term that keeps the denominator from being zero.",
        soft=(1e-12, 1e-2),
        scale="log",
        symbol=r"\epsilon",
        live=True,
        ge=0.0,
        le=1e6,
        label="Epsilon",
        aliases=("epsilon",),
    )


def weight_decay(default: float = 0.0) -> Any:
    """Weight decay; log sliders cannot show zero, so this one is linear."""
    return real(
        default,
        "Weight decay: pulls every weight toward zero.",
        soft=(0.0, 0.1),
        symbol=r"\lambda",
        live=True,
        ge=0.0,
        le=1e6,
        aliases=("l2", "wd", "decay"),
    )
