"""Learning-rate sweeps and multi-runs: compared with races and plain loops."""

from typing import Any

import numpy as np
import pytest
from engine_builders import experiment, plain_loop, racer, surface, torch_optimizer
from network_specs import MLP, network_experiment

from engine.analyses.lr_sweep import SweepRequest, sweep
from engine.analyses.multi_run import MultiRunRequest, run_many
from engine.catalog.schedules import SCHEDULES
from engine.core.errors import InvalidSpec
from engine.landscape.build import build_race
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

SEVERAL = [("sgd", {"momentum": 0.9}), ("adam", {}), ("lbfgs", {}), ("adafactor", {})]


def losses_of(spec: Experiment, index: int = 0) -> np.ndarray:
    return build_race(spec).advance(spec.steps + 1).racers[index][2]


@pytest.mark.parametrize(("name", "params"), SEVERAL)
def test_sweep_matches_single_races(name: str, params: dict[str, Any]) -> None:
    told = sweep(SweepRequest(experiment=experiment(surface("beale"), [racer(name, **params)], 30), racer=0))
    for k in (0, told["best"], len(told["lr"]) // 2, len(told["lr"]) - 1):
        lr = float(told["lr"][k])
        run = losses_of(experiment(surface("beale"), [racer(name, lr=lr, **params)], 30))
        if len(run) < 31:
            assert np.isnan(told["loss"][k])
        else:
            assert told["loss"][k] == run[-1]


@pytest.mark.parametrize("name", SCHEDULES.names)
def test_runs_under_every_schedule_match_races(name: str) -> None:
    """Also under one that watches the loss, with which runs cannot go side by side."""
    spec = experiment(surface("beale"), [racer("sgd", {"name": name}, lr=1e-3)], 20)
    told = sweep(SweepRequest(experiment=spec, racer=0))
    made = spec.model_dump(mode="json")
    for k in (5, told["best"]):
        made["racers"][0]["optimizer"]["params"]["lr"] = float(told["lr"][k])
        assert told["loss"][k] == losses_of(complete(Experiment.model_validate(made)))[-1]
    first = run_many(MultiRunRequest(experiment=spec, racer=0))["paths"][0]
    own = build_race(spec).advance(21).racers[0][:2]
    np.testing.assert_array_equal(first, own.astype(np.float32))


def test_best_rate_on_a_quadratic_matches_theory() -> None:
    bowl = {"kind": "surface", "surface": {"name": "ellipse", "params": {"kappa": 9.0, "angle": 0.0}}}
    spec = experiment({**bowl, "start": [1.0, 1.0]}, [racer("sgd", lr=0.01)], 20)
    told = sweep(SweepRequest(experiment=spec, racer=0))
    # Curvatures 1 and 9: gradient descent is fastest at 2 / (1 + 9) and stable below 2 / 9.
    assert told["lr"][told["best"]] == pytest.approx(0.2, rel=0.12)
    assert 2 / 9 < told["edge"] < 1.15 * 2 / 9


def test_fastest_of_equally_low_rates_is_best() -> None:
    told = sweep(SweepRequest(experiment=experiment(surface("bowl"), [racer("sgd", lr=0.01)], 500), racer=0))
    best = told["best"]
    assert told["reached"] <= 2  # a round bowl takes one step at 1 / curvature
    assert np.sum(told["loss"] <= told["loss"][best] + 1e-9) > 5


def test_sweep_ignores_edits_of_the_rate_only() -> None:
    made = {
        "problem": surface("beale"),
        "racers": [racer("sgd", lr=0.01, momentum=0.5)],
        "steps": 20,
        "edits": [{"step": 5, "racer": 0, "set": {"lr": 1e-4, "momentum": 0.8}}],
    }
    told = sweep(SweepRequest(experiment=complete(Experiment.model_validate(made)), racer=0))
    lr = float(told["lr"][40])
    made["racers"] = [racer("sgd", lr=lr, momentum=0.5)]
    made["edits"] = [{"step": 5, "racer": 0, "set": {"momentum": 0.8}}]
    assert told["loss"][40] == losses_of(complete(Experiment.model_validate(made)))[-1]


def test_network_sweep_and_its_limit() -> None:
    spec = network_experiment(MLP, "moons", racers=[racer("sgd")], steps=4, batch_size=16)
    told = sweep(SweepRequest(experiment=spec, racer=0))
    lr = float(told["lr"][7])
    again = network_experiment(MLP, "moons", racers=[racer("sgd", lr=lr)], steps=4, batch_size=16)
    assert told["loss"][7] == losses_of(again)[-1]
    wide = {"name": "mlp", "params": {"hidden": [256, 256]}}
    with pytest.raises(InvalidSpec, match="at most"):
        sweep(SweepRequest(experiment=network_experiment(wide, "moons", steps=2000), racer=0))


@pytest.mark.parametrize(("name", "params"), SEVERAL[:3])
def test_first_of_many_starts_is_the_racers_own(name: str, params: dict[str, Any]) -> None:
    spec = experiment(surface("beale"), [racer(name, lr=1e-3, **params)], 25)
    told = run_many(MultiRunRequest(experiment=spec, racer=0, kind="starts", size=0.02))
    run = build_race(spec).advance(26).racers[0]
    np.testing.assert_array_equal(told["paths"][0], run[:2].astype(np.float32))
    own = told["paths"][3, :, 0].tolist()

    # float32 starts: the paths nearly agree.
    def beale(x, y):  # type: ignore[no-untyped-def]
        return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2

    settings = {**spec.racers[0].optimizer.params.model_dump()}
    x, _, _ = plain_loop(beale, own, lambda p: torch_optimizer(name, p, **settings), 25)
    if name != "lbfgs":
        np.testing.assert_allclose(told["paths"][3, 0], x, rtol=1e-3, atol=1e-4)
    assert told["balls"] == (16 if name == "lbfgs" else 50)
    assert list(told["points"]) == list(range(26))


def test_quantiles_match_races_with_those_seeds() -> None:
    spec = experiment(surface("bowl", noise=0.3), [racer("sgd", lr=0.1)], 20)
    told = run_many(MultiRunRequest(experiment=spec, racer=0, kind="seeds"))
    runs = np.array([losses_of(spec.model_copy(update={"seed": k})) for k in range(told["balls"])])
    ranked = np.sort(runs, axis=0)
    np.testing.assert_array_equal(told["quantiles"]["least"], ranked[0])
    np.testing.assert_array_equal(told["quantiles"]["median"], ranked[24])
    np.testing.assert_array_equal(told["quantiles"]["most"], ranked[-1])


def test_network_seeds_and_impossible_multi_runs() -> None:
    spec = network_experiment(MLP, "moons", racers=[racer("sgd", lr=0.1)], steps=3, batch_size=16, seed=4)
    told = run_many(MultiRunRequest(experiment=spec, racer=0, kind="seeds"))
    again = network_experiment(MLP, "moons", racers=[racer("sgd", lr=0.1)], steps=3, batch_size=16, seed=5)
    assert losses_of(again)[-1] in [told["quantiles"][name][-1] for name in told["quantiles"]] or (
        told["quantiles"]["least"][-1] <= losses_of(again)[-1] <= told["quantiles"]["most"][-1]
    )
    with pytest.raises(InvalidSpec, match="seed"):
        run_many(MultiRunRequest(experiment=spec, racer=0, kind="starts"))
    quiet = experiment(surface("bowl"), [racer("sgd", lr=0.1)], 5)
    with pytest.raises(InvalidSpec, match="noise"):
        run_many(MultiRunRequest(experiment=quiet, racer=0, kind="seeds"))


def test_diverged_run_counts_as_infinite_loss() -> None:
    spec = experiment(surface("rosenbrock"), [racer("sgd", lr=0.002)], 300)
    told = run_many(MultiRunRequest(experiment=spec, racer=0, kind="starts", size=0.2))
    assert 0 < told["diverged"] < told["balls"]
    assert told["quantiles"]["most"][-1] == np.inf
    assert np.isfinite(told["quantiles"]["least"]).all()


def test_early_stopping_is_not_divergence() -> None:
    data = {"name": "xor", "params": {"test_share": 0.3, "samples": 60}}
    spec = network_experiment(MLP, data, racers=[racer("sgd", lr=0.5)], steps=60, early_stopping=1)
    race = build_race(spec).advance(61).racers[0]
    assert race.shape[1] < 61, "the example stops early"
    told = run_many(MultiRunRequest(experiment=spec, racer=0, kind="seeds"))
    assert told["diverged"] == 0
    swept = sweep(SweepRequest(experiment=spec, racer=0))
    for lr, loss in zip(swept["lr"].tolist(), swept["loss"].tolist(), strict=True):
        again = network_experiment(MLP, data, racers=[racer("sgd", lr=lr)], steps=60, early_stopping=1)
        assert loss == losses_of(again)[-1]


def test_seeds_wrap_around_at_the_maximum() -> None:
    spec = network_experiment(MLP, "xor", racers=[racer("sgd", lr=0.1)], steps=5, seed=2**32 - 1)
    assert run_many(MultiRunRequest(experiment=spec, racer=0, kind="seeds"))["balls"] > 1
