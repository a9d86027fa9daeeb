"""Health routes: whether the server runs, whether its workers are ready, and its versions."""

import re

from fastapi import APIRouter
from starlette.responses import Response

from ...core.paths import STATIC
from ...core.problem_details import busy
from ...core.response_models import Health, Version, json_response, problems
from ...core.versions import versions
from ...jobs.services import Services

NEVER = {"Cache-Control": "no-store"}


def health_routes(services: Services) -> APIRouter:
    """``/healthz``, ``/readyz`` and ``/version``."""
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz", response_model=Health, summary="Check whether the server runs")
    async def healthz() -> Response:
        """Status 200 as long as the process responds."""
        return json_response({"status": "alive"}, headers=NEVER)

    @routes.get(
        "/readyz",
        response_model=Health,
        responses=problems(503),
        summary="Check whether the workers are ready",
    )
    async def readyz() -> Response:
        """Whether all workers are up. 503 while they start, and while a dead one is replaced."""
        status = services.worker_status
        if status is not None and not status.ready:
            raise busy("The workers are starting. Try again.")
        return json_response({"status": "ready"}, headers=NEVER)

    @routes.get("/version", response_model=Version, summary="Get the versions")
    async def version() -> Response:
        """Numbers are the same bit for bit only where torch and the kind of processor are the same."""
        return json_response({**versions(), "plotly.js": plotly_version()}, headers=NEVER)

    return routes


def plotly_version() -> str | None:
    """Version of the served Plotly.js bundle, from its file name; None if there is no bundle."""
    for path in sorted((STATIC / "vendor").glob("plotly-*.js")):
        if match := re.search(r"plotly-(\d+\.\d+\.\d+)", path.name):
            return match[1]
    return None
