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
    )


def statistics_field() -> Any:
    """The parameter ``statistics`` of a model."""
    return option(
        "batch",
        "Statistics of batch normalization when the loss is measured and the landscape is drawn: mean and "
        "variance of the whole set, computed again at every point, or the running averages of training.",
        idle={"normalization": ["none", "layer"]},
    )
