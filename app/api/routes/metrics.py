"""Metrics route: numbers for the operator, in the text format of Prometheus."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from ...core.problem_details import REMEDIES, ProblemError
from ...core.response_models import problems
from ...jobs.services import Services
from ..metrics import exposition, metrics
from .health import NEVER


def metrics_routes(services: Services) -> APIRouter:
    """``/metrics``."""
    routes = APIRouter(tags=["health"])
    registry = metrics(services)

    @routes.get(
        "/metrics",
        response_class=PlainTextResponse,
        responses=problems(404),
        summary="Get the metrics",
    )
    async def get_metrics() -> Response:
        """Viewers, runs, steps, queue, cache and worker restarts, in the text format of Prometheus.

        Without personal data. An operator may turn it off.
        """
        if not services.settings.metrics:
            raise ProblemError(404, REMEDIES[404])
        return Response(exposition(registry), headers={**NEVER, "Content-Type": CONTENT_TYPE_LATEST})

    return routes
