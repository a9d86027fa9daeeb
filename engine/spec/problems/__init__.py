"""Problem kinds: what an experiment can be about, in the order of the API's documents."""

from typing import get_args

from .base import ProblemSpec
from .formula import FormulaSpec
from .network import NetworkSpec
from .surface import SurfaceSpec

PROBLEMS: list[type[ProblemSpec]] = [SurfaceSpec, FormulaSpec, NetworkSpec]
"""All kinds. ``engine/problems/build.py`` names the runtime problem of each."""


def name_of(problem: type[ProblemSpec]) -> str:
    """Name of a kind: the value of ``kind`` in an experiment."""
    (name,) = get_args(problem.model_fields["kind"].annotation)
    return str(name)


__all__ = ["PROBLEMS", "FormulaSpec", "NetworkSpec", "ProblemSpec", "SurfaceSpec", "name_of"]
