"""Basin maps: compared with plain torch loops, known basin shares, and other resolutions."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from engine.batched import MapPart, map_part
from engine.batched.basin_assignment import arrival_radius
from engine.batched.minima import find_minima
from engine.catalog.surfaces import SURFACES
from engine.core.formula import parse
from engine.problems.analytic import AnalyticProblem


def request(optimizer: str, params: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Basins of Himmelblau's function on [-5, 5] squared."""
    experiment = {
        "problem": {"kind": "surface", "surface": {"name": "himmelblau"}},
        "racers": [{"optimizer": {"name": optimizer, "params": params}}],
        "steps": 600,
    }
    axes = [{"parameter": "x", "low": -5.0, "high": 5.0}, {"parameter": "y", "low": -5.0, "high": 5.0}]
    return {"experiment": experiment, "kind": "basins", "axes": axes, "resolution": 60} | more


def all_parts(asked: dict[str, Any]) -> list[MapPart]:
    first = map_part(asked, 0)
    return [first, *(map_part(asked, part) for part in range(1, first.parts))]


def grid(parts: list[MapPart], name: str) -> np.ndarray:
    size = len(parts[0].x)
    whole = np.full(size * size, np.nan)
    for part in parts:
        assert np.isnan(whole[part.cells]).all(), "a cell is computed twice"
        whole[part.cells] = part.columns[name]
    assert not np.isnan(whole).any(), "a cell is missing"
    return whole.reshape(size, size)


def boundary(minimum: np.ndarray) -> float:
    """Share of cells whose right or upper neighbor ends in another basin."""
    across, along = minimum[:-1, :-1] != minimum[:-1, 1:], minimum[:-1, :-1] != minimum[1:, :-1]
    return float((across | along).mean())


def test_basin_shares_and_borders_of_himmelblau() -> None:
    """Shares and the ratio of borders measured independently on 120 x 120 starts."""
    calm = grid(all_parts(request("sgd", {"lr": 0.003}, resolution=120)), "minimum")
    shares = [float((calm == index).mean()) for index in range(4)]
    assert shares == pytest.approx([0.2555, 0.2374, 0.2597, 0.2474], abs=1e-4)
    ragged = grid(all_parts(request("sgd", {"lr": 0.003, "momentum": 0.9}, resolution=120)), "minimum")
    assert boundary(ragged) > 2 * boundary(calm)


def test_cell_matches_a_plain_torch_loop() -> None:
    parts = all_parts(request("adam", {"lr": 0.3}, resolution=17))
    minimum, steps, loss = (grid(parts, name) for name in ("minimum", "steps", "loss"))
    (left, right), (low, high) = SURFACES.named("himmelblau").domain
    radius = arrival_radius(parts[0].minima, math.hypot(right - left, high - low))
    for row, column in ((0, 0), (3, 12), (8, 9), (16, 5)):
        start = [parts[0].x[column], parts[0].y[row]]
        point = torch.tensor(start, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.Adam([point], lr=0.3, foreach=False)
        path = [point.detach().clone()]
        for _ in range(600):
            optimizer.zero_grad()
            x, y = point.unbind()
            ((x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2).backward()
            optimizer.step()
            path.append(point.detach().clone())
        x, y = path[-1]
        assert loss[row, column] == ((x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2).item()
        distances = [math.dist((x, y), place[:2]) for place in parts[0].minima]
        nearest = int(np.argmin(distances))
        assert distances[nearest] < radius
        assert minimum[row, column] == nearest
        outside = [
            k for k, place in enumerate(path) if math.dist(place, parts[0].minima[nearest][:2]) > radius
        ]
        assert steps[row, column] == max(outside, default=-1) + 1


def test_map_with_other_axes_is_the_same_map_turned() -> None:
    """Another range for each parameter, so that no cell is its own mirror image."""
    x, y = {"parameter": "x", "low": -5.0, "high": 4.0}, {"parameter": "y", "low": -3.0, "high": 5.0}
    upright, turned = (
        all_parts(request("sgd", {"lr": 0.003}, axes=axes, resolution=15)) for axes in ([x, y], [y, x])
    )
    for name in upright[0].columns:
        np.testing.assert_array_equal(grid(turned, name), grid(upright, name).T)


def test_diverged_and_unfinished_runs_have_different_codes() -> None:
    thrown = all_parts(request("sgd", {"lr": 0.2}, resolution=16))
    assert (grid(thrown, "minimum") == -2).mean() > 0.9
    assert (grid(thrown, "steps") == -1).any()
    slow = all_parts(request("sgd", {"lr": 1e-7}, resolution=16))
    assert (grid(slow, "minimum") == -1).mean() > 0.9


def test_parts_are_coarse_to_fine_and_independent_of_order() -> None:
    asked = request("sgd", {"lr": 0.003}, resolution=101)
    asked["experiment"]["steps"] = 40
    parts = all_parts(asked)
    assert parts[0].parts == len(parts) > 3
    rows, columns = np.divmod(parts[0].cells, 101)
    assert {0, 100} <= set(rows.tolist()) & set(columns.tolist())
    assert len(parts[0].cells) < 0.05 * 101**2
    for part in reversed(parts):
        again = map_part(asked, part.part)
        assert again.cells.tobytes() == part.cells.tobytes()
        for name, values in part.columns.items():
            assert again.columns[name].tobytes() == values.tobytes()


def test_cells_do_not_depend_on_the_resolution() -> None:
    coarse = grid(all_parts(request("sgd", {"lr": 0.003, "momentum": 0.9}, resolution=11)), "loss")
    fine = grid(all_parts(request("sgd", {"lr": 0.003, "momentum": 0.9}, resolution=21)), "loss")
    np.testing.assert_array_equal(coarse, fine[::2, ::2])


def minima_of(name: str) -> list[tuple[float, float, float]]:
    entry = SURFACES.named(name)
    function = entry.bind(entry.params())
    problem = AnalyticProblem(function, entry.start, domain=entry.domain, minima=entry.minima)
    return find_minima(problem)


# Two have cusps for minima; that of the third lies on the edge of its domain.
SLOPED = ("abs_ravine", "ackley", "eggholder")


@pytest.mark.parametrize("name", [name for name in SURFACES.names if name not in SLOPED])
def test_minima_are_stationary_and_known_ones_come_first(name: str) -> None:
    entry = SURFACES.named(name)
    found = minima_of(name)
    assert found[: len(entry.minima)] == list(entry.minima)
    x, y, value = (torch.tensor(column, dtype=torch.float64) for column in zip(*found, strict=True))
    x.requires_grad_()
    y.requires_grad_()
    loss = entry.bind(entry.params())(x, y)
    slope = torch.hypot(*torch.autograd.grad(loss.sum(), (x, y)))
    size = sum(high - low for low, high in entry.domain)
    span = float(loss.detach().abs().max()) + 1.0
    assert float(slope.max()) < 1e-4 * span / size * 10
    np.testing.assert_allclose(loss.detach(), value, atol=1e-9 * span)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("himmelblau", 4),
        ("styblinski_tang", 4),
        ("six_hump_camel", 6),
        ("three_hump_camel", 3),
        ("goldstein_price", 4),
        ("sharp_flat", 2),
        ("double_well", 2),
        ("rosenbrock", 1),
        ("branin", 3),
        ("drop_wave", 1),
    ],
)
def test_all_minima_from_the_literature_are_found(name: str, count: int) -> None:
    assert len(minima_of(name)) == count


WELLS = sorted(np.roots([4.0, 0.0, -4.0, 1.0]))[::2]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x**4 + y**4", [(0, 0, 0)]),
        ("abs(x) + abs(y)", [(0, 0, 0)]),
        ("x**2", []),
        ("(x**2 + y**2 - 1)**2", []),
        ("x**2 - y**2", []),
        ("7", []),
        ("log(x)", []),
        ("(x**2 - 1)**2 + y**2 + x", [(root, 0, (root**2 - 1) ** 2 + root) for root in WELLS]),
    ],
)
def test_minima_of_typed_formulas(formula: str, expected: list[tuple[float, float, float]]) -> None:
    problem = AnalyticProblem(parse(formula).evaluate, (0.0, 0.0), domain=((-3.0, 3.0), (-3.0, 3.0)))
    found = find_minima(problem)
    assert len(found) == len(expected)
    for place, wanted in zip(found, expected, strict=True):
        assert place == pytest.approx(wanted, abs=1e-3)
