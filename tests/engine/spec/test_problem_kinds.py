"""Problem kinds: each has its parts, and nobody outside asks which kind a problem is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.export.sections import SECTIONS
from engine.problems.build import BUILDERS
from engine.spec.problems import PROBLEMS, name_of

ROOT = Path(__file__).parents[3]
NAMES = ["surface", "formula", "network"]
CLASSES = {
    "SurfaceSpec",
    "FormulaSpec",
    "FunctionSpec",
    "NetworkSpec",
    "ProblemSpec",
    "AnalyticProblem",
    "NetworkProblem",
}
KNOW_KINDS = ("engine/spec/problems/", "engine/problems/")
"""Folders of the kinds themselves."""


def modules() -> list[str]:
    found = [path for top in ("engine", "app", "descentlab") for path in (ROOT / top).rglob("*.py")]
    paths = sorted(path.relative_to(ROOT).as_posix() for path in found)
    return [path for path in paths if not path.startswith(KNOW_KINDS)]


def questions(source: str) -> Iterator[str]:
    """Code that asks after the kind of a problem."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            inside = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
            inside |= {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
            asks_class = node.func.id in ("isinstance", "issubclass") and inside & CLASSES
            if asks_class or (node.func.id in ("getattr", "hasattr") and is_problem(node.args[0])):
                yield ast.unparse(node)
        if isinstance(node, ast.Compare | ast.Match):
            sides = [node.subject] if isinstance(node, ast.Match) else [node.left, *node.comparators]
            if any(is_kind(side) for side in sides):
                yield ast.unparse(sides[0])


def is_problem(node: ast.expr) -> bool:
    return ast.unparse(node).rpartition(".")[2] == "problem"


def is_kind(node: ast.expr) -> bool:
    """Whether this is the kind of a problem, such as ``experiment.problem.kind``."""
    owner = ast.unparse(node.value) if isinstance(node, ast.Attribute) and node.attr == "kind" else ""
    return owner.rpartition(".")[2] in ("problem", "spec")


def test_nobody_asks_for_the_kind() -> None:
    asked = {path: list(questions((ROOT / path).read_text())) for path in modules()}
    assert {path: found for path, found in asked.items() if found} == {}


@pytest.mark.parametrize(
    "source",
    [
        "isinstance(experiment.problem, NetworkSpec)",
        "isinstance(problem, (network.NetworkProblem, Other))",
        "experiment.problem.kind != 'network'",
        "spec.kind in ('surface', 'formula')",
        "getattr(experiment.problem, 'noise', 0.0)",
        "match problem.kind:\n    case 'network': pass",
    ],
)
def test_questions_are_found(source: str) -> None:
    assert list(questions(source))


def test_other_kinds_are_no_questions() -> None:
    assert not list(questions("request.kind == 'basins'; isinstance(guide, RacerGuide); surface.kind == 'x'"))


def test_every_kind_can_be_built() -> None:
    assert [name_of(kind) for kind in PROBLEMS] == list(BUILDERS) == NAMES


def test_every_kind_of_today_is_exported() -> None:
    assert list(SECTIONS) == NAMES
