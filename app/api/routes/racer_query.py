"""What the calls that look at one racer have in common: the racer must exist, the answer is for ever."""

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
    """The experiment filled in.

    Raises:
        ProblemError: 422 where it cannot be run, or has no such racer.
    """
    whole = complete_or_problem(experiment, services.settings, "/experiment")
    if racer >= len(whole.racers):
        detail = f"There is no racer {racer}: the experiment has {len(whole.racers)}."
        raise ProblemError(422, detail, [FieldError("/racer", detail)])
    return whole


async def run_analysis(
    services: Services, request: Request, function: Callable[[W], Any], job: W, *, affinity: str, long: bool
) -> Response:
    """What a worker's function answers to ``job``, as JSON, unless the client holds it already.

    Args:
        services: whose workers do it.
        request: for its conditions.
        function: importable and pure; ``job`` has a ``repr`` that tells it whole.
        job: its argument.
        affinity: calls of the same affinity find what the last one left behind.
        long: whether it may take a second, so that no run may wait for it.
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
    """Whether a call about it is better kept off the lane that sliders wait on."""
    return isinstance(experiment.problem, NetworkSpec)
