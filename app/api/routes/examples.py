"""Examples route: the experiments of the gallery."""

from typing import final

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from ...core.response_models import json_response
from ...jobs.services import Services
from ...web.gallery import Example, gallery_json


@final
class Gallery(BaseModel):
    """Gallery: its examples, in the order of the page."""

    examples: list[Example]


@final
class FormerGallery(BaseModel):
    """Gallery of the deprecated path: its examples, under their former key."""

    presets: list[Example]


def example_routes(services: Services) -> APIRouter:
    """``/examples``, and its former path ``/presets``."""
    del services
    routes = APIRouter(prefix="/api/v1", tags=["catalog"])

    @routes.get("/examples", response_model=Gallery, summary="Examples of the gallery")
    async def get_examples() -> Response:
        """The experiments of the gallery. Each asks a question; `look_for` says where its answer is."""
        return json_response({"examples": gallery_json()})

    @routes.get("/presets", response_model=FormerGallery, summary="Examples (former path)", deprecated=True)
    async def get_gallery_json() -> Response:
        """Deprecated: use `/api/v1/examples`, which returns this list under the key `examples`."""
        return json_response({"presets": gallery_json()})

    return routes
