"""One step of a racer, taken apart."""

from typing import final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.analyses.step_breakdown import Filming, film
from engine.core.params import Params
from engine.spec.experiment import MAX_RACERS, MAX_STEPS, Experiment, canonical

from ...core.response_models import body, problems
from ...jobs.services import Lab
from .racer_query import computed, is_network, with_racer
from .request_body import body_of

EXAMPLE = {
    "experiment": {
        "problem": {"kind": "surface", "surface": {"name": "rosenbrock", "params": {}}},
        "racers": [{"optimizer": {"name": "adam", "params": {"lr": 0.1}}}],
        "steps": 20,
    },
    "racer": 0,
    "step": 10,
}

MAX_TENSORS = 1000


@final
class FilmRequest(Params):
    """Which step of whom."""

    experiment: Experiment
    racer: int = Field(0, ge=0, lt=MAX_RACERS)
    step: int = Field(0, ge=0, le=MAX_STEPS, description="The point that the step leaves.")
    tensor: int | None = Field(
        None,
        ge=0,
        lt=MAX_TENSORS,
        description="Of a network, which of its weight tensors; null takes the one that moves most.",
    )


@final
class FilmPart(BaseModel):
    """One part of the update rule."""

    symbol: str = Field(description="What it gives, as LaTeX.", examples=["m"])
    title: str = Field(examples=["First moment"])
    sentence: str
    formula: str = Field(description="Its right-hand side in symbols, as LaTeX.")
    numbers: list[str] = Field(description="The same with the numbers of each shown weight.")
    values: list[float | None] = Field(description="What the real optimizer has, for each shown weight.")
    direction: int = Field(description="1 or -1 where the weights are pushed along it or against it, else 0.")


@final
class FilmShape(BaseModel):
    """A step in the order of its rule; the last part's values are the next point's, bit for bit."""

    step: int = Field(description="The point left: the one asked for, or the last one that a step leaves.")
    tensors: list[str] = Field(description="A network's weight tensors; empty on surfaces.")
    tensor: int
    weights: list[str] = Field(description="Names of the shown weights.", examples=[["x", "y"]])
    parts: list[FilmPart]


def film_routes(lab: Lab) -> APIRouter:
    """``/films``."""
    routes = APIRouter(prefix="/api/v1", tags=["films"])

    @routes.post(
        "/films",
        response_model=FilmShape,
        responses={304: {"description": "You hold it already."}, **problems(400, 413, 415, 422, 503)},
        openapi_extra=body("FilmRequest", EXAMPLE),
        summary="Take one step apart",
    )
    async def compute_film(request: Request) -> Response:
        """One step of a racer, part by part: gradient, moments, bias correction, step.

        The numbers are read off the real optimizer as it takes the step.
        """
        asked = await body_of(request, FilmRequest)
        experiment = with_racer(lab, asked.experiment, asked.racer)
        text = canonical(experiment)
        wanted = Filming(text, asked.racer, asked.step, asked.tensor)
        kin = f"{text} {asked.racer}"
        return await computed(lab, request, film, wanted, kin=kin, long=is_network(experiment))

    return routes
