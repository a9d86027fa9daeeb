"""Planes: directions after Li et al. 2018, exact projection, principal components."""

import numpy as np
import pytest
import torch
from network_specs import MLP, network_experiment
from sklearn.decomposition import PCA

from engine.catalog.planes import PlaneBasis
from engine.catalog.planes.pca import principal
from engine.catalog.planes.random import RandomParams, gaussian_direction
from engine.core.domain import fit_domain
from engine.core.errors import InvalidSpec
from engine.core.inputs import InputSpec
from engine.landscape.build import build_problem, build_race
from engine.landscape.guide_path import record_path
from engine.problems.network import NetworkProblem
from engine.spec.experiment import canonical
from engine.worker.advance import RunRef, advance, clear_cache

SHAPES = [(6, 4), (6,), (3, 6), (3,)]
SIZE = sum(int(np.prod(shape)) for shape in SHAPES)


def _split(flat: np.ndarray) -> list[np.ndarray]:
    ends = np.cumsum([int(np.prod(shape)) for shape in SHAPES])[:-1]
    return [part.reshape(shape) for part, shape in zip(np.split(flat, ends), SHAPES, strict=True)]


def _direction(weights: np.ndarray, **params: object) -> np.ndarray:
    return gaussian_direction(RandomParams(**params), weights, SHAPES, np.random.default_rng(0))


WEIGHTS = np.random.default_rng(1).standard_normal(SIZE)


def test_each_filter_gets_the_length_of_its_weights() -> None:
    for direction, weights in zip(_split(_direction(WEIGHTS)), _split(WEIGHTS), strict=True):
        if weights.ndim == 2:
            lengths = np.linalg.norm(direction, axis=1)
            np.testing.assert_allclose(lengths, np.linalg.norm(weights, axis=1))
            assert not np.allclose(direction, weights)
        else:
            np.testing.assert_array_equal(direction, 0.0)


def test_each_layer_gets_the_length_of_its_weights() -> None:
    parts = zip(
        _split(_direction(WEIGHTS, normalization="layer", biases="scaled")), _split(WEIGHTS), strict=True
    )
    for direction, weights in parts:
        assert np.linalg.norm(direction) == pytest.approx(np.linalg.norm(weights))


def test_without_normalization_directions_are_standard_gaussian() -> None:
    shapes = [(100, 100)]
    params = RandomParams(normalization="none")
    direction = gaussian_direction(params, np.zeros(10_000), shapes, np.random.default_rng(0))
    assert direction.std() == pytest.approx(1.0, rel=0.03)
    assert (direction > 0).mean() == pytest.approx(0.5, abs=0.02)


def test_filter_of_zeros_has_a_direction() -> None:
    weights = _split(_direction(np.zeros(SIZE)))[0]
    np.testing.assert_allclose(np.linalg.norm(weights, axis=1), 1.0)


def test_rescaled_relu_network_has_the_same_landscape() -> None:
    """Layers times 10 and divided by 10 compute the same function (science C15)."""
    model = {"name": "mlp", "params": {"hidden": [12, 12], "activation": "relu"}}
    plane = {"name": "random", "params": {"normalization": "filter"}}
    experiment = network_experiment(model, "moons", plane=plane)
    x = np.linspace(-1, 1, 7)
    pictures = []
    for scale in (1.0, 8.0):
        problem = build_problem(experiment)
        factors = [scale, 1.0, 1.0, 1.0, 1 / scale, 1.0]  # biases are zero and stay zero
        flat = torch.cat(
            [f * p.detach().reshape(-1) for f, p in zip(factors, problem.parameters(), strict=True)]
        )
        generator = np.random.default_rng(3)
        first, second = (
            gaussian_direction(RandomParams(), flat.double().numpy(), problem.shapes, generator) for _ in "ab"
        )
        problem.set_plane(PlaneBasis(flat.numpy(), first, second, span=(1.0, 1.0)), problem.domain)
        pictures.append(problem.loss_grid(x, x))
    np.testing.assert_allclose(pictures[0], pictures[1], rtol=1e-5)


def test_projection_is_the_least_squares_solution() -> None:
    generator = np.random.default_rng(2)
    origin, first, second, point = generator.standard_normal((4, 50))
    second += 0.9 * first  # far from orthogonal
    axes = PlaneBasis(origin, first, second, span=None)
    x, y, off_plane = axes.project(torch.from_numpy(point))
    basis = np.stack([first, second], axis=1)
    (a, b), residual, *_ = np.linalg.lstsq(basis, point - origin, rcond=None)
    assert (x, y) == (pytest.approx(a), pytest.approx(b))
    assert off_plane == pytest.approx(np.sqrt(residual[0]))


@pytest.mark.parametrize(("dtype", "rtol"), [(torch.float32, 3e-5), (torch.float64, 1e-10)])
def test_block_projection_equals_least_squares(dtype: torch.dtype, rtol: float) -> None:
    generator = np.random.default_rng(5)
    origin, first, second = generator.standard_normal((3, 5_000))
    second += 0.5 * first
    block = generator.standard_normal((4, 3, 5_000))
    block[1, 1] *= 1e25  # its squares overflow float32
    block[2, 1, 7] = np.nan
    basis = np.stack([first, second], axis=1)
    rows = np.array(
        PlaneBasis(origin, first, second, span=None).project_block(torch.tensor(block, dtype=dtype))
    )
    assert np.isfinite(rows).all(axis=1).tolist() == [True, True, False, True]
    for row, vectors in zip(rows, block, strict=True):
        offsets = np.stack([vectors[0] - origin, *vectors[1:]], axis=1)
        if np.isfinite(offsets).all():
            shadows, residuals, *_ = np.linalg.lstsq(basis, offsets, rcond=None)
            lengths = [np.sqrt(residuals[0]), np.linalg.norm(vectors[1])]
            np.testing.assert_allclose(row[6:], lengths, rtol=rtol)
            scale = np.linalg.norm(offsets, axis=0) / np.linalg.norm(first)
            np.testing.assert_allclose(row[:6].reshape(3, 2).T / scale, shadows / scale, atol=rtol)


def test_projecting_a_point_of_the_plane_returns_it() -> None:
    origin, first, second = np.random.default_rng(2).standard_normal((3, 50))
    axes = PlaneBasis(origin, first, second, span=None)
    x, y, off_plane = axes.project(torch.from_numpy(origin + 0.3 * first - 1.7 * second))
    assert (x, y) == (pytest.approx(0.3), pytest.approx(-1.7))
    assert off_plane == pytest.approx(0.0, abs=1e-12)
    assert (
        axes.parallel_through(torch.from_numpy(origin + first)).project(torch.from_numpy(origin + first))[2]
        == 0.0
    )


def test_principal_directions_equal_those_of_scikit_learn() -> None:
    generator = np.random.default_rng(0)
    path = np.cumsum(generator.standard_normal((60, 300)) * np.linspace(2, 0.1, 300), axis=0)
    directions, shares = principal(path)
    reference = PCA(2, svd_solver="full").fit(path)
    for direction, expected in zip(directions, reference.components_, strict=True):
        assert np.linalg.norm(direction) == pytest.approx(1.0)
        assert abs(direction @ expected) == pytest.approx(1.0)
    np.testing.assert_allclose(shares, reference.explained_variance_ratio_)


def test_random_walk_has_the_known_explained_variance() -> None:
    """Antognini & Sohl-Dickstein 2018: 6 / pi^2 and a quarter of it, without any training."""
    walk = np.cumsum(np.random.default_rng(0).standard_normal((200, 4000)), axis=0)
    _, shares = principal(walk)
    assert shares[0] == pytest.approx(6 / np.pi**2, abs=0.03)
    assert shares[1] == pytest.approx(6 / np.pi**2 / 4, abs=0.03)


def test_straight_path_has_one_direction_and_constant_path_none() -> None:
    straight = np.linspace(0, 1, 10)[:, None] * np.arange(1.0, 6.0)
    directions, shares = principal(straight)
    assert len(directions) == 1
    assert shares == [pytest.approx(1.0)]
    assert principal(np.ones((10, 5))) == ([], [])


@pytest.mark.parametrize("plane", ["random", "pca"])
@pytest.mark.parametrize("initializer", ["zeros", "constant", "orthogonal"])
def test_every_plane_can_be_built_from_every_initializer(plane: str, initializer: str) -> None:
    experiment = network_experiment(MLP, "moons", plane={"name": plane}, initializer={"name": initializer})
    problem = build_problem(experiment)
    assert problem.axes is not None
    heights = problem.loss_grid(np.linspace(*problem.domain[0], 3), np.linspace(*problem.domain[1], 3))
    assert np.isfinite(heights).all()


def test_plane_around_initial_weights_has_them_at_its_origin() -> None:
    problem = build_problem(network_experiment(MLP, "moons", plane={"name": "random"}))
    np.testing.assert_allclose(problem.projector.project(problem.parameters()), 0.0, atol=1e-6)


@pytest.mark.parametrize(
    ("plane", "step"),
    [
        ({"name": "random", "params": {"origin": "final"}}, 240),
        ({"name": "pca", "params": {"guide": "first_racer", "origin": "final"}}, 240),
        # 240 steps are recorded as 200 points; step 102 is not one of them.
        *(
            ({"name": "pca", "params": {"guide": guide, "origin": "current", "step": 102}}, 102)
            for guide in ("first_racer", "racers")
        ),
        ({"name": "pca", "params": {"guide": "first_racer", "origin": "current", "step": 2_000}}, 240),
    ],
)
def test_plane_through_a_path_point_has_that_origin(plane: dict[str, object], step: int) -> None:
    assert 102 not in np.linspace(0, 240, 200).round()
    racers = [{"optimizer": {"name": "adam"}}, {"optimizer": {"name": "sgd"}}]
    race = build_race(network_experiment(MLP, "moons", plane=plane, racers=racers, steps=240, batch_size=32))
    x, y, off_plane = race.advance(241).racers[0][[0, 1, 5], step]
    assert (x, y, off_plane) == (pytest.approx(0.0, abs=1e-9),) * 3


EDITED = [{"step": 20, "racer": 0, "set": {"lr": 0.05}}, {"step": 40, "racer": 0, "set": {"momentum": 0.9}}]


def _plain_end(steps: int, edits: list[dict[str, object]]) -> np.ndarray:
    """Weights after so many full-batch steps of SGD with edits, in a loop written out here."""
    problem = build_problem(network_experiment(TINY, "moons", plane={"name": "random"}))
    net = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2))
    torch.nn.utils.vector_to_parameters(torch.from_numpy(problem.initial).float(), net.parameters())
    optimizer = torch.optim.SGD(net.parameters(), lr=0.3)
    for step in range(steps):
        for edit in edits:
            if edit["step"] == step:
                optimizer.param_groups[0].update(edit["set"])
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(net(problem.inputs), problem.targets).backward()
        optimizer.step()
    return torch.nn.utils.parameters_to_vector(net.parameters()).detach().double().numpy()


TINY = {"name": "mlp", "params": {"hidden": [4]}}
THROUGH_END = [
    ({"name": "interpolation"}, (1.0, 0.0)),
    ({"name": "random", "params": {"origin": "final"}}, (0.0, 0.0)),
    ({"name": "gradient", "params": {"origin": "final"}}, (0.0, 0.0)),
    ({"name": "pca", "params": {"guide": "first_racer", "origin": "final"}}, (0.0, 0.0)),
    ({"name": "pca", "params": {"guide": "racers", "origin": "final"}}, (0.0, 0.0)),
]


@pytest.mark.parametrize(("plane", "place"), THROUGH_END)
@pytest.mark.parametrize(("steps", "edits"), [(60, EDITED), (2_100, [])])
def test_plane_through_an_end_follows_the_whole_run(
    plane: dict[str, object], place: tuple[float, float], steps: int, edits: list[dict[str, object]]
) -> None:
    racers = [{"optimizer": {"name": "sgd", "params": {"lr": 0.3}}}]
    experiment = network_experiment(
        TINY, "moons", plane=plane, racers=racers, steps=steps, edits=edits, batch_size=None
    )
    problem = build_problem(experiment)
    x, y, off_plane = problem.axes.project(torch.from_numpy(_plain_end(steps, edits)))
    assert (x, y, off_plane) == pytest.approx((*place, 0.0), abs=1e-5)


def test_plane_through_a_late_step_passes_it() -> None:
    racers = [{"optimizer": {"name": "sgd", "params": {"lr": 0.3}}}]
    plane = {"name": "hessian", "params": {"origin": "current", "step": 2_050}}
    experiment = network_experiment(TINY, "moons", plane=plane, racers=racers, steps=2_100, batch_size=None)
    place = build_problem(experiment).axes.project(torch.from_numpy(_plain_end(2_050, [])))
    assert place == pytest.approx((0.0, 0.0, 0.0), abs=1e-5)


def test_races_with_edited_planes_share_no_coordinates() -> None:
    clear_cache()
    racers = [{"optimizer": {"name": "sgd", "params": {"lr": 0.3}}}]
    made = [
        network_experiment(
            TINY,
            "moons",
            plane={"name": "interpolation"},
            racers=racers,
            steps=60,
            edits=edits,
            batch_size=None,
        )
        for edits in ([], EDITED)
    ]
    for experiment in made:
        ends = advance(RunRef(canonical(experiment)), 0, 61).racers[0][:2, -1]
        assert ends == pytest.approx((1.0, 0.0), abs=1e-5)


def test_planes_that_follow_too_much_are_refused() -> None:
    racers = [{"optimizer": {"name": "sgd"}}] * 3
    plane = {"name": "pca", "params": {"guide": "racers"}}
    with pytest.raises(InvalidSpec, match=r"3 paths of 20,000 steps.*at most 13,333"):
        network_experiment(TINY, "moons", plane=plane, racers=racers, steps=20_000)


def _share_seen(plane: dict[str, object], lr: float) -> float:
    """Share of Adam's displacement from start to end that lies in the plane."""
    racers = [{"optimizer": {"name": "adam", "params": {"lr": lr}}}]
    race = build_race(network_experiment(MLP, "moons", plane=plane, racers=racers, steps=300))
    race.advance(301)
    pairs = zip(race.problem.parameters(), race.racers[0].parameters, strict=True)
    moved = torch.cat([(end - start).detach().reshape(-1).double() for start, end in pairs])
    x, y = race.problem.axes.project_direction(moved)
    inside = x * race.problem.axes.directions[0] + y * race.problem.axes.directions[1]
    return float(inside.square().sum() / moved.square().sum())


def test_principal_plane_explains_paths_better_than_random() -> None:
    own = _share_seen({"name": "pca", "params": {"guide": "first_racer"}}, lr=0.005)
    scouted = _share_seen({"name": "pca"}, lr=0.005)
    hidden = _share_seen({"name": "random"}, lr=0.005)
    assert own > 0.95
    assert 0.3 < scouted < own
    assert hidden < 0.1


def test_plane_of_the_proxy_guide_ignores_the_racers() -> None:
    first, second = (
        build_problem(network_experiment(MLP, "moons", racers=[{"optimizer": {"name": name}}], steps=steps))
        for name, steps in (("sgd", 10), ("adam", 20))
    )
    assert torch.equal(first.axes.directions, second.axes.directions)
    assert first.domain == second.domain


@pytest.mark.parametrize("steps", [5, 100, 450])
def test_path_has_even_strides_from_start_to_end(steps: int) -> None:
    experiment = network_experiment(MLP, "moons", steps=steps)
    problem = NetworkProblem(experiment.problem, experiment.seed)
    path = record_path(problem, experiment)[0]
    assert path.shape == (min(steps + 1, 200), problem.dim)
    model = problem.model.build(experiment.problem.model.params, InputSpec((2,)), 2)
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), problem.parameters(), strict=True):
            parameter.copy_(value)
    np.testing.assert_array_equal(path[0], torch.nn.utils.parameters_to_vector(model.parameters()).detach())
    lr = experiment.racers[0].optimizer.params.lr
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, foreach=False)
    for _ in range(steps):
        optimizer.zero_grad()
        problem.objective.function(model(problem.inputs), problem.targets).backward()
        optimizer.step()
    np.testing.assert_array_equal(path[-1], torch.nn.utils.parameters_to_vector(model.parameters()).detach())


def test_path_ends_where_it_diverges() -> None:
    racers = [{"optimizer": {"name": "sgd", "params": {"lr": 1000.0}}}]
    experiment = network_experiment("line", steps=200, racers=racers)
    problem = NetworkProblem(experiment.problem, experiment.seed)
    path = record_path(problem, experiment)[0]
    assert len(path) < 200
    assert np.isfinite(path).all()


def test_domain_contains_its_points_with_a_margin() -> None:
    (left, right), (low, high) = fit_domain([(0.0, 0.0), (4.0, 2.0), (np.inf, 0.0)])
    assert left < 0 < 4 < right
    assert low < 0 < 2 < high
    assert right - left == pytest.approx(4 * 1.5)
    for box in fit_domain([(3.0, 3.0)]), fit_domain([(3.0, 3.0), (5.0, 3.0)]):
        for side in box:
            assert side[0] < 3.0 < side[1]
    with pytest.raises(ValueError, match="No point is finite"):
        fit_domain([(np.nan, 0.0)])
