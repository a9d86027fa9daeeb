"""Momentum theory: compared with eigenvalues of the step's matrix, a grid search and real loops."""

import numpy as np
import pytest
import torch

from engine.batched import map_part
from engine.batched import momentum_theory as theory
from engine.catalog.surfaces import SURFACES
from engine.core.formula import parse
from engine.problems.analytic import AnalyticProblem

PLAIN = theory.MomentumVariant()
NESTEROV = theory.MomentumVariant(nesterov=True)
DAMPENED = theory.MomentumVariant(dampening=0.25)


def step_matrix(lr: float, momentum: float, curvature: float, kind: theory.MomentumVariant) -> np.ndarray:
    """Matrix of one step of torch's SGD on (position, velocity)."""
    fresh = (1 - kind.dampening) * curvature
    velocity = np.array([fresh, momentum])
    if kind.nesterov:
        return np.array(
            [np.array([1.0, 0.0]) - lr * (np.array([curvature, 0.0]) + momentum * velocity), velocity]
        )
    return np.array([np.array([1.0, 0.0]) - lr * velocity, velocity])


@pytest.mark.parametrize("kind", [PLAIN, NESTEROV, DAMPENED], ids=["momentum", "nesterov", "dampened"])
def test_rate_is_the_spectral_radius_of_a_step(kind: theory.MomentumVariant) -> None:
    rng = np.random.default_rng(0)
    for lr, momentum, curvature in rng.uniform((0.0, 0.01, 0.1), (3.0, 1.0, 2.0), (300, 3)):
        eigenvalues = np.linalg.eigvals(step_matrix(lr, momentum, curvature, kind))
        found = float(theory.rate(np.array(lr), np.array(momentum), curvature, kind))
        assert found == pytest.approx(np.abs(eigenvalues).max(), rel=1e-9)
        code = int(theory.regime(np.array(lr), np.array(momentum), curvature, kind))
        if np.abs(eigenvalues).max() >= 1:
            assert code == theory.DIVERGENT
        else:
            swings = np.abs(eigenvalues.imag).max() > 0
            larger = eigenvalues[np.abs(eigenvalues).argmax()].real
            real = theory.ZIGZAG if larger < 0 else theory.OVER_DAMPED
            assert code == (theory.UNDER_DAMPED if swings else real)


@pytest.mark.parametrize("kind", [PLAIN, NESTEROV, DAMPENED], ids=["momentum", "nesterov", "dampened"])
def test_regime_tells_the_changes_of_sign_of_a_real_run(kind: theory.MomentumVariant) -> None:
    named = set()
    for lr, momentum in np.random.default_rng(1).uniform((0.05, 0.01), (2.6, 0.6), (150, 2)):
        code = int(theory.regime(np.array(lr), np.array(momentum), 1.0, kind))
        if code == theory.DIVERGENT:
            continue
        x = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
        options = {"nesterov": kind.nesterov, "dampening": kind.dampening}
        sgd = torch.optim.SGD([x], lr=lr, momentum=momentum, **options)
        path = []
        for _ in range(60):
            path.append(x.item())
            sgd.zero_grad()
            (x**2 / 2).sum().backward()
            sgd.step()
        late = np.sign(path[20:])
        changes = int((late[1:] != late[:-1]).sum())
        if not late.all():  # arrived exactly
            continue
        named.add(code)
        always, never = changes == len(late) - 1, changes == 0
        assert (always, never) == (code == theory.ZIGZAG, code == theory.OVER_DAMPED), (lr, momentum)
    assert named == {theory.OVER_DAMPED, theory.UNDER_DAMPED, theory.ZIGZAG}


def test_under_damped_rate_is_the_root_of_beta() -> None:
    assert float(theory.rate(np.array(0.01), np.array(0.95), 1.0, PLAIN)) == pytest.approx(0.95**0.5)


def test_the_critical_momentum() -> None:
    """(1 - sqrt(lr curvature))^2 is critically damped."""
    assert int(theory.regime(np.array(0.25), np.array(0.25), 1.0, PLAIN)) == theory.CRITICAL


@pytest.mark.parametrize("kind", [PLAIN, NESTEROV, DAMPENED], ids=["momentum", "nesterov", "dampened"])
@pytest.mark.parametrize("kappa", [4.0, 10.0, 100.0])
def test_no_point_of_a_fine_grid_beats_the_optimum(kind: theory.MomentumVariant, kappa: float) -> None:
    bowl = theory.Quadratic(0.5, 0.5 * kappa, (0.0, 0.0, 0.0))
    best = theory.optimum(bowl, kind)
    assert best is not None
    claimed = theory.rate_and_regime(bowl, np.array(best["lr"]), np.array(best["momentum"]), kind)[0]
    assert float(claimed) == pytest.approx(best["rate"], abs=1e-6)
    lr, momentum = np.meshgrid(np.linspace(0.2, 3, 801) * best["lr"], np.linspace(1e-3, 0.999, 801))
    rates = theory.rate_and_regime(bowl, lr, momentum, kind)[0]
    assert rates.min() >= best["rate"] - 1e-9
    assert rates.min() == pytest.approx(best["rate"], abs=0.02)


def test_the_optimum_of_goh() -> None:
    """kappa = 100: 9/11 at momentum (9/11)^2; gradient descent alone reaches 99/101."""
    bowl = theory.Quadratic(1.0, 100.0, (0.0, 0.0, 0.0))
    assert theory.optimum(bowl, PLAIN) == pytest.approx(
        {"lr": (2 / 11) ** 2, "momentum": (9 / 11) ** 2, "rate": 9 / 11}
    )
    assert theory.optimum(bowl, PLAIN, 0.0) == pytest.approx(
        {"lr": 2 / 101, "momentum": 0.0, "rate": 99 / 101}
    )
    assert theory.optimum(bowl, PLAIN, 0.5) is None


@pytest.mark.parametrize("kind", [PLAIN, NESTEROV, DAMPENED], ids=["momentum", "nesterov", "dampened"])
def test_boundary_curves_are_where_regimes_change(kind: theory.MomentumVariant) -> None:
    bowl = theory.Quadratic(1.0, 10.0, (0.0, 0.0, 0.0))
    momentum = np.linspace(0.05, 0.95, 19)
    drawn = theory.boundary_curves(bowl, momentum, kind)
    stability = np.array(drawn["stability"])
    assert (theory.rate_and_regime(bowl, 0.999 * stability, momentum, kind)[0] < 1).all()
    assert (theory.rate_and_regime(bowl, 1.001 * stability, momentum, kind)[0] > 1).all()
    for curvature, critical in zip((1.0, 10.0), map(np.array, drawn["critical"]), strict=True):
        assert (theory.regime(0.999 * critical, momentum, curvature, kind) == theory.OVER_DAMPED).all()
        assert (theory.regime(1.001 * critical, momentum, curvature, kind) == theory.UNDER_DAMPED).all()
    for curvature, turning in zip((1.0, 10.0), map(np.array, drawn["zigzag"]), strict=True):
        stable = np.array(theory.rate(1.001 * turning, momentum, curvature, kind)) < 1
        assert stable.any()
        assert (theory.regime(0.999 * turning, momentum, curvature, kind) == theory.UNDER_DAMPED).all()
        after = theory.regime(1.001 * turning, momentum, curvature, kind)
        assert (after[stable] == theory.ZIGZAG).all()


def test_only_quadratic_surfaces_are_fitted() -> None:
    curvatures = {
        "bowl": (1, 1),
        "ellipse10": (1, 10),
        "ellipse100": (1, 100),
        "ellipse100_rot45": (1, 100),
        "ellipse": (1, 100),
        "booth": (2, 18),
        "matyas": (0.04, 1),
    }
    for entry in SURFACES:
        problem = AnalyticProblem(
            entry.bind(entry.params()), entry.start, domain=entry.domain, minima=entry.minima
        )
        bowl = theory.fit_quadratic(problem)
        expected = curvatures.get(entry.name)
        assert (bowl is not None) == (expected is not None), entry.name
        if bowl is not None and expected is not None:
            assert (bowl.min_curvature, bowl.max_curvature) == pytest.approx(expected)


def test_minimum_of_a_quadratic_formula() -> None:
    problem = AnalyticProblem(
        parse("3*(x - 1)**2 + (x - y)**2 + 5").evaluate, (0.0, 0.0), domain=((-3.0, 2.0), (-1.0, 4.0))
    )
    bowl = theory.fit_quadratic(problem)
    assert bowl is not None
    assert bowl.minimum == pytest.approx((1.0, 1.0, 5.0))


def map_of_ellipse(
    params: dict[str, float | bool], steps: int = 400, resolution: int = 24
) -> dict[str, np.ndarray]:
    """All cells of a map of learning rate and momentum on the ellipse with kappa 10."""
    request = {
        "experiment": {
            "problem": {"kind": "surface", "surface": {"name": "ellipse10"}, "start": [1.0, 1.0]},
            "racers": [{"optimizer": {"name": "sgd", "params": params}}],
            "steps": steps,
        },
        "kind": "hyperparameters",
        "axes": [
            {"parameter": "lr", "low": 0.02, "high": 0.5},
            {"parameter": "momentum", "low": 0.05, "high": 0.95},
        ],
        "resolution": resolution,
    }
    first = map_part(request, 0)
    parts = [first, *(map_part(request, part) for part in range(1, first.parts))]
    cells = np.concatenate([part.cells for part in parts])
    rows, across = np.divmod(cells, resolution)
    found = {name: np.concatenate([part.columns[name] for part in parts]) for name in first.columns}
    return found | {"lr": first.x[across], "momentum": first.y[rows]}


@pytest.mark.parametrize("kind", [PLAIN, NESTEROV], ids=["momentum", "nesterov"])
def test_measured_rates_match_the_step_matrix(kind: theory.MomentumVariant) -> None:
    found = map_of_ellipse({"momentum": 0.5, "nesterov": kind.nesterov})
    eigenvalues = np.array(
        [
            sorted(
                abs(value)
                for curvature in (1.0, 10.0)
                for value in np.linalg.eigvals(step_matrix(lr, momentum, curvature, kind))
            )
            for lr, momentum in zip(found["lr"], found["momentum"], strict=True)
        ]
    )
    expected = eigenvalues[:, -1]
    clear = np.abs(expected - 1) > 0.02
    np.testing.assert_array_equal(found["failed"][clear] == 1, expected[clear] > 1)
    error = np.abs(found["rate"] - expected)[expected < 0.98]
    assert np.median(error) < 5e-3
    assert np.quantile(error, 0.95) < 0.03


def test_cell_matches_a_plain_torch_loop() -> None:
    found = map_of_ellipse({}, steps=50, resolution=9)
    for cell in (0, 40, 77):
        point = torch.tensor([1.0, 1.0], dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD(
            [point], lr=float(found["lr"][cell]), momentum=float(found["momentum"][cell]), foreach=False
        )
        for _ in range(50):
            optimizer.zero_grad()
            x, y = point.unbind()
            (0.5 * (x**2 + 10 * y**2)).backward()
            optimizer.step()
        x, y = point.detach()
        assert found["loss"][cell] == (0.5 * (x**2 + 10 * y**2)).item()


@pytest.mark.parametrize("dampening", [1.0, 1.5])
def test_no_theory_for_dampening_of_one_or_more(dampening: float) -> None:
    found = map_of_ellipse({"momentum": 0.5, "dampening": dampening}, steps=20, resolution=5)
    assert "rate" in found
    assert not {"theory_rate", "regime"} & set(found)


def test_optimum_with_equal_curvatures_has_no_momentum() -> None:
    best = theory.optimum(theory.Quadratic(2.0, 2.0, (0.0, 0.0, 0.0)), theory.MomentumVariant(dampening=0.5))
    assert best == pytest.approx({"lr": 0.5, "momentum": 0.0, "rate": 0.0})
