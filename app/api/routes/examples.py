"""Examples route: the experiments of the gallery."""

from typing import Any, final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from ...core.response_models import json_response
from ...jobs.services import Services
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
    """Examples in the order of the page."""

    examples: list[Example]


@final
class FormerGallery(BaseModel):
    """The same under its former key."""

    presets: list[Example]


def example_routes(services: Services) -> APIRouter:
    """``/examples``, and its former path ``/presets``."""
    del services
    routes = APIRouter(prefix="/api/v1", tags=["catalog"])

    @routes.get("/examples", response_model=Gallery, summary="Examples of the gallery")
    async def get_examples() -> Response:
        """Each example asks a question that its race answers; `look_for` says where to look."""
        return json_response({"examples": presets()})

    @routes.get("/presets", response_model=FormerGallery, summary="Examples (former path)", deprecated=True)
    async def get_presets() -> Response:
        """Deprecated: use `/api/v1/examples`, which answers the same under the key `examples`."""
        return json_response({"presets": presets()})

    return routes
