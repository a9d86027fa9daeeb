"""An analysis."""

from typing import Any

from pydantic import BaseModel

from ..landscape.replay import replay_of
from .base import Analysis, StepRequest


class DummyRequest(StepRequest):
    """Where to measure."""


class DummyFacts(BaseModel):
    """The distance from the origin."""

    distance: float


def _distance(request: DummyRequest) -> dict[str, Any]:
    replay = replay_of(request.experiment, request.racer)
    replay.seek(request.step)
    return {"distance": float((replay.weights**2).sum() ** 0.5)}


ENTRY = Analysis(
    name="dummy_analysis",
    title="Dummy analysis",
    summary="How far the racer is from the origin.",
    params=DummyRequest,
    function=_distance,
    facts=DummyFacts,
    example={
        "experiment": {
            "problem": {"kind": "surface", "surface": {"name": "bowl"}},
            "racers": [{"optimizer": {"name": "sgd"}}],
        }
    },
    duration="long on networks",
)
