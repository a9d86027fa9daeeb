"""Analysis routes: one route for each analysis of the registry, all by the same function."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.analyses import (
    ANALYSES,
    Analysis,
    AnalysisRequest,
    RacerRequest,
    complete_request,
    run_analysis,
)
from engine.spec.keys import keys_of

from ...core.response_models import NOT_MODIFIED, body, problems
from ...http.content_negotiation import MEDIA_TYPES
from ...http.trajectory_formats import to_json
from ...jobs.complete import engine_errors_as_problems
from ...jobs.services import Services
from ...workers import Lane
from ..deprecated_paths import add_deprecated_path
from .cached_response import cached_response
from .request_body import parse_body


def analysis_routes(services: Services) -> APIRouter:
    """``/quantities``, ``/curvature``, and so on: the path of each analysis."""
    routes = APIRouter(prefix="/api/v1")
    for analysis in ANALYSES:
        known = problems(400, 413, 415, 422, 503)
        routes.add_api_route(
            f"/{analysis.path}",
            _endpoint(services, analysis),
            methods=["POST"],
            name=f"analyze_{analysis.name}",
            tags=["analyses"],
            response_model=analysis.facts,
            responses=(NOT_MODIFIED | known) if analysis.repeatable else known,
            openapi_extra=body(analysis.params.__name__, dict(analysis.example)),
            summary=analysis.title,
            description=analysis.summary,
        )
        if analysis.former_path:
            add_deprecated_path(routes, f"/{analysis.former_path}", f"/{analysis.path}")
    return routes


def _endpoint(services: Services, analysis: Analysis) -> Callable[[Request], Awaitable[Response]]:
    async def analyze(request: Request) -> Response:
        query = await parse_body(request, analysis.params)
        experiment = await services.prepare(query.experiment, "/experiment", request)
        query = query.model_copy(update={"experiment": experiment})
        with engine_errors_as_problems("", "/experiment"):
            query = complete_request(analysis, query, services.settings.work)
        text = query.model_dump_json()

        async def compute() -> bytes:
            return to_json(await _computed(services, request, analysis, query, text))

        if analysis.repeatable:
            return await cached_response(request, "json", analysis.path, f"{analysis.name} {text}", compute)
        return Response(
            await compute(), headers={"Cache-Control": "no-store"}, media_type=MEDIA_TYPES["json"]
        )

    return analyze


async def _computed(
    services: Services, request: Request, analysis: Analysis, query: AnalysisRequest, text: str
) -> dict[str, Any]:
    """The facts of a completed request, whose JSON is ``text``, computed in a worker."""
    racer = query.racer if isinstance(query, RacerRequest) else 0
    key = hashlib.sha256(f"{keys_of(query.experiment).text} {racer}".encode()).hexdigest()
    lane = Lane.LONG if _is_long(analysis, query) else Lane.INTERACTIVE
    async with services.computing(request):
        return await services.executor.call((key,), lane, run_analysis, analysis.name, text)


def _is_long(analysis: Analysis, query: AnalysisRequest) -> bool:
    if analysis.duration == "long on networks":
        return query.experiment.problem.slow_analyses
    return analysis.duration == "long"
