"""Analyses: questions about a run. Each is one module with an ``ENTRY``, listed here."""

from ..core.registry import Registry
from . import local_curvature, lr_sweep, measure, multi_run, step_breakdown, step_timing
from .base import Analysis, AnalysisRequest, RacerRequest, StepRequest

__all__ = ["ANALYSES", "Analysis", "AnalysisRequest", "RacerRequest", "StepRequest", "run_analysis"]

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
