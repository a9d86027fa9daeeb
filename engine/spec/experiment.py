"""Experiment: the JSON document that determines a run, and its id.

A run is a pure function of its experiment: equal experiments have equal canonical JSON, equal ids and equal
results, byte for byte. ``complete`` fills in all defaults; only completed experiments are run.
"""

import hashlib
import json
from functools import partial
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from ..catalog.datasets import DATASETS
from ..catalog.initializers import INITIALIZERS
from ..catalog.losses import LOSSES
from ..catalog.methods import OPTIMIZERS
from ..catalog.models import MODELS
from ..catalog.planes import PLANES
from ..catalog.schedules import SCHEDULES
from ..catalog.surfaces import SURFACES
from ..core.early_stopping import TEST_LOSS_EVERY
from ..core.method import Need
from ..core.params import Pair, Params
from ..core.registry import Choice

ENGINE_VERSION = "4"
"""Part of every id: raise it when the same experiment would give other bytes than before."""

MAX_RACERS = 16
MAX_STEPS = 20_000
MAX_EDITS = 2_048
MAX_EXPRESSION = 300
MAX_PENALTY = 10.0
SEEDS = 2**32
"""Number of seeds: they are whole numbers from 0 to ``SEEDS - 1``."""

NETWORK_EDITS = {
    "batch_size": "/problem/batch_size",
    "dropout": "/problem/model/params/dropout",
    "l1": "/problem/l1",
}
"""Settings of a network that an edit can change for one racer, and their JSON pointers in the experiment."""

Domain = Annotated[tuple[Pair, Pair], Field(strict=False)]


OFFERED = frozenset({Need.VALUES, Need.GRADIENT, Need.HVP, Need.HESSIAN, Need.ANSWERS})
"""What every problem offers to a method."""


class SurfaceSpec(Params):
    """A test surface of the catalog. ``start`` defaults to the start of the surface."""

    model_config = ConfigDict(title="SurfaceProblem")

    kind: Literal["surface"]
    surface: SURFACES.choice  # type: ignore[name-defined]
    start: Pair | None = None
    noise: float = Field(0.0, ge=0.0, le=1e6, description="Standard deviation of Gaussian gradient noise.")


class FormulaSpec(Params):
    """A surface that the user typed as a formula in x and y."""

    model_config = ConfigDict(title="FormulaProblem")

    kind: Literal["formula"]
    expression: str = Field(max_length=MAX_EXPRESSION)
    domain: Domain = ((-3.0, 3.0), (-3.0, 3.0))
    start: Pair | None = None
    noise: float = Field(0.0, ge=0.0, le=1e6, description="Standard deviation of Gaussian gradient noise.")


class NetworkSpec(Params):
    """A network problem: a model, its dataset, its loss and the initializer of its weights."""

    model_config = ConfigDict(title="NetworkProblem")

    kind: Literal["network"]
    model: MODELS.choice  # type: ignore[name-defined]
    dataset: DATASETS.choice  # type: ignore[name-defined]
    loss: LOSSES.choice | None = None  # type: ignore[name-defined]
    initializer: INITIALIZERS.choice | None = None  # type: ignore[name-defined]
    weights_draw: int = Field(
        0,
        ge=0,
        lt=2**31,
        description="Another number draws other initial weights; data, batches and noise stay.",
    )
    batch_size: int | None = Field(None, ge=1, description="Samples per step; null is the whole set.")
    start: Pair | None = None
    l1: float = Field(
        0.0,
        ge=0.0,
        le=MAX_PENALTY,
        description="Factor of the sum of all weights' magnitudes, which is added to the loss that the "
        "optimizer sees. The landscape and the reported loss leave it out.",
    )
    early_stopping: int | None = Field(
        None,
        ge=1,
        le=1_000,
        description=f"Stop a racer after this many checks of the test loss, one every {TEST_LOSS_EVERY} "
        "steps, without a new lowest value; null never stops it.",
    )
    measure_every: int = Field(
        1,
        ge=1,
        le=1_000,
        description="Interval, in points, at which the loss on the whole training set is measured; it is "
        "also measured at the last point. Points between repeat the value before. A larger one is faster.",
    )


Problem = Annotated[SurfaceSpec | FormulaSpec | NetworkSpec, Field(discriminator="kind")]


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
    racers: list[Racer] = Field(min_length=1, max_length=MAX_RACERS)
    steps: int = Field(500, ge=1, le=MAX_STEPS)
    seed: int = Field(0, ge=0, lt=SEEDS)
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


def chosen(choice: Choice | None) -> Choice:
    """The choice itself, which ``complete`` has filled in and which therefore is not None."""
    assert choice is not None, "only completed experiments are run"
    return choice
