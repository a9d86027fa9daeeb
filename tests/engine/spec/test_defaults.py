"""Completion: defaults, checks of the whole experiment, and idempotence."""

from typing import Any

import pytest
from engine_builders import RATED, experiment, formula, racer, surface, torch_class
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from engine.catalog.methods import OPTIMIZERS, PRESETS
from engine.catalog.schedules import SCHEDULES
from engine.catalog.surfaces import SURFACES
from engine.core.errors import InvalidSpec
from engine.spec.default_rates import surface_rates
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment, canonical, experiment_id

GD = racer("sgd", lr=0.1)


def test_defaults_are_filled_in() -> None:
    made = experiment(surface("rosenbrock"), [racer("sgd"), racer("sgd", momentum=0.9), racer("adam")])
    assert made.problem.start == (-1.2, 1.0)
    assert [item.label for item in made.racers] == ["Gradient descent", "Momentum", "Adam"]
    assert [item.optimizer.params.lr for item in made.racers] == [0.00178, 0.00178, 0.1]
    assert made.racers[0].schedule.name == "constant"


def test_explicit_rate_is_kept() -> None:
    assert experiment(surface("rosenbrock"), [racer("adam", lr=1e-3)]).racers[0].optimizer.params.lr == 1e-3


def test_labels_are_unique_and_explicit_ones_kept() -> None:
    racers = [GD, GD | {"label": "Gradient descent"}, GD, GD | {"label": "A"}, GD | {"label": "A"}]
    labels = [item.label for item in experiment(surface("bowl"), racers).racers]
    assert labels == ["Gradient descent 2", "Gradient descent", "Gradient descent 3", "A", "A 2"]


def test_edits_are_sorted_and_values_typed() -> None:
    edits = [
        {"step": 9, "racer": 0, "set": {"lr": 1}},
        {"step": 3, "racer": 0, "set": {"momentum": 0.5}},
        {"step": 9, "racer": 0, "set": {"lr": 2}},
    ]
    made = experiment(surface("bowl"), [GD], edits=edits)
    assert [(edit.step, edit.set) for edit in made.edits] == [
        (3, {"momentum": 0.5}),
        (9, {"lr": 1.0}),
        (9, {"lr": 2.0}),
    ]
    assert '"lr":1.0' in canonical(made)


@pytest.mark.parametrize(
    ("edit", "pointer"),
    [
        ({"step": 0, "racer": 1, "set": {"lr": 0.1}}, "/edits/1/racer"),
        ({"step": 0, "racer": 0, "set": {"lr": -0.1}}, "/edits/1/set/lr"),
        ({"step": 0, "racer": 0, "set": {"lr": "fast"}}, "/edits/1/set/lr"),
        ({"step": 0, "racer": 0, "set": {"lr": float("nan")}}, "/edits/1/set/lr"),
        ({"step": 0, "racer": 0, "set": {"lr": None}}, "/edits/1/set/lr"),
        ({"step": 0, "racer": 0, "set": {"lr": [0.1]}}, "/edits/1/set/lr"),
        ({"step": 0, "racer": 0, "set": {"nesterov": True}}, "/edits/1/set/nesterov"),
        ({"step": 0, "racer": 0, "set": {"betas": [0.1, 0.2]}}, "/edits/1/set/betas"),
        ({"step": 0, "racer": 0, "set": {"a/b~": 1}}, "/edits/1/set/a~1b~0"),
        ({"step": 0, "racer": 0, "set": {"batch_size": 4}}, "/edits/1/set/batch_size"),
    ],
)
def test_impossible_edits_are_refused_with_pointer(edit: dict[str, Any], pointer: str) -> None:
    edits = [{"step": 50, "racer": 0, "set": {"lr": 0.2}}, edit]
    with pytest.raises(InvalidSpec) as caught:
        experiment(surface("bowl"), [GD], edits=edits)
    assert caught.value.pointer == pointer
    assert caught.value.detail.endswith(".")


@pytest.mark.parametrize(
    ("problem", "racers", "pointer", "hint"),
    [
        (formula("x +* y"), [GD], "/problem/expression", "character 4"),
        (formula(""), [GD], "/problem/expression", "empty"),
        (formula("1/0"), [GD], "/problem/expression", "no landscape"),
        (formula("sqrt(-1)"), [GD], "/problem/expression", "without a value"),
        (formula("9^9^9"), [GD], "/problem/expression", "in x and y"),
        (formula("x", domain=[[1, 1], [0, 2]]), [GD], "/problem/domain", "larger"),
        (formula("x", domain=[[0, 1], [-1e300, 1e300]]), [GD], "/problem/domain", "of y reaches to 1e+300"),
        (formula("x", domain=[[1, 1 + 1e-12], [0, 2]]), [GD], "/problem/domain", "narrow"),
        (formula("x", domain=[[0, 1e-300], [0, 2]]), [GD], "/problem/domain", "narrow"),
        (surface("bowl"), [GD, racer("muon")], "/racers/1/optimizer/name", "adam"),
    ],
)
def test_incompatible_parts_are_refused(
    problem: dict[str, Any], racers: list[dict[str, Any]], pointer: str, hint: str
) -> None:
    with pytest.raises(InvalidSpec) as caught:
        experiment(problem, racers)
    assert caught.value.pointer == pointer
    assert hint in caught.value.detail


@pytest.mark.parametrize(
    "params",
    [
        {"lr": -1.0},
        {"lr": float("inf")},
        {"lr": "1"},
        {"lr": True},
        {"speed": 1.0},
        {"momentum": 0.0, "nesterov": True},
        {"momentum": 0.9, "nesterov": True, "dampening": 0.5},
    ],
)
def test_parameters_that_torch_refuses_are_refused(params: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        experiment(surface("bowl"), [racer("sgd", **params)])


@pytest.mark.parametrize("entry", OPTIMIZERS, ids=OPTIMIZERS.names)
def test_defaults_equal_torch_unless_documented(entry: Any) -> None:
    import inspect

    import torch

    kind = torch.optim.Muon if entry.name == "muon" else torch_class(entry.name)
    theirs = inspect.signature(kind.__init__).parameters
    shown = entry.params.__doc__ or ""
    for name, field in entry.params.model_fields.items():
        assert name in theirs
        if name not in shown:
            assert field.default == theirs[name].default, name


def test_presets_are_optimizers_with_valid_parameters() -> None:
    assert [preset.name for preset in PRESETS] == ["gd", "momentum", "nesterov"]
    for preset in PRESETS:
        OPTIMIZERS.choose(preset.optimizer, **preset.params)
        assert all(preset.name in surface_rates(entry) for entry in SURFACES)


def test_every_optimizer_has_a_default_rate_everywhere() -> None:
    for entry in SURFACES:
        for name in RATED:
            (item,) = experiment(surface(entry.name), [racer(name)]).racers
            assert 0.0 < item.optimizer.params.lr < 1e5


experiments = st.builds(
    lambda problem, racers, steps, seed, edits: {
        "problem": problem,
        "racers": racers,
        "steps": steps,
        "seed": seed,
        "edits": [edit | {"racer": edit["racer"] % len(racers)} for edit in edits],
    },
    st.one_of(
        st.sampled_from(SURFACES.names).map(surface),
        st.sampled_from(["x**2+y**2", "sin(x)*y", "3", "abs(x)+hypot(x,y)", "1/x"]).map(formula),
    ),
    st.lists(
        st.builds(
            lambda name, schedule, label: racer(name, {"name": schedule}) | {"label": label},
            st.sampled_from(sorted(RATED)),
            st.sampled_from(SCHEDULES.names),
            st.none() | st.text(max_size=60),
        ),
        min_size=1,
        max_size=4,
    ),
    st.integers(2, 20_000),
    st.integers(0, 2**32 - 1),
    st.lists(
        st.fixed_dictionaries(
            {
                "step": st.integers(0, 20_000),
                "racer": st.integers(0, 3),
                "set": st.fixed_dictionaries({"lr": st.floats(0, 1e6) | st.integers(0, 1000)}),
            }
        ),
        max_size=4,
    ),
)


@settings(max_examples=80, deadline=None)
@given(experiments)
def test_completion_is_idempotent_and_survives_json(spec: dict[str, Any]) -> None:
    made = complete(Experiment.model_validate(spec))
    text = canonical(made)
    again = Experiment.model_validate_json(text)
    assert again == made
    assert complete(again) == made
    assert canonical(complete(again)) == text
    assert experiment_id(again) == experiment_id(made)
    labels = [item.label for item in made.racers]
    assert len(set(labels)) == len(labels)
    assert all(label and len(label) <= 60 for label in labels)


def test_too_much_work_is_refused_with_a_limit() -> None:
    network = {
        "kind": "network",
        "model": {"name": "mlp", "params": {"hidden": [256] * 8}},
        "dataset": {"name": "moons"},
    }
    with pytest.raises(InvalidSpec) as caught:
        experiment(network, [GD], 20_000)
    assert caught.value.pointer == "/steps"
    fits = int(caught.value.detail.split("at most ")[1].split()[0].replace(",", ""))
    assert experiment(network, [GD], fits).steps == fits
    with pytest.raises(InvalidSpec):
        experiment(network, [GD], fits + 1)
