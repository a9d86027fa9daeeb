"""Surfaces: gradients, minima and facts against finite differences, a fine grid and published values."""

import numpy as np
import pytest
import torch
from scipy.optimize import approx_fprime

from engine.catalog.surfaces import SURFACES, Surface
from engine.core.params import NoParams
from engine.spec.default_rates import describe_rates

ENTRIES = pytest.mark.parametrize("entry", SURFACES, ids=SURFACES.names)

CUSPS = {"abs_ravine", "ackley"}
"""Surfaces whose minimum is a kink, without a gradient; points around it are checked instead."""

ON_BORDER = {"eggholder"}
"""Surfaces whose minimum lies on the border, where the gradient need not be zero."""


def value(entry: Surface, x: float, y: float) -> float:
    function = entry.bind(entry.params())
    return float(function(torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)))


def gradient(entry: Surface, x: float, y: float) -> np.ndarray:
    point = torch.tensor((x, y), dtype=torch.float64, requires_grad=True)
    entry.bind(entry.params())(*point.unbind()).backward()
    assert point.grad is not None
    return point.grad.numpy()


def hessian(entry: Surface, x: float, y: float) -> np.ndarray:
    function = entry.bind(entry.params())
    point = torch.tensor((x, y), dtype=torch.float64)
    return torch.autograd.functional.hessian(lambda p: function(*p.unbind()), point).numpy()


@ENTRIES
def test_gradient_agrees_with_finite_differences(entry: Surface) -> None:
    random = np.random.default_rng(7)
    (left, right), (low, high) = entry.domain
    scale = min(right - left, high - low)
    for _ in range(20):
        x, y = random.uniform(left, right), random.uniform(low, high)
        h = 1e-6 * scale
        expected = [
            (value(entry, x + h, y) - value(entry, x - h, y)) / (2 * h),
            (value(entry, x, y + h) - value(entry, x, y - h)) / (2 * h),
        ]
        size = max(1.0, abs(value(entry, x, y)) / scale, float(np.abs(expected).max()))
        assert gradient(entry, x, y) == pytest.approx(expected, abs=2e-4 * size)


@ENTRIES
def test_gradient_is_finite_at_round_numbers(entry: Surface) -> None:
    (left, right), (low, high) = entry.domain
    for x, y in [(0.0, 0.0), (left, low), (right, high), ((left + right) / 2, (low + high) / 2)]:
        assert np.isfinite(gradient(entry, x, y)).all()


@ENTRIES
def test_listed_minima_are_stationary_and_convex(entry: Surface) -> None:
    for x, y, height in entry.minima:
        scale = max(1.0, abs(height))
        assert value(entry, x, y) == pytest.approx(height, abs=1e-9 * scale)
        if entry.name in CUSPS:
            around = [
                value(entry, x + 1e-3 * np.cos(t), y + 1e-3 * np.sin(t)) for t in np.arange(0, 6.3, 0.1)
            ]
            assert min(around) > value(entry, x, y)
            continue
        if entry.name in ON_BORDER:
            assert (x, y)[0] == entry.domain[0][1]
            assert gradient(entry, x, y)[1] == pytest.approx(0.0, abs=1e-5)
            assert gradient(entry, x, y)[0] < 0.0
            continue
        curvature = np.linalg.eigvalsh(hessian(entry, x, y))
        assert curvature.min() >= -1e-9 * curvature.max()
        assert np.abs(gradient(entry, x, y)).max() <= 1e-6 * max(1.0, curvature.max())


@ENTRIES
def test_no_grid_point_is_lower_than_minima(entry: Surface) -> None:
    x, y = (torch.linspace(low, high, 401, dtype=torch.float64) for low, high in entry.domain)
    with torch.no_grad():
        heights = entry.bind(entry.params())(*torch.meshgrid(x, y, indexing="xy"))
    lowest = min(height for _, _, height in entry.minima)
    assert heights.shape == (401, 401)
    assert float(heights.min()) >= lowest - 1e-9 * max(1.0, abs(lowest))


@ENTRIES
def test_lowest_everywhere_is_said_where_it_holds(entry: Surface) -> None:
    function, lowest = entry.bind(entry.params()), min(height for _, _, height in entry.minima)
    (left, right), (low, high) = entry.domain
    random = np.random.default_rng(11)
    found = np.inf
    for size in (1.0, 1.5, 3.0, 10.0, 100.0, 1e4):
        across, along = (torch.from_numpy(random.uniform(-size, size, 60_000)) for _ in range(2))
        x = (left + right) / 2 + (right - left) / 2 * across
        y = (low + high) / 2 + (high - low) / 2 * along
        with torch.no_grad():
            found = min(found, function(x, y).min().item())
    if entry.lowest_everywhere:
        assert found >= lowest - 1e-9 * max(1.0, abs(lowest))
    else:
        assert found < lowest - 1.0


@ENTRIES
def test_facts_are_consistent(entry: Surface) -> None:
    (left, right), (low, high) = entry.domain
    for x, y, *_ in [*entry.minima, entry.start]:
        assert left <= x <= right
        assert low <= y <= high
    assert {height for _, _, height in entry.minima} == {entry.minima[0][2]}
    described = entry.describe()
    assert set(described) >= {"domain", "minima", "start", "log_scale", "formula"}
    for rate in describe_rates(entry).values():
        assert 0.0 < rate["show"] <= 1e5
        assert 0.0 < rate["fast"] <= 1e5


@pytest.mark.parametrize(("kappa", "angle"), [(1.0, 0.0), (25.0, 30.0), (1000.0, -90.0)])
def test_ellipse_has_given_condition_number_and_axis(kappa: float, angle: float) -> None:
    entry = SURFACES.named("ellipse")
    function = entry.bind(entry.params(kappa=kappa, angle=angle))
    origin = torch.zeros(2, dtype=torch.float64)
    matrix = torch.autograd.functional.hessian(lambda p: function(*p.unbind()), origin).numpy()
    curvatures, axes = np.linalg.eigh(matrix)
    assert curvatures == pytest.approx([1.0, kappa])
    along = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    if kappa > 1.0:
        assert abs(axes[:, 0] @ along) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("name", "place", "expected"),
    [
        ("rosenbrock", (-1.2, 1.0), 24.2),
        ("goldstein_price", (0.0, -1.0), 3.0),
        ("himmelblau", (0.0, 0.0), 170.0),
        ("branin", (-np.pi, 12.275), 0.39788735772973816),
        ("six_hump_camel", (0.0898, -0.7126), -1.0316),
        ("eggholder", (512.0, 404.2319), -959.6407),
        ("schwefel", (420.9687, 420.9687), 0.0),
        ("styblinski_tang", (-2.903534, -2.903534), -78.33233),
        ("mccormick", (-0.54719, -1.54719), -1.9133),
        ("easom", (np.pi, np.pi), -1.0),
        ("beale", (3.0, 0.5), 0.0),
        ("levy", (1.0, 1.0), 0.0),
    ],
)
def test_published_values(name: str, place: tuple[float, float], expected: float) -> None:
    assert value(SURFACES.named(name), *place) == pytest.approx(expected, abs=1e-3)


def test_radio_gradient_equals_scipy() -> None:
    entry = SURFACES.named("radio")
    numeric = approx_fprime(np.array(entry.start), lambda p: value(entry, *p), 1e-7)
    assert gradient(entry, *entry.start) == pytest.approx(numeric, abs=1e-4)


@ENTRIES
def test_sharpness_equals_largest_finite_difference_curvature(entry: Surface) -> None:
    if entry.name in CUSPS or entry.params is not NoParams:
        assert entry.sharpness is None
        return
    h = 1e-4 * (entry.domain[0][1] - entry.domain[0][0])
    angles = np.linspace(0.0, np.pi, 181)
    bends = [
        (value(entry, x + a, y + b) - 2 * value(entry, x, y) + value(entry, x - a, y - b)) / h**2
        for x, y, _ in entry.minima
        for a, b in zip(h * np.cos(angles), h * np.sin(angles), strict=True)
    ]
    assert entry.sharpness == pytest.approx(max(bends), rel=2e-3)


def test_stable_below_holds_at_every_minimum_of_himmelblau() -> None:
    """The four minima allow 0.0243, 0.01495, 0.0248 and 0.0190; a plain loop leaves the sharpest above it."""
    entry = SURFACES.named("himmelblau")
    assert entry.sharpness is not None
    limit = 2 / entry.sharpness
    assert limit == pytest.approx(0.01495, rel=1e-3)
    for x, y, _ in entry.minima:
        assert _drift(x, y, 0.99 * limit) < 1e-3
    assert max(_drift(x, y, 1.02 * limit) for x, y, _ in entry.minima) > 1e-2


def _drift(x: float, y: float, lr: float) -> float:
    """Distance from a minimum of Himmelblau's function after gradient descent from close by."""
    a, b = x + 1e-4, y - 1e-4
    for _ in range(3_000):
        p, q = a * a + b - 11, a + b * b - 7
        a, b = a - lr * (4 * a * p + 2 * q), b - lr * (2 * p + 4 * b * q)
    return float(np.hypot(a - x, b - y))


@ENTRIES
def test_only_convex_kind_is_convex(entry: Surface) -> None:
    random = np.random.default_rng(3)
    low, high = np.array(entry.domain).T
    ends = random.uniform(low, high, (2, 2_000, 2))
    function = entry.bind(entry.params())

    def heights(places: np.ndarray) -> np.ndarray:
        x, y = torch.from_numpy(places).unbind(1)
        return function(x, y).numpy()

    chord = (heights(ends[0]) + heights(ends[1])) / 2
    below = heights(ends.mean(axis=0)) <= chord + 1e-9 * np.abs(chord)
    assert below.all() == (entry.kind == "convex")
