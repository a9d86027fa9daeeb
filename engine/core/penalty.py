"""Penalty: what is added to a loss for the size of the weights."""

from typing import Annotated, final

from pydantic import Field

from .params import Params

MAX_FACTOR = 1e6


@final
class Penalty(Params):
    """Penalty on weights: weight_decay / 2 times their squares, plus l1 times their magnitudes."""

    weight_decay: Annotated[float, Field(ge=0.0, le=MAX_FACTOR)] = 0.0
    l1: Annotated[float, Field(ge=0.0, le=MAX_FACTOR)] = 0.0
