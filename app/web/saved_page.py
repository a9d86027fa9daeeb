"""Saved page: the lab at ``/e/{id}``, with the experiment that was saved under this id.

The state is in the page itself and in no header: proxies refuse long header lines.
"""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from engine.catalog_document import catalog
from engine.spec.experiment import Experiment
from engine.spec.keys import keys_of

from ..http import state_codec
from ..jobs.services import Services
from .json_script import json_script
from .link_preview import metadata_of
from .pages import Pages

Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


def saved_page_routes(pages: Pages, services: Services) -> APIRouter:
    """``/e/{id}``."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/e/{id}")
    async def saved_page(request: Request, id: Id) -> Response:
        experiment = await services.complete(await services.saved.load(id), request=request)
        context, address = partial(_context, request, id, experiment), f"{request.base_url}e/{id}"
        return await pages.page(request, "index.html", context, address=address, below=True)

    return routes


def _context(request: Request, id_: str, experiment: Experiment) -> Mapping[str, Any]:
    state = state_codec.encode(keys_of(experiment).text)
    base = str(request.base_url)
    address = f"{base}e/{id_}"
    return {
        "catalog": json_script(catalog()),
        "link_preview": metadata_of(request, experiment, address, f"{base}?s={state}", address),
        "saved": {"id": id_, "state": state},
    }
