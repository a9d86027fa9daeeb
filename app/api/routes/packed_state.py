"""Packed state: the parameter ``s`` of a query, an experiment packed as in the page's address."""

from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator

from engine.spec.experiment import Experiment

from ...core.validation import parse
from ...http import state_codec
from .openapi_examples import STATE

MAX_STATE_LENGTH = 16 * 1024
"""Maximum number of characters of a state."""


def _check_length(state: str) -> str:
    if len(state) > MAX_STATE_LENGTH:
        raise ValueError(
            f"This experiment is too long for an address: its state has {len(state):,} characters, and at "
            f"most {MAX_STATE_LENGTH:,} are taken. Send it as the JSON body of a POST to the same path."
        )
    return state


State = Annotated[
    str,
    Query(
        description="The experiment, packed as after `#s=` in the page's address. A longer one needs POST.",
        openapi_examples={"rosenbrock": {"value": STATE}},
        json_schema_extra={"maxLength": MAX_STATE_LENGTH},
    ),
    AfterValidator(_check_length),
]


def unpacked(state: str, limit: int) -> Experiment:
    """The experiment of a state, of at most ``limit`` bytes; raises ``ProblemError`` if it is none."""
    return parse(Experiment, state_codec.decode(state, limit))
