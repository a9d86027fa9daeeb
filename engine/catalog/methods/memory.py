"""Types of parameters that several optimizers share."""

from typing import Annotated

from pydantic import AfterValidator

from ...core.params import Pair


def _below_one(pair: tuple[float, float]) -> tuple[float, float]:
    for beta in pair:
        if not 0.0 <= beta < 1.0:
            raise ValueError(f"A beta of {beta:g} is outside 0 <= beta < 1: choose one below 1, such as 0.9.")
    return pair


Betas = Annotated[Pair, AfterValidator(_below_one)]
"""Two memories, each at least 0 and below 1."""
