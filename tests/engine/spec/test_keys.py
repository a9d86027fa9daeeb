"""Keys: each field of an experiment changes exactly the keys of the results that depend on it."""

import dataclasses
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from engine_builders import formula, surface
from pydantic import BaseModel

from engine.core.registry import Choice
from engine.spec import keys
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment, canonical, experiment_id

MLP = {"name": "mlp", "params": {"hidden": [3]}}
NETWORK = {"kind": "network", "model": MLP, "dataset": {"name": "moons"}, "batch_size": 16}
LINE = {"kind": "network", "model": {"name": "line"}, "dataset": {"name": "diabetes"}}
EDITS = [{"step": 3, "racer": 0, "set": {"lr": 0.1}}]

PROXY = {"name": "pca", "params": {"guide": "scout"}}
SECOND = {"name": "random", "params": {"origin": "final", "racer": 1}}


def base(problem: dict[str, Any], plane: dict[str, Any] | None = None) -> dict[str, Any]:
    racers = [
        {"label": "first", "optimizer": {"name": "sgd", "params": {"lr": 0.01}}},
        {"label": "second", "optimizer": {"name": "adam", "params": {"lr": 0.01}}},
    ]
    return {"problem": problem, "racers": racers, "steps": 20, "seed": 7, "edits": EDITS, "plane": plane}


BASES = {
    "surface": base(surface("rosenbrock")),
    "noisy surface": base(surface("rosenbrock", noise=0.5)),
    "formula": base(formula("x^2 + y^2")),
    "line": base(LINE),
    "proxy plane": base(NETWORK, PROXY),
    "racer plane": base(NETWORK, SECOND),
    "edited plane": base(NETWORK, {"name": "interpolation"}),
    "plane before the edit": base(NETWORK, {"name": "random", "params": {"origin": "current", "step": 3}}),
}
"""Two racers and an edit of the first one; maps are those of the first racer."""

RUN = {"race", "checkpoint", "loss"}
BASINS, GRID = {"basins"}, {"hyperparameters"}
MAPS = BASINS | GRID
LAND = {"landscape_text", "landscape"}
SHOWN = LAND | {"guide"}
MINIMA = {"minima"}

Row = tuple[str, str, str, Any, set[str]]

ROWS: list[Row] = [
    # model.field, base, pointer, other value, keys that change besides text and id
    ("Experiment.problem", "surface", "problem", formula("x^2 + y^2"), RUN | LAND | MINIMA | MAPS),
    ("Experiment.racers", "surface", "racers/2", {"optimizer": {"name": "sgd"}}, RUN),
    ("Experiment.racers", "proxy plane", "racers/2", {"optimizer": {"name": "sgd"}}, RUN),
    ("Experiment.racers", "racer plane", "racers/2", {"optimizer": {"name": "sgd"}}, RUN),
    ("Experiment.steps", "surface", "steps", 30, {"checkpoint", "loss"} | MAPS),
    ("Experiment.steps", "proxy plane", "steps", 30, {"checkpoint", "loss"}),
    ("Experiment.steps", "racer plane", "steps", 30, {"checkpoint", "loss"} | SHOWN),
    ("Experiment.seed", "surface", "seed", 8, RUN),
    ("Experiment.seed", "noisy surface", "seed", 8, RUN | MAPS),
    ("Experiment.seed", "proxy plane", "seed", 8, RUN | SHOWN),
    ("Experiment.edits", "surface", "edits", [], {"loss"} | MAPS),
    ("Experiment.edits", "racer plane", "edits", [], {"loss"}),
    ("Experiment.edits", "edited plane", "edits", [], {"race", "checkpoint", "loss"} | SHOWN),
    ("Experiment.edits", "plane before the edit", "edits", [], {"loss"}),
    ("Experiment.plane", "proxy plane", "plane", SECOND, {"race", "checkpoint"} | SHOWN),
    ("SurfaceSpec.kind", "surface", "problem", LINE, RUN | LAND),
    ("SurfaceSpec.surface", "surface", "problem/surface/name", "bowl", RUN | LAND | MINIMA | MAPS),
    ("SurfaceSpec.start", "surface", "problem/start", [0.5, 0.25], RUN | LAND | GRID),
    ("SurfaceSpec.noise", "noisy surface", "problem/noise", 0.25, RUN | MAPS),
    ("FormulaSpec.kind", "formula", "problem", LINE, RUN | LAND),
    ("FormulaSpec.expression", "formula", "problem/expression", "x^2", RUN | LAND | MINIMA | MAPS),
    ("FormulaSpec.domain", "formula", "problem/domain", [[-2, 2], [-2, 2]], RUN | LAND | MINIMA | MAPS),
    ("FormulaSpec.start", "formula", "problem/start", [0.5, 0.25], RUN | LAND | GRID),
    ("FormulaSpec.noise", "formula", "problem/noise", 0.25, RUN | MAPS),
    ("NetworkSpec.kind", "line", "problem", surface("bowl"), RUN | LAND),
    ("NetworkSpec.model", "proxy plane", "problem/model/params/hidden", [4], RUN | SHOWN),
    ("NetworkSpec.dataset", "proxy plane", "problem/dataset/name", "circles", RUN | SHOWN),
    ("NetworkSpec.loss", "proxy plane", "problem/loss", {"name": "hinge"}, RUN | SHOWN),
    ("NetworkSpec.initializer", "proxy plane", "problem/initializer", {"name": "zeros"}, RUN | SHOWN),
    ("NetworkSpec.weights_draw", "proxy plane", "problem/weights_draw", 1, RUN | SHOWN),
    ("NetworkSpec.batch_size", "proxy plane", "problem/batch_size", 8, RUN | SHOWN),
    ("NetworkSpec.start", "line", "problem/start", [0.5, 0.25], RUN | LAND),
    ("NetworkSpec.l1", "proxy plane", "problem/l1", 0.1, RUN | LAND),  # in published ids; see landscape_spec
    ("NetworkSpec.l1", "racer plane", "problem/l1", 0.1, RUN | SHOWN),
    ("NetworkSpec.early_stopping", "proxy plane", "problem/early_stopping", 5, RUN | LAND),  # likewise
    ("NetworkSpec.early_stopping", "racer plane", "problem/early_stopping", 5, RUN | SHOWN),
    ("NetworkSpec.measure_every", "proxy plane", "problem/measure_every", 5, RUN | SHOWN),  # likewise
    ("Racer.label", "surface", "racers/0/label", "other", {"loss"}),
    ("Racer.label", "racer plane", "racers/1/label", "other", {"loss"}),
    ("Racer.optimizer", "surface", "racers/0/optimizer/params/lr", 0.02, RUN | MAPS),
    ("Racer.optimizer", "surface", "racers/1/optimizer/params/lr", 0.02, RUN),
    ("Racer.optimizer", "proxy plane", "racers/1/optimizer/params/lr", 0.02, RUN),
    ("Racer.optimizer", "racer plane", "racers/0/optimizer/params/lr", 0.02, RUN),
    ("Racer.optimizer", "racer plane", "racers/1/optimizer/params/lr", 0.02, RUN | SHOWN),
    ("Racer.schedule", "surface", "racers/0/schedule", {"name": "cosine"}, RUN | MAPS),
    ("Racer.schedule", "racer plane", "racers/0/schedule", {"name": "cosine"}, RUN),
    ("Racer.schedule", "racer plane", "racers/1/schedule", {"name": "cosine"}, RUN | SHOWN),
    ("Edit.step", "surface", "edits/0/step", 4, {"loss"} | MAPS),
    ("Edit.racer", "surface", "edits/0/racer", 1, {"loss"} | MAPS),
    ("Edit.set", "surface", "edits/0/set/lr", 0.2, {"loss"} | MAPS),
    ("Edit.set", "racer plane", "edits/0/set/lr", 0.2, {"loss"}),
    ("Edit.set", "edited plane", "edits/0/set/lr", 0.2, {"race", "checkpoint", "loss"} | SHOWN),
    ("Edit.step", "edited plane", "edits/0/step", 4, {"race", "checkpoint", "loss"} | SHOWN),
]


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The model and all models in its fields, except chosen entries: their settings count as one field."""
    yield model
    for field in model.model_fields.values():
        yield from nested(field.annotation)


def nested(annotation: Any) -> Iterator[type[BaseModel]]:
    for argument in typing.get_args(annotation):
        yield from nested(argument)
    if (
        isinstance(annotation, type)
        and issubclass(annotation, BaseModel)
        and not issubclass(annotation, Choice)
    ):
        yield from models(annotation)


def changed(spec: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """A copy with another value at a JSON pointer; the index behind the last item appends."""
    name, _, rest = pointer.partition("/")
    copy: Any = list(spec) if isinstance(spec, list) else dict(spec)
    key: Any = int(name) if isinstance(spec, list) else name
    if isinstance(copy, list) and key == len(copy):
        return [*copy, value]  # type: ignore[return-value]
    copy[key] = changed(copy[key], rest, value) if rest else value
    return copy  # type: ignore[no-any-return]


def all_keys(spec: dict[str, Any]) -> dict[str, str]:
    """Every key of an experiment by name; those that its kind of problem does not have are left out."""
    experiment = complete(Experiment.model_validate(spec))
    found = dataclasses.asdict(keys.keys_of(experiment))
    found["loss"] = canonical(keys.loss_spec(experiment))
    if experiment.plane is not None:
        found["guide"] = canonical(keys.guide_spec(experiment))
    if experiment.problem.kind != "network":
        found["minima"] = canonical(keys.minima_spec(experiment))
        found["basins"] = canonical(keys.map_spec(experiment, 0, own_starts=True))
        found["hyperparameters"] = canonical(keys.map_spec(experiment, 0, own_starts=False))
    return found


@pytest.mark.parametrize(
    ("name", "pointer", "value", "expected"),
    [row[1:] for row in ROWS],
    ids=[f"{field} of {name} at {pointer.replace('/', '.')}" for field, name, pointer, *_ in ROWS],
)
def test_a_field_changes_the_keys_that_depend_on_it(
    name: str, pointer: str, value: Any, expected: set[str]
) -> None:
    before, after = all_keys(BASES[name]), all_keys(changed(BASES[name], pointer, value))
    both = before.keys() & after.keys()
    assert {key for key in both if before[key] != after[key]} == (expected & both) | {"text", "id"}


def test_every_field_of_an_experiment_is_listed() -> None:
    fields = {f"{model.__name__}.{name}" for model in models(Experiment) for name in model.model_fields}
    assert {row[0] for row in ROWS} | {"Edit.answer"} == fields  # answers need a method that asks


def test_text_and_id_are_canonical_json_and_experiment_id() -> None:
    experiment = complete(Experiment.model_validate(BASES["racer plane"]))
    found = keys.keys_of(experiment)
    assert found.text == canonical(experiment)
    assert found.id == experiment_id(experiment)
    assert keys.keys_of(experiment) is found
    assert keys.keys_of(experiment.model_copy(update={"seed": 8})) != found


def test_keys_are_forgotten_with_their_experiment() -> None:
    experiment = complete(Experiment.model_validate(BASES["surface"]))
    number = id(experiment)
    keys.keys_of(experiment)
    assert number in keys._KEYS
    del experiment
    assert number not in keys._KEYS
