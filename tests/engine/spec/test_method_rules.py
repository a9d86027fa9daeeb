"""Rules of methods: what one without learning rate refuses, sizes that follow the domain, and limits."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from dummy_methods import ASKING, PAINTER, added
from engine_builders import experiment, formula, racer, surface
from network_specs import network_experiment
from pydantic import ValidationError

from engine.analyses.lr_sweep import SweepRequest, sweep
from engine.analyses.multi_run import MultiRunRequest, run_many
from engine.batched.normalize_request import normalize_request
from engine.batched.request import Axis, MapRequest
from engine.core.errors import InvalidSpec
from engine.core.method import Need
from engine.landscape.build import build_race
from engine.run.race import COLUMNS
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment, canonical

MOONS = {"name": "moons", "params": {"samples": 60}}
FEATURES = replace(PAINTER, name="features", title="Features", needs=frozenset({Need.ACTIVATIONS}))


@pytest.fixture(scope="module", autouse=True)
def _entries() -> Iterator[None]:
    with added(ASKING, FEATURES):
        yield


def simplex(**more: Any) -> Experiment:
    return experiment(surface("himmelblau"), [racer("adam"), racer("nelder_mead")], 60, **more)


def test_method_without_rate_runs_and_shows_none() -> None:
    chunk = build_race(simplex()).advance(61)
    adam, ours = chunk.racers
    assert np.isnan(ours[COLUMNS.index("lr")]).all()
    assert np.isfinite(np.delete(ours, COLUMNS.index("lr"), axis=0)).all()
    assert ours.shape[1] == 61
    assert "diverged" not in [event.name for event in chunk.events]
    assert ours[2, -1] < 1e-3 < ours[2, 0]
    assert np.isfinite(adam).all()


def refused(made: Any) -> InvalidSpec:
    with pytest.raises(InvalidSpec) as caught:
        made()
    assert caught.value.detail.endswith(".")
    return caught.value


def test_schedule_of_no_rate_is_refused() -> None:
    item = racer("nelder_mead", {"name": "cosine", "params": {}})
    error = refused(lambda: experiment(surface("bowl"), [racer("sgd"), item]))
    assert error.pointer == "/racers/1/schedule/name"
    assert "Nelder-Mead has no learning rate" in error.detail
    experiment(surface("bowl"), [racer("nelder_mead", {"name": "constant"})])


@pytest.mark.parametrize("change", [{"lr": 0.1}, {"size": 0.1}])
def test_edit_of_no_rate_is_refused(change: dict[str, Any]) -> None:
    edits = [{"step": 3, "racer": 0, "set": {"lr": 0.1}}, {"step": 4, "racer": 1, "set": change}]
    error = refused(lambda: simplex(edits=edits))
    assert error.pointer == f"/edits/1/set/{next(iter(change))}"
    assert error.detail == "This cannot be set while the ball rolls; what can: nothing."


def test_rate_among_its_parameters_is_refused() -> None:
    with pytest.raises(ValidationError, match="lr"):
        experiment(surface("bowl"), [racer("nelder_mead", lr=0.1)])


def test_sweep_of_no_rate_is_refused() -> None:
    error = refused(lambda: sweep(SweepRequest(experiment=simplex(), racer=1)))
    assert error.pointer == "/experiment/racers/1/optimizer/name"
    assert "Nelder-Mead has no learning rate" in error.detail
    assert sweep(SweepRequest(experiment=simplex(), racer=0))["best"] is not None


@pytest.mark.parametrize("kind", ["hyperparameters", "basins"])
@pytest.mark.parametrize("name", ["nelder_mead", "newton", "evolution_strategy"])
def test_map_of_a_new_method_is_refused(name: str, kind: Any) -> None:
    made = experiment(surface("bowl"), [racer("sgd"), racer(name)], 10)
    axes = (Axis(parameter="lr", low=0.1, high=1.0), Axis(parameter="momentum", low=0.0, high=0.9))
    for chosen in (None, axes if kind == "hyperparameters" else None):
        request = MapRequest(experiment=made, kind=kind, racer=1, axes=chosen)
        error = refused(lambda request=request: normalize_request(request))
        assert error.pointer == "/experiment/racers/1/optimizer/name"


def test_sweep_finds_the_full_newton_step() -> None:
    found = sweep(SweepRequest(experiment=experiment(surface("ellipse10"), [racer("newton")], 8), racer=0))
    assert found["lr"][found["best"]] == 1.0
    assert found["reached"] == 1
    assert found["edge"] == pytest.approx(3.16)  # beyond 2 each step moves farther away


def test_seeds_of_a_random_method_give_several_paths() -> None:
    made = experiment(surface("rastrigin"), [racer("evolution_strategy"), racer("nelder_mead")], 15)
    paths = run_many(MultiRunRequest(experiment=made, racer=0, kind="seeds"))["paths"]
    assert len({path.tobytes() for path in paths}) == len(paths) == 16
    (rows, _) = build_race(made).advance(16).racers
    assert paths[0] == pytest.approx(rows[:2], rel=1e-6)
    assert (
        refused(lambda: run_many(MultiRunRequest(experiment=made, racer=1, kind="seeds"))).pointer == "/kind"
    )


SIZES = [  # domain, a twentieth and a fiftieth of its diagonal
    (surface("bowl"), 0.424, 0.17),  # 6 x 6
    (surface("ellipse10"), 0.361, 0.144),  # 6 x 4
    (surface("rastrigin"), 0.724, 0.29),  # 10.24 x 10.24
    (formula("x*y", domain=[[-300, 0], [100, 500]]), 25.0, 10.0),
]


@pytest.mark.parametrize(("problem", "size", "sigma"), SIZES)
def test_lengths_follow_the_domain(problem: dict[str, Any], size: float, sigma: float) -> None:
    made = experiment(problem, [racer("nelder_mead"), racer("evolution_strategy")])
    assert made.racers[0].optimizer.params.size == size
    assert made.racers[1].optimizer.params.sigma == sigma
    assert complete(made) == made
    given = experiment(problem, [racer("nelder_mead", size=0.5), racer("evolution_strategy", sigma=0.1)])
    assert [given.racers[0].optimizer.params.size, given.racers[1].optimizer.params.sigma] == [0.5, 0.1]


@pytest.mark.parametrize("model", ["line", {"name": "mlp", "params": {"hidden": [3]}}])
def test_lengths_on_networks_are_the_parameters_own(model: Any) -> None:
    dataset = "diabetes" if model == "line" else MOONS
    racers = [racer("nelder_mead"), racer("evolution_strategy")]
    made = network_experiment(model, dataset, racers=racers)
    assert made.racers[0].optimizer.params.size == 0.5
    assert made.racers[1].optimizer.params.sigma == 0.1
    assert complete(made) == made


@pytest.mark.parametrize("name", ["newton", "nelder_mead"])
def test_too_many_weights_are_refused(name: str) -> None:
    def made(hidden: int) -> Experiment:  # 5 hidden + 2 weights
        model = {"name": "mlp", "params": {"hidden": [hidden]}}
        return network_experiment(model, MOONS, racers=[racer("sgd"), racer(name)])

    assert made(12).racers[1].optimizer.name == name
    error = refused(lambda: made(13))
    assert error.pointer == "/racers/1/optimizer/name"
    assert "at most 64 weights" in error.detail
    assert "has 67" in error.detail


def test_what_no_problem_offers_is_refused() -> None:
    error = refused(lambda: experiment(surface("bowl"), [racer("features")]))
    assert error.pointer == "/racers/0/optimizer/name"
    assert "activations of a network's layers" in error.detail


ANSWER = {"way": "left"}


@pytest.mark.parametrize(
    ("edit", "pointer"),
    [
        ({"step": 5, "answer": ANSWER}, None),
        ({"step": 5, "racer": 1, "answer": ANSWER}, None),
        ({"step": 5, "racer": 0, "answer": ANSWER}, "/edits/1/answer"),
        ({"step": 5, "racer": 7, "answer": ANSWER}, "/edits/1/answer"),
    ],
)
def test_answer_needs_a_racer_that_asks(edit: dict[str, Any], pointer: str | None) -> None:
    edits = [{"step": 9, "racer": 0, "set": {"lr": 0.1}}, edit]
    if pointer is None:
        made = experiment(surface("bowl"), [racer("sgd"), racer("asking")], edits=edits)
        assert [item.step for item in made.edits] == [5, 9]
        assert complete(made) == made == Experiment.model_validate_json(canonical(made))
        return
    error = refused(lambda: experiment(surface("bowl"), [racer("sgd"), racer("asking")], edits=edits))
    assert error.pointer == pointer
    assert "No racer asks" in error.detail


def test_answer_without_any_asking_racer_is_refused() -> None:
    edits = [{"step": 5, "answer": ANSWER}]
    assert (
        refused(lambda: experiment(surface("bowl"), [racer("sgd")], edits=edits)).pointer == "/edits/0/answer"
    )


@pytest.mark.parametrize(
    "edit",
    [
        {"step": 5},
        {"step": 5, "racer": 1, "set": {}},
        {"step": 5, "racer": 1, "set": {"rate": 0.2}, "answer": ANSWER},
        {"step": 5, "set": {"rate": 0.2}},
        {"step": 5, "answer": {}},
        {"step": 5, "answer": {"way": "x" * 101}},
        {"step": 5, "answer": {"way": None}},
        {"step": 5, "answer": {"way": ["left"]}},
        {"step": 5, "answer": {"way": float("nan")}},
        {"step": 5, "answer": {"way": 10**400}},
        {"step": 5, "answer": {"w" * 101: 1}},
        {"step": 5, "answer": {f"w{k}": k for k in range(17)}},
        {"step": -1, "answer": ANSWER},
        {"step": 5, "racer": 16, "answer": ANSWER},
    ],
)
def test_malformed_answers_are_refused(edit: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        experiment(surface("bowl"), [racer("sgd"), racer("asking")], edits=[edit])


def test_answers_fit_into_the_numbers_of_json() -> None:
    answer = {"pair": 3, "tie": True, "share": 0.5, "large": 10**30}
    made = experiment(surface("bowl"), [racer("asking")], edits=[{"step": 5, "answer": answer}])
    assert made.edits[0].answer == answer | {"large": 1e30}
    assert [type(value) for value in made.edits[0].answer.values()] == [int, bool, float, float]


def test_edits_without_answer_keep_their_text() -> None:
    edits = [{"step": 5, "racer": 0, "set": {"lr": 0.5}}]
    text = canonical(experiment(surface("bowl"), [racer("sgd", lr=0.1)], edits=edits))
    assert '"edits":[{"racer":0,"set":{"lr":0.5},"step":5}]' in text
    edits = [{"step": 5, "answer": ANSWER}]
    text = canonical(experiment(surface("bowl"), [racer("asking")], edits=edits))
    assert '"edits":[{"answer":{"way":"left"},"step":5}]' in text
