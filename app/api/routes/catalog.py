"""Catalog routes: the items to choose, and the limits of a request."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...core.catalog_json import catalog_json, entry_json
from ...core.catalog_models import Catalog, CatalogEntry
from ...core.response_models import json_response, problems
from ...http.caching import respond
from ...jobs.services import Services
from ...limits.published import Limits, limits


def catalog_routes(services: Services) -> APIRouter:
    """``/catalog``, ``/catalog/{family}/{name}`` and ``/limits``."""
    routes = APIRouter(prefix="/api/v1", tags=["catalog"])

    @routes.get("/catalog", response_model=Catalog, summary="Get the catalog")
    async def get_catalog(request: Request) -> Response:
        """Every family with its entries, in the order of the menus. The page makes its controls from it."""
        content, etag = catalog_json()
        return respond(request, content, "application/json", etag=etag)

    @routes.get(
        "/catalog/{family}/{name}",
        response_model=CatalogEntry,
        responses=problems(404),
        summary="Get one entry of the catalog",
    )
    async def get_entry(family: str, name: str) -> Response:
        """One entry, such as a surface, an optimizer or a schedule; `family` is a key of the catalog."""
        return Response(entry_json(family, name), media_type="application/json")

    @routes.get("/limits", response_model=Limits, summary="Get the limits of a request")
    async def get_limits() -> Response:
        """Every limit. A request beyond one gets an error that names the limit and the remedy."""
        return json_response(limits(services.settings).model_dump())

    return routes
