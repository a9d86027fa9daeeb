"""Racer query: checks the racer of an analysis, and sends the result as an immutable response."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from engine import __version__
from engine.core.validation_errors import FieldError
from engine.spec.experiment import Experiment, NetworkSpec

from ...core.problem_details import ProblemError
from ...core.response_models import json_response
from ...http.caching import IMMUTABLE, is_not_modified, respond
from ...jobs.complete import complete_or_problem
from ...jobs.services import Services

W = TypeVar("W")


def complete_with_racer(services: Services, experiment: Experiment, racer: int) -> Experiment:
    """Complete an experiment.

    Raises:
        ProblemError: 422 if it cannot be run, or if it has no such racer.
    """
    whole = complete_or_problem(experiment, services.settings, "/experiment")
    if racer >= len(whole.racers):
        detail = f"There is no racer {racer}: the experiment has {len(whole.racers)}."
        raise ProblemError(422, detail, [FieldError("/racer", detail)])
    return whole


async def run_analysis(
    services: Services, request: Request, function: Callable[[W], Any], job: W, *, affinity: str, long: bool
) -> Response:
    """Run ``function(job)`` in a worker and respond with JSON, or with 304 if the client has the result.

    Args:
        services: its workers run the function.
        request: its If-None-Match is used.
        function: importable and pure.
        job: the argument; its ``repr`` must contain all its values, because it is part of the ETag.
        affinity: calls with equal text run in the same worker and share its cache.
        long: whether it can take a second; it then runs in a background worker.
    """
    etag = hashlib.sha256(f"{function.__name__} {job!r} {__version__}".encode()).hexdigest()[:24]
    if is_not_modified(request, etag):
        return respond(request, b"", "application/json", etag=etag, cache=IMMUTABLE, headers={})
    async with services.computing():
        key = hashlib.sha256(affinity.encode()).hexdigest()
        if long:
            facts = await services.workers.call_long(key, function, job)
        else:
            facts = await services.workers.call([key], False, function, job)
    content = bytes(json_response(facts).body)
    return respond(request, content, "application/json", etag=etag, cache=IMMUTABLE, headers={})


def is_network(experiment: Experiment) -> bool:
    """Whether the problem is a network, whose analyses are slow and run in background workers."""
    return isinstance(experiment.problem, NetworkSpec)
