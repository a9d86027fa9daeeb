"""Analysis routes: one route for each analysis of the registry, all by the same function."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine import __version__
from engine.analyses import (
    ANALYSES,
    Analysis,
    AnalysisRequest,
    RacerRequest,
    complete_request,
    run_analysis,
)
from engine.spec.keys import keys_of

from ...core.response_models import body, json_response, problems
from ...http.caching import IMMUTABLE, is_not_modified, respond
from ...jobs.complete import engine_errors_as_problems
from ...jobs.services import Services
from ...workers import Lane
from ..deprecated_paths import add_deprecated_path
from .request_body import parse_body

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "Not modified: you have this version already."}
}


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
        with engine_errors_as_problems("", "/experiment"):
            query = complete_request(analysis, query, services.settings.work)
        return await respond_with_facts(services, request, analysis, query)

    return analyze


async def respond_with_facts(
    services: Services, request: Request, analysis: Analysis, query: AnalysisRequest
) -> Response:
    """Answer a completed request in a worker, or with 304 if the client has the answer."""
    text = query.model_dump_json()
    etag = hashlib.sha256(f"{analysis.name} {text} {__version__}".encode()).hexdigest()[:24]
    if analysis.repeatable and is_not_modified(request, etag):
        return respond(request, b"", "application/json", etag=etag, cache=IMMUTABLE, headers={})
    racer = query.racer if isinstance(query, RacerRequest) else 0
    key = hashlib.sha256(f"{keys_of(query.experiment).text} {racer}".encode()).hexdigest()
    lane = Lane.LONG if _is_long(analysis, query) else Lane.INTERACTIVE
    async with services.computing(request):
        facts = await services.executor.call((key,), lane, run_analysis, analysis.name, text)
    if not analysis.repeatable:
        return json_response(facts, headers={"Cache-Control": "no-store"})
    content = bytes(json_response(facts).body)
    return respond(request, content, "application/json", etag=etag, cache=IMMUTABLE, headers={})


def _is_long(analysis: Analysis, query: AnalysisRequest) -> bool:
    if analysis.duration == "long on networks":
        return query.experiment.problem.slow_analyses
    return analysis.duration == "long"
