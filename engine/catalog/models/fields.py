"""Parameters that several models have."""

from typing import Any

from ...core.params import option, real


def dropout_field(what: str) -> Any:
    """The parameter ``dropout`` of a model."""
    return real(
        0.0,
        f"The share of {what} that each step leaves out, by chance; the rest count for more. The loss that "
        "is shown is measured with all of them.",
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
        "What batch normalization goes by where the loss is measured and the land is drawn: the whole set's "
        "own mean and variance, found anew at every place, or the running averages of training.",
        idle={"normalization": ["none", "layer"]},
    )
