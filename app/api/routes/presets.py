"""Experiments to begin with."""

from typing import Any, final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from ...core.response_models import json_response
from ...jobs.services import Lab
from ...web.gallery import presets


@final
class Example(BaseModel):
    """A question, what to look for, and the experiment that shows it."""

    name: str = Field(examples=["ravine"])
    title: str
    question: str
    look_for: str
    experiment: dict[str, Any] = Field(description="A body for the other calls.")
    long: bool = Field(description="Whether it takes half a minute of a core.")
    beside: dict[str, Any] | None = Field(
        description="The experiment that it is compared with, side by side."
    )
    measure: list[str] = Field(description="Quantities at the ends of both that the comparison is about.")


@final
class Gallery(BaseModel):
    """In the order of the page."""

    presets: list[Example]


def preset_routes(lab: Lab) -> APIRouter:
    """``/presets``."""
    del lab
    routes = APIRouter(prefix="/api/v1", tags=["catalog"])

    @routes.get("/presets", response_model=Gallery, summary="Experiments to begin with")
    async def get_presets() -> Response:
        """Each asks a question that its race answers; `look_for` says where to look."""
        return json_response({"presets": presets()})

    return routes
