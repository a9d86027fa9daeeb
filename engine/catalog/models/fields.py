"""Shared parameters: fields that several models have."""

from typing import Any

from ...core.params import option, real


def dropout_field(what: str) -> Any:
    """The parameter ``dropout`` of a model."""
    return real(
        0.0,
        f"Share of {what} that each step leaves out at random; the others are scaled up. The loss that is "
        "shown is measured with all of them.",
        soft=(0.0, 0.6),
        step=0.01,
        symbol="p",
        live=True,
        ge=0.0,
        le=0.95,
        aliases=("dropout_rate", "p"),
    )


def statistics_field() -> Any:
    """The parameter ``statistics`` of a model."""
    return option(
        "running",
        "Statistics of batch normalization wherever a loss is told or drawn: the running averages of "
        "training, as model.eval() uses them (running), or mean and variance of the training set, computed "
        "again at every point (batch).",
        idle={"normalization": ["none", "layer"]},
    )
