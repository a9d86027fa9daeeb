"""Section table: how each kind of problem is written into a script."""

from collections.abc import Callable
from typing import Any

from ..core.errors import InvalidSpec
from ..spec.experiment import Experiment
from .function_section import formula_section, surface_section
from .network_section import network_section
from .problem_section import ProblemSection
from .source_extractor import SourceExtractor

SECTIONS: dict[str, Callable[[Any, Experiment, SourceExtractor], ProblemSection]] = {
    "surface": surface_section,
    "formula": formula_section,
    "network": network_section,
}
"""For each kind that can be exported: its completed spec, the experiment and the extractor -> the section."""


def problem_section(experiment: Experiment, extractor: SourceExtractor) -> ProblemSection:
    """Build the section of any problem.

    Raises:
        InvalidSpec: if this kind of problem cannot be written as a script.
    """
    problem = experiment.problem
    section = SECTIONS.get(problem.kind)
    if section is None:
        raise InvalidSpec(
            "/problem/kind",
            f"A {problem.noun} cannot be written as a PyTorch script; what can: {', '.join(SECTIONS)}. "
            "Choose one of these, or export the file that plays offline.",
        )
    return section(problem, experiment, extractor)
