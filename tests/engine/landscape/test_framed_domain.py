"""Framed domains: they fill the frame, contain the own domain, and show no place below the lowest minimum."""

import math
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from network_specs import MLP, network_experiment
from pydantic import ValidationError

from engine.catalog.surfaces import SURFACES
from engine.landscape.build import build_problem
from engine.landscape.framed_domain import framed_domain
from engine.landscape.grid_request import GridRequest
from engine.problems.analytic import AnalyticProblem
from engine.problems.problem import Problem
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment
from engine.worker.scan import ScanRequest, prepare

ASPECTS = st.floats(0.2, 5.0)
SHARES = st.floats(0.0, 1.0)
STRETCH = 1.6


def problem_of(problem: dict[str, Any]) -> Problem:
    experiment = {"problem": problem, "racers": [{"optimizer": {"name": "sgd"}}]}
    return build_problem(complete(Experiment.model_validate(experiment, strict=False)))


def surface(name: str) -> Problem:
    return problem_of({"kind": "surface", "surface": {"name": name}})


def proportions(domain: Any) -> float:
    (left, right), (low, high) = domain
    return float((right - left) / (high - low))


@given(st.sampled_from([entry.name for entry in SURFACES]), ASPECTS, SHARES, SHARES)
@example("rosenbrock", 2.14, 0.0, 0.0)
@example("ellipse100", 0.8, 0.5, 1.0)
def test_surface_fills_frame_and_stays_true(name: str, aspect: float, across: float, along: float) -> None:
    problem = surface(name)
    (left, right), (low, high) = own = problem.domain
    (x0, x1), (y0, y1) = wide = framed_domain(problem, aspect)
    assert x0 <= left < right <= x1
    assert y0 <= low < high <= y1
    assert math.isclose(x0 + x1, left + right, abs_tol=1e-9)
    assert math.isclose(y0 + y1, low + high, abs_tol=1e-9)
    if wide == own:
        return
    ratio = aspect / proportions(wide)
    assert math.isclose(ratio, STRETCH) or math.isclose(ratio, 1 / STRETCH)
    assert (x0, x1) == (left, right) or (y0, y1) == (low, high)
    place = torch.tensor([[x0 + across * (x1 - x0), y0 + along * (y1 - y0)]], dtype=torch.float64)
    value = problem.values(place, None).item()
    lowest = min(value for *_, value in problem.known_minima())
    assert value >= lowest - 1e-6 * max(1.0, abs(lowest))


@pytest.mark.parametrize("name", ["schwefel", "eggholder"])
def test_lower_places_beside_it_keep_domain(name: str) -> None:
    problem = surface(name)
    (left, right), (low, high) = problem.domain
    (_, y, lowest) = min(problem.known_minima(), key=lambda minimum: minimum[2])
    rows = np.append(np.linspace(low, high, 301), y)
    beside = problem.loss_grid(np.linspace(1.3 * left, 1.3 * right, 801), rows)
    assert beside.min() < lowest
    assert framed_domain(problem, 2.5) == problem.domain
    assert framed_domain(problem, 1.5) == problem.domain


def test_walls_do_not_flatten_a_linear_scale() -> None:
    problem = surface("double_well")
    assert framed_domain(problem, 2.2) == problem.domain, "its walls rise with the fourth power"
    assert framed_domain(surface("ackley"), 2.4) == ((-7.5, 7.5), (-5.0, 5.0)), "its walls are level"


def test_typed_domain_stays_as_typed() -> None:
    formula = {"kind": "formula", "expression": "x**2 + y**2", "domain": [[-1, 1], [-1, 1]]}
    assert framed_domain(problem_of(formula), 5.0) == ((-1.0, 1.0), (-1.0, 1.0))


def framed(function: Any, minima: Any = (), log_scale: bool | None = True) -> Any:
    """The domain of a function on the unit square in a frame twice as wide: 1.25 wide, or 1."""
    unit = ((0.0, 1.0), (0.0, 1.0))
    problem = AnalyticProblem(function, (0.5, 0.5), domain=unit, minima=minima, log_scale=log_scale)
    return framed_domain(problem, 2.0)[0]


def test_lowest_inside_counts_without_minima() -> None:
    assert framed(lambda x, y: (x - 0.5) ** 2 + y**2) == (-0.125, 1.125)
    assert framed(lambda x, y: x + y) == (0.0, 1.0), "lower to the left"
    assert framed(lambda x, y: x + y, [(0.0, 0.0, -1.0)]) == (-0.125, 1.125), "not below the known minimum"
    assert framed(lambda x, y: (x + 0.1).log() ** 2 + y**2) == (0.0, 1.0), "undefined to the left"


@lru_cache(maxsize=1)
def network() -> Problem:
    return build_problem(network_experiment(MLP, "moons", steps=5))


@given(ASPECTS)
def test_plane_of_network_fills_any_frame(aspect: float) -> None:
    problem = network()
    wide = framed_domain(problem, aspect)
    assert 1 / STRETCH - 1e-9 <= aspect / proportions(wide) <= STRETCH + 1e-9


def test_landscape_is_described_over_framed_domain() -> None:
    experiment = complete(
        Experiment.model_validate(
            {
                "problem": {"kind": "surface", "surface": {"name": "ellipse100"}},
                "racers": [{"optimizer": {"name": "sgd"}}],
            },
            strict=False,
        )
    )
    asked = ScanRequest(experiment.model_dump_json(), 5, aspect=1.0)
    assert prepare(asked).domain == ((-3.0, 3.0), (-1.875, 1.875))
    fixed = ScanRequest(experiment.model_dump_json(), 5, ((0.0, 1.0), (0.0, 1.0)), aspect=1.0)
    assert prepare(fixed).domain == ((0.0, 1.0), (0.0, 1.0))


def test_domain_and_aspect_exclude_each_other() -> None:
    with pytest.raises(ValidationError, match="either the domain or the aspect"):
        GridRequest.model_validate_json('{"domain": [[0, 1], [0, 1]], "aspect": 2}')
    for value in (0.19, 5.1, float("nan")):
        with pytest.raises(ValidationError):
            GridRequest.model_validate({"aspect": value})
