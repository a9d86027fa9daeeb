"""Completed values: what completion fills in, against tables written by hand, and what it leaves as given."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from around import choice_of, experiment_around
from engine_builders import experiment, formula, racer, surface
from network_specs import network_experiment
from other_values import other_settings

from engine.catalog.datasets import DATASETS
from engine.catalog.initializers import INITIALIZERS
from engine.catalog.losses import LOSSES
from engine.catalog.methods import OPTIMIZERS
from engine.catalog.models import MODELS
from engine.catalog.planes import PLANES
from engine.catalog.schedules import SCHEDULES
from engine.catalog.surfaces import SURFACES
from engine.core.params import NoParams
from engine.spec.compatibility import pairings
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

RATES = json.loads((Path(__file__).parents[3] / "engine/catalog/surfaces/rates.json").read_text())["rates"]
METHODS: dict[str, tuple[str, dict[str, Any]]] = {
    "gd": ("sgd", {}),
    "momentum": ("sgd", {"momentum": 0.9}),
    "nesterov": ("sgd", {"momentum": 0.9, "nesterov": True}),
}
"""The presets; every other method is the optimizer of its name."""


def rate(problem: dict[str, Any], name: str, **params: Any) -> float:
    """The learning rate that an experiment without one gets."""
    return float(experiment(problem, [racer(name, **params)]).racers[0].optimizer.params.lr)


@pytest.mark.parametrize("name", [entry.name for entry in SURFACES if entry.params is NoParams])
def test_rates_on_surfaces_are_the_measured_ones(name: str) -> None:
    for method, row in RATES[name].items():
        optimizer, params = METHODS.get(method, (method, {}))
        assert rate(surface(name), optimizer, **params) == row["show"], method


DIAGONAL = math.hypot(6, 6)
ESTIMATED: dict[tuple[str, tuple[tuple[str, Any], ...]], float] = {
    ("sgd", ()): 0.5 / 6,
    ("sgd", (("momentum", 0.9),)): 0.25 * 0.5 / 6,
    ("sgd", (("momentum", 0.8),)): 2 * 0.25 * 0.5 / 6,  # 1 - 0.8 is twice 1 - 0.9
    ("sgd", (("momentum", 0.5),)): 0.5 / 6,  # at most that without momentum
    ("sgd", (("momentum", 0.9), ("nesterov", True))): 0.25 * 0.5 / 6,
    ("sgd", (("momentum", 0.8), ("nesterov", True))): 2 * 0.25 * 0.5 / 6,
    ("asgd", ()): 0.5 / 6,
    ("radam", ()): 0.5 / 6,
    ("evolution_strategy", ()): 0.5 / 6,
    ("adam", ()): 2 * DIAGONAL / 150,
    ("adamw", ()): 2 * DIAGONAL / 150,
    ("adamax", ()): 2 * DIAGONAL / 150,
    ("nadam", ()): 2 * DIAGONAL / 150,
    ("rmsprop", ()): DIAGONAL / 150,
    ("rprop", ()): DIAGONAL / 150,
    ("adagrad", ()): 8 * DIAGONAL / 150,
    ("adadelta", ()): 2.0,
    ("adafactor", ()): 0.05,
    ("lbfgs", ()): 1.0,
    ("newton", ()): 1.0,
}
"""For x^2 + 3 y^2, whose curvature is 6, from -3 to 3: a quarter of 2 / 6, or a share of the diagonal."""


@pytest.mark.parametrize(("name", "params"), ESTIMATED)
def test_rates_of_a_formula_follow_from_curvature_and_domain(
    name: str, params: tuple[tuple[str, Any], ...]
) -> None:
    expected = float(f"{ESTIMATED[name, params]:.3g}")
    assert rate(formula("x^2 + 3*y^2"), name, **dict(params)) == expected


def test_every_method_with_a_rate_has_an_estimate() -> None:
    rated = {entry.name for entry in OPTIMIZERS if entry.has_rate and not entry.matrices_only}
    assert {name for name, _ in ESTIMATED} == rated


NETWORK_RATES = {
    "sgd": 0.1, "adam": 0.003, "adamw": 0.003, "rmsprop": 0.001, "adagrad": 0.03, "adadelta": 1.0,
    "adamax": 0.005, "nadam": 0.003, "radam": 0.003, "asgd": 0.1, "rprop": 0.01, "lbfgs": 1.0,
    "adafactor": 0.01, "muon": 0.03, "newton": 1.0, "evolution_strategy": 0.1,
}  # fmt: skip
MLP = {"name": "mlp", "params": {"hidden": [3]}}


@pytest.mark.parametrize("entry", OPTIMIZERS, ids=OPTIMIZERS.names)
def test_rates_on_networks_are_those_of_the_table(entry: Any) -> None:
    made = network_experiment(MLP, "moons", racers=[racer(entry.name)]).racers[0].optimizer.params
    assert getattr(made, "lr", None) == NETWORK_RATES.get(entry.name)


@pytest.mark.parametrize(("momentum", "expected"), [(0.9, 0.0316), (0.5, 0.0707), (0.0, 0.1), (1.0, 0.0)])
def test_momentum_lowers_the_rate_on_networks(momentum: float, expected: float) -> None:
    made = network_experiment(MLP, "moons", racers=[racer("sgd", momentum=momentum)])
    assert made.racers[0].optimizer.params.lr == expected  # 0.1 times the root of 1 - momentum


def test_rate_on_two_weights_follows_from_their_curvature() -> None:
    made = network_experiment("line", "diabetes", racers=[racer("sgd"), racer("sgd", momentum=0.9)])
    assert [one.optimizer.params.lr for one in made.racers] == [0.25, 0.0625]  # mean squared error bends by 2


def test_lengths_follow_from_the_domain() -> None:
    made = experiment(formula("x^2 + 3*y^2"), [racer("nelder_mead"), racer("evolution_strategy")]).racers
    assert made[0].optimizer.params.size == float(f"{0.05 * DIAGONAL:.3g}")
    assert made[1].optimizer.params.sigma == float(f"{0.02 * DIAGONAL:.3g}")
    learned = network_experiment(MLP, "moons", racers=[racer("nelder_mead"), racer("evolution_strategy")])
    assert learned.racers[0].optimizer.params.size == 0.5
    assert learned.racers[1].optimizer.params.sigma == 0.1


LOSS_OF = {
    "mlp": dict.fromkeys(
        ["moons", "circles", "spirals", "xor", "gaussians", "digits", "iris", "wine", "breast_cancer",
         "clips", "points", "table"],
        "cross_entropy",
    ) | dict.fromkeys(["curve", "diabetes", "proportional", "sensor"], "mse"),
    "line": dict.fromkeys(["curve", "diabetes", "proportional", "points", "table"], "mse"),
    "linear_chain": dict.fromkeys(["curve", "diabetes", "proportional", "points", "table"], "mse"),
    "logistic_neuron": dict.fromkeys(["breast_cancer", "points", "table"], "binary_cross_entropy"),
    "cnn": {"digits": "cross_entropy"},
    "recurrent": {"text": "cross_entropy", "sensor": "mse"},
    "transformer": {"text": "cross_entropy", "sensor": "mse"},
    "clip_cnn": {"clips": "cross_entropy"},
}  # fmt: skip
STARTS = {"line": (-1.0, 1.5), "logistic_neuron": (2.0, 2.0), "linear_chain": (-1.2, 1.25)}


@pytest.mark.parametrize("model", MODELS.names)
def test_loss_and_start_of_each_network_are_those_of_the_table(model: str) -> None:
    for dataset, loss in LOSS_OF[model].items():
        problem = network_experiment(model, dataset).problem
        assert problem.loss.name == loss, dataset
        assert problem.start == STARTS.get(model)


def test_table_has_every_pair() -> None:
    assert {model: set(row) for model, row in pairings().items()} == {k: set(v) for k, v in LOSS_OF.items()}


@pytest.mark.parametrize(
    ("activation", "initializer"),
    [
        ("relu", "kaiming_normal"), ("leaky_relu", "kaiming_normal"), ("tanh", "xavier_normal"),
        ("sigmoid", "xavier_normal"), ("identity", "xavier_normal"),
    ],
)  # fmt: skip
def test_initializer_follows_from_the_activation(activation: str, initializer: str) -> None:
    model = {"name": "mlp", "params": {"hidden": [3], "activation": activation}}
    assert network_experiment(model, "moons").problem.initializer.name == initializer


@pytest.mark.parametrize(("given", "made"), [(None, None), (31, 31), (32, None), (33, None), (1, 1)])
def test_batch_of_all_samples_is_the_whole_set(given: int | None, made: int | None) -> None:
    data = {"name": "moons", "params": {"samples": 40}}  # a fifth is kept back
    assert network_experiment(MLP, data, batch_size=given).problem.batch_size == made


def test_bare_experiments_get_the_documented_rest() -> None:
    network = {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "moons"}}
    bare = Experiment.model_validate({"problem": network, "racers": [{"optimizer": {"name": "adam"}}]})
    made = json.loads(complete(bare).model_dump_json())
    assert (made["steps"], made["seed"], made["edits"]) == (500, 0, [])
    assert made["plane"]["name"] == "pca"
    assert made["racers"][0]["schedule"] == {"name": "constant", "params": {}}
    assert made["racers"][0]["label"] == "Adam"
    rest = {name: made["problem"][name] for name in ("batch_size", "start", "l1", "early_stopping")}
    assert rest == {"batch_size": None, "start": None, "l1": 0.0, "early_stopping": None}
    assert (made["problem"]["weights_draw"], made["problem"]["measure_every"]) == (0, 1)
    plain = json.loads(experiment(formula("x"), [racer("sgd")]).problem.model_dump_json())
    assert (plain["domain"], plain["noise"]) == ([[-3, 3], [-3, 3]], 0.0)
    assert plain["start"] == pytest.approx([2.1, 1.5])  # 85 % across and 75 % up


@pytest.mark.parametrize("entry", SURFACES, ids=SURFACES.names)
def test_start_of_a_surface_is_its_own_unless_given(entry: Any) -> None:
    assert experiment(surface(entry.name), [racer("sgd")]).problem.start == entry.start
    given = experiment(surface(entry.name, start=[0.25, 0.5]), [racer("sgd")])
    assert given.problem.start == (0.25, 0.5)


PLACES = {"surfaces": SURFACES, "optimizers": OPTIMIZERS, "schedules": SCHEDULES, "models": MODELS,
          "datasets": DATASETS, "initializers": INITIALIZERS, "losses": LOSSES, "planes": PLANES}  # fmt: skip


@pytest.mark.parametrize("family", PLACES)
def test_given_values_are_never_replaced(family: str) -> None:
    for entry, name, settings in other_settings(PLACES[family]):
        made = experiment_around(family, entry.name, settings, steps=400)
        params = choice_of(family, made).params.model_dump(mode="json")
        assert {key: params[key] for key in settings} == settings, f"{entry.name} {name}"


@pytest.mark.parametrize("entry", OPTIMIZERS, ids=OPTIMIZERS.names)
def test_defaults_that_are_given_are_kept(entry: Any) -> None:
    """An explicit value that equals the default of its class is not the rate of the surface."""
    given = entry.params().model_dump(mode="json")
    problem = surface("rosenbrock")
    if entry.matrices_only:
        made = network_experiment(MLP, "moons", racers=[racer(entry.name, **given)])
    else:
        made = experiment(problem, [racer(entry.name, **given)])
    assert made.racers[0].optimizer.params.model_dump(mode="json") == given
