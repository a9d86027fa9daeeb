"""Server messages: the schemas of what the server sends on the WebSocket, for the documentation.

The messages themselves are plain dictionaries; a test checks them against these schemas.
"""

from typing import Any, Literal, final

from pydantic import BaseModel, ConfigDict, Field

from engine.core.penalty import Penalty
from engine.spec.experiment import Experiment

from ..core.response_models import EVIDENCE, MapTheory, PlaneFacts, Problem
from ..limits.published import Limits


class Answer(BaseModel):
    """Base class of the messages: the server sends no field that is not described here."""

    model_config = ConfigDict(extra="forbid")


@final
class Hello(Answer):
    """First message of a connection: versions and limits."""

    type: Literal["hello"]
    protocol: int
    version: str
    limits: Limits


@final
class Started(Answer):
    """The run begins; its points follow as binary frames of kind 1."""

    type: Literal["started"]
    run: int
    id: str
    experiment: Experiment = Field(description="The completed experiment.")
    columns: list[str]
    racers: int
    steps: int


@final
class Position(Answer):
    """Position: field ``at`` of ``Landscape``, the racer and step whose weights its plane contains."""

    racer: int
    step: int
    batch: bool = Field(
        description="Whether the loss is that of the step's mini-batch instead of the whole set."
    )


@final
class Landscape(Answer):
    """One grid of a landscape, coarse to fine; a binary frame of kind 2 with its losses follows it."""

    type: Literal["landscape"]
    run: int
    x: list[float]
    y: list[float]
    log_scale: bool
    minima: list[list[float]]
    domain: list[list[float]]
    plane: PlaneFacts | None
    exact: bool
    missing: int
    final: bool
    at: Position | None
    penalty: Penalty | None = Field(description="What is added to the loss; null for nothing.")


@final
class ChartAxis(Answer):
    """Axis of a map: a parameter and its scale."""

    parameter: str
    scale: str


@final
class Chart(Answer):
    """A map begins; its parts follow as binary frames of kind 3, coarse to fine."""

    type: Literal["map"]
    map: int
    id: str
    kind: Literal["basins", "hyperparameters"]
    racer: int
    axes: list[ChartAxis]
    x: list[float]
    y: list[float]
    minima: list[list[float]]
    theory: MapTheory | None
    columns: list[str]
    parts: int


@final
class Regime(Answer):
    """The racer is in this state from this step on, as the evidence shows that was measured there."""

    type: Literal["regime"]
    run: int
    racer: int
    step: int
    name: str
    sentence: str
    evidence: dict[str, float] = Field(description=EVIDENCE)


@final
class Queue(Answer):
    """The run waits for a worker: ``ahead`` other calls, of anybody, come first. Points end the wait."""

    type: Literal["queue"]
    run: int
    ahead: int


@final
class Question(Answer):
    """The run waits at this point for a person's answer, and no ``done`` follows.

    A new run with an edit at this step that has the answer goes on.
    """

    type: Literal["question"]
    run: int
    racer: int
    step: int
    question: dict[str, Any] = Field(description="What is asked.")


@final
class Done(Answer):
    """All points of the run are sent."""

    type: Literal["done"]
    run: int
    steps: int


@final
class Error(Answer):
    """A message cannot be carried out, or a run or map has failed; the connection stays open."""

    type: Literal["error"]
    run: int | None
    map: int | None = None
    problem: Problem


@final
class Pong(Answer):
    """The answer to a ping."""

    type: Literal["pong"]


ANSWERS: tuple[type[Answer], ...] = (
    Hello,
    Started,
    Landscape,
    Chart,
    Regime,
    Queue,
    Question,
    Done,
    Error,
    Pong,
)
