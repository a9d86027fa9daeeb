"""Experiment: the JSON document that determines a run, and its id.

A run is a pure function of its experiment: equal experiments have equal canonical JSON, equal ids and equal
results, byte for byte. ``complete`` fills in all defaults; only completed experiments are run.
"""

import hashlib
import json
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Self, Union

from pydantic import Field, model_validator

from ..catalog.methods import OPTIMIZERS
from ..catalog.planes import PLANES
from ..catalog.schedules import SCHEDULES
from ..core import limits
from ..core.params import Params, other_names
from .problems import PROBLEMS, ProblemSpec

ENGINE_VERSION = "5"
"""Part of every id: raise it when the same experiment would give other bytes than before."""

MAX_RACERS = limits.MAX_RACERS
MAX_STEPS = limits.MAX_STEPS
MAX_EDITS = 2_048
SEEDS = 2**32
"""Number of seeds: they are whole numbers from 0 to ``SEEDS - 1``."""

if TYPE_CHECKING:
    Problem = ProblemSpec
else:
    Problem = Annotated[Union[tuple(PROBLEMS)], Field(discriminator="kind")]  # noqa: UP007
"""A problem of any kind. Types know its base class alone, so that nobody relies on one kind's fields."""


class Racer(Params):
    """One racer: an optimizer with its parameters and its learning-rate schedule."""

    label: str | None = Field(None, max_length=60)
    optimizer: OPTIMIZERS.choice  # type: ignore[name-defined]
    schedule: SCHEDULES.choice = Field(default_factory=partial(SCHEDULES.choose, "constant"))  # type: ignore[name-defined]


ShortText = Annotated[str, Field(max_length=100)]
AnswerValue = bool | Annotated[int, Field(ge=-(2**53), le=2**53)] | float | ShortText
"""Part of an answer. Whole numbers are those that JavaScript can hold."""


class Edit(Params):
    """A live change: sets parameters of one racer, or answers a question that a racer asks.

    It is in force from the step that leaves point ``step`` on.
    """

    step: int = Field(ge=0, le=MAX_STEPS)
    racer: int | None = Field(
        None,
        ge=0,
        lt=MAX_RACERS,
        exclude_if=lambda racer: racer is None,
        description="Number of the racer; an answer without it is for every racer that asks at this step.",
    )
    set: dict[str, Any] = Field(default_factory=dict, max_length=16, exclude_if=lambda values: not values)
    answer: dict[ShortText, AnswerValue] | None = Field(
        None, min_length=1, max_length=16, exclude_if=lambda answer: answer is None
    )

    @model_validator(mode="after")
    def _sets_or_answers(self) -> Self:
        if bool(self.set) == (self.answer is not None):
            raise ValueError("An edit either sets something or answers a question: give set or answer.")
        if self.set and self.racer is None:
            raise ValueError("An edit that sets something needs the number of its racer: add racer.")
        return self


class Experiment(Params):
    """Everything that determines a run: problem, racers, number of steps, seed, edits and plane."""

    problem: Problem
    racers: list[Racer] = Field(
        min_length=1, max_length=MAX_RACERS, json_schema_extra=other_names("optimizers", "methods", "runs")
    )
    steps: int = Field(
        500, ge=1, le=MAX_STEPS, json_schema_extra=other_names("iterations", "epochs", "num_steps")
    )
    seed: int = Field(0, ge=0, lt=SEEDS, json_schema_extra=other_names("random_state"))
    edits: list[Edit] = Field(default_factory=list, max_length=MAX_EDITS)
    plane: PLANES.choice | None = None  # type: ignore[name-defined]


def canonical(experiment: Experiment) -> str:
    """Canonical JSON of an experiment: keys sorted, no blanks. Equal experiments give equal text."""
    return canonical_json(experiment.model_dump(mode="json"))


def canonical_json(value: Any) -> str:
    """Encode as JSON with sorted keys and no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def experiment_id(experiment: Experiment) -> str:
    """Id of an experiment: the first 128 bits of SHA-256 over engine version and canonical JSON, in hex."""
    return id_of_text(canonical(experiment))


def id_of_text(text: str) -> str:
    """``experiment_id`` from the canonical JSON."""
    return hashlib.sha256(f"{ENGINE_VERSION}\n{text}".encode()).hexdigest()[:32]
