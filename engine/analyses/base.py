"""Analysis entry: a question about a run, with the models of its request and its facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, final

from pydantic import BaseModel, Field

from ..core.errors import InvalidSpec
from ..core.params import Params
from ..core.registry import Entry
from ..spec.experiment import MAX_RACERS, MAX_STEPS, Experiment


class AnalysisRequest(Params):
    """Analysis request: the experiment that is asked about. Functions receive it completed."""

    experiment: Experiment


class RacerRequest(AnalysisRequest):
    """Request about one racer of an experiment."""

    racer: int = Field(0, ge=0, lt=MAX_RACERS)


class StepRequest(RacerRequest):
    """Request about one point of a racer's path."""

    step: int = Field(0, ge=0, le=MAX_STEPS)


MAX_ANALYSIS_WEIGHT_STEPS = 2e8
"""Limit on weights times steps of all runs of an analysis: about ten seconds on a network."""


def check_weight_steps(experiment: Experiment, weights: int, runs: int) -> None:
    """Check that an analysis can run the experiment so often.

    Raises:
        InvalidSpec: if weights times steps of all runs exceed ``MAX_ANALYSIS_WEIGHT_STEPS``.
    """
    if weights * experiment.steps * runs <= MAX_ANALYSIS_WEIGHT_STEPS:
        return
    noun, fits = experiment.problem.noun, int(MAX_ANALYSIS_WEIGHT_STEPS / weights / runs)
    raise InvalidSpec(
        "/experiment/steps",
        f"{runs} runs of this {noun} of {weights:,} weights are too much here for "
        f"{experiment.steps:,} steps: at most {fits:,} steps fit; or take a smaller {noun}.",
    )


Duration = Literal["short", "long on networks", "long"]
"""How long the answer takes: a short one is computed where sliders are answered."""


@final
@dataclass(frozen=True, kw_only=True)
class Analysis(Entry):
    """Analysis entry: ``params`` is the model of its request.

    Its REST path is its name, with hyphens. ``summary`` describes the route.

    Attributes:
        function: request with a completed experiment -> facts, as JSON values and arrays of NumPy. It must be
            pure unless ``repeatable`` is False.
        facts: the model of the facts.
        example: a request, as JSON.
        duration: how long the answer takes.
        former_path: an earlier REST path that goes on working; None if there is none.
        repeatable: whether equal requests have equal answers, which clients then keep.
        check: raises ``InvalidSpec`` if the request does not fit its completed experiment.
    """

    params: type[AnalysisRequest]
    function: Callable[[Any], Mapping[str, Any]]
    facts: type[BaseModel]
    example: Mapping[str, Any]
    duration: Duration
    former_path: str | None = None
    repeatable: bool = True
    check: Callable[[Any], None] = lambda _: None

    @property
    def path(self) -> str:
        """Last part of its REST path."""
        return self.name.replace("_", "-")

    def describe(self) -> dict[str, Any]:
        """The entry as the catalog shows it; the schema of its request is in the OpenAPI document."""
        return {"name": self.name, "title": self.title, "summary": self.summary, "path": self.path}
