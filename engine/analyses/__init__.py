"""Analyses: questions about a run. Each is one module with an ``ENTRY``, listed here."""

from ..core.errors import InvalidSpec
from ..core.registry import Registry
from ..spec.defaults import complete
from . import local_curvature, lr_sweep, measure, multi_run, step_breakdown, step_timing
from .base import Analysis, AnalysisRequest, RacerRequest, StepRequest

__all__ = [
    "ANALYSES",
    "Analysis",
    "AnalysisRequest",
    "RacerRequest",
    "StepRequest",
    "complete_request",
    "run_analysis",
]

ANALYSES: Registry[Analysis] = Registry(
    "analysis",
    [
        measure.ENTRY,
        step_breakdown.ENTRY,
        local_curvature.ENTRY,
        step_timing.ENTRY,
        multi_run.ENTRY,
        lr_sweep.ENTRY,
    ],
)
"""All analyses, in the order of the reference."""


def complete_request(analysis: Analysis, request: AnalysisRequest, max_work: float) -> AnalysisRequest:
    """Complete the experiment of a request, and check that the request fits it.

    Args:
        analysis: the analysis that is asked.
        request: valid by itself.
        max_work: limit on steps x racers x weights, as for ``complete``.

    Raises:
        InvalidSpec: with the pointer in the request, if the experiment cannot be run, has no such racer, or
            the request does not fit it.
    """
    try:
        experiment = complete(request.experiment, max_work)
    except InvalidSpec as error:
        raise InvalidSpec(f"/experiment{error.pointer}", error.detail) from error
    if isinstance(request, RacerRequest) and request.racer >= len(experiment.racers):
        raise InvalidSpec(
            "/racer", f"There is no racer {request.racer}: the experiment has {len(experiment.racers)}."
        )
    completed = request.model_copy(update={"experiment": experiment})
    analysis.check(completed)
    return completed


def run_analysis(name: str, request: str) -> dict[str, object]:
    """Worker entry point: answers a request.

    Args:
        name: of the analysis.
        request: its request as JSON; its experiment is completed.

    Raises:
        InvalidSpec: if the question has no answer.
    """
    analysis = ANALYSES.named(name)
    return dict(analysis.function(analysis.params.model_validate_json(request)))
