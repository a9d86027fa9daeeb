"""Walk of a third kind: takes the dummy problem from the catalog to its picture, and to every refusal.

``test_dummy_kind.py`` runs it in a process of its own. The problem is a quadratic form, so that every number
is known in closed form.
"""

from typing import Any

import numpy as np
import pytest
from experiments import ON_FORM
from pydantic import ValidationError

from engine.analyses import ANALYSES, complete_request
from engine.batched.normalize_request import normalize_request
from engine.batched.request import MapRequest
from engine.catalog.methods import OPTIMIZERS
from engine.catalog_document import catalog
from engine.core.errors import InvalidSpec
from engine.export.formats import EXPORT_FORMATS
from engine.landscape.build import build_problem, build_race
from engine.landscape.grid import describe, grid
from engine.render.build_scene import build_scene
from engine.run.race import Race
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment, experiment_id
from engine.spec.keys import keys_of
from engine.worker.scan import ScanRequest, evaluate_tile, prepare

CURVATURES = np.array([1.0, 4.0, 16.0])
RATE = 0.1


def completed(**changes: Any) -> Experiment:
    experiment = complete(Experiment.model_validate({**ON_FORM, **changes}))
    assert complete(experiment) == experiment
    return experiment


def path(steps: int) -> np.ndarray[Any, Any]:
    """The weights of gradient descent from (1, 1, 1), in closed form: one row for each point."""
    return (1 - RATE * CURVATURES) ** np.arange(steps + 1)[:, None]


def check_catalog() -> None:
    kind = catalog()["problem_kinds"]["quadratic_form"]
    assert (kind["noun"], kind["weights"], kind["fields"]) == ("quadratic form", 3, ["curvatures"])
    assert "QuadraticFormSpec" in Experiment.model_json_schema()["$defs"]


def check_validation() -> None:
    with pytest.raises(ValidationError, match="curvature\n"):
        completed(problem={"kind": "quadratic_form", "curvature": 1})
    with pytest.raises(InvalidSpec, match="quadratic form has none"):
        completed(racers=[{"optimizer": {"name": "muon"}}])
    with pytest.raises(InvalidSpec, match="A quadratic form has no data"):
        completed(edits=[{"step": 1, "racer": 0, "set": {"batch_size": 4}}])
    with pytest.raises(InvalidSpec, match="The plane follows racer 3"):
        completed(plane={"name": "random", "params": {"origin": "current", "racer": 3}})


def check_completion() -> None:
    experiment = complete(Experiment.model_validate({**ON_FORM, "plane": None}))
    assert experiment.plane is not None
    assert experiment.plane.name == catalog()["default_plane"]
    for entry in OPTIMIZERS:
        if not entry.matrices_only:
            columns = build_race(completed(racers=[{"optimizer": {"name": entry.name}}])).advance(4).racers[0]
            assert np.isfinite(columns[2]).all(), entry.name


def check_keys() -> None:
    experiment = completed()
    other = completed(problem={"kind": "quadratic_form", "curvatures": [1, 2, 3]})
    assert experiment_id(experiment) != experiment_id(other)
    assert keys_of(experiment).race != keys_of(other).race
    assert keys_of(experiment).landscape != keys_of(other).landscape
    assert keys_of(experiment).landscape == keys_of(completed(steps=3)).landscape


def check_race() -> None:
    """Gradient descent is the closed form, also from a checkpoint on."""
    experiment = completed()
    weights = path(experiment.steps)
    x, y, loss = build_race(experiment).advance(experiment.steps + 1).racers[0][:3]
    np.testing.assert_allclose(loss, (CURVATURES * weights**2).sum(axis=1) / 2, rtol=1e-12)
    np.testing.assert_allclose(np.stack([x, y], axis=1), weights[:, :2] - 1, atol=1e-6)
    race = build_race(experiment)
    race.advance(7)
    again = Race.restore(experiment, race.checkpoint(), build_problem(experiment))
    assert again.advance(experiment.steps + 1).racers[0][2].tobytes() == loss[7:].tobytes()


def check_landscape() -> None:
    """On the plane of the first two weights through the start, and through a later point."""
    problem = build_problem(completed())
    info = describe(problem)
    assert (info.exact, info.plane) == (False, {"weights": 3, "explained_variance": None})
    land = grid(problem, 9)
    x, y = np.meshgrid(land.x, land.y)
    expected = ((1 + x) ** 2 + 4 * (1 + y) ** 2 + 16) / 2
    np.testing.assert_allclose(land.z, expected, rtol=1e-12)
    shifted = ScanRequest(keys_of(completed()).text, 9, at=(0, 5))
    assert prepare(shifted).domain == info.domain
    (middle,) = evaluate_tile(ScanRequest(shifted.experiment, 3, at=(0, 5)), 0)[1:2, 1]
    np.testing.assert_allclose(middle, (CURVATURES * path(5)[-1] ** 2).sum() / 2, rtol=1e-6)


def check_picture() -> None:
    experiment = completed()
    chunk = build_race(experiment).advance(experiment.steps + 1)
    scene = build_scene(experiment, grid(build_problem(experiment), 21), chunk.racers, chunk.events)
    assert (scene.title, scene.exact) == ("Quadratic form", False)


def answer(name: str, **request: Any) -> dict[str, Any]:
    analysis = ANALYSES.named(name)
    asked = analysis.params.model_validate({"experiment": ON_FORM, **request})
    return dict(analysis.function(complete_request(analysis, asked, 1e9)))


def check_analyses() -> None:
    facts = answer("curvature", step=2)
    np.testing.assert_allclose(facts["hessian"], np.diag(CURVATURES[:2]), atol=1e-9)
    np.testing.assert_allclose(facts["gradient"], (CURVATURES * path(2)[-1])[:2], rtol=1e-6)
    curvatures = [each["curvature"] for each in facts["space"]["directions"]]
    assert facts["space"]["weights"] == 3
    np.testing.assert_allclose([max(curvatures), min(curvatures)], [16, 1], rtol=1e-2)
    assert answer("step_breakdowns", step=1)["weights"] == ["v", "w"], "those that move most"
    swept = answer("sweeps")
    assert swept["failed"][np.asarray(swept["lr"]) > 2 / 16].all()
    assert not swept["failed"][np.asarray(swept["lr"]) < 1 / 16].any()


def check_refusals() -> None:
    for kind, sentence in (("seeds", "every seed gives the same path"), ("starts", "start of this problem")):
        with pytest.raises(InvalidSpec, match=sentence):
            answer("multi_runs", kind=kind)
    with pytest.raises(InvalidSpec, match="Only networks have these quantities"):
        answer("quantities", quantities=["sharpness"])
    with pytest.raises(InvalidSpec, match="Maps are drawn of surfaces and formulas"):
        normalize_request(MapRequest.model_validate({"experiment": ON_FORM, "kind": "hyperparameters"}))
    for form in EXPORT_FORMATS.values():
        with pytest.raises(
            InvalidSpec, match="A quadratic form cannot be written as a PyTorch script"
        ) as told:
            form.write(completed())
        assert told.value.pointer == "/problem/kind"


if __name__ == "__main__":
    check_catalog()
    check_validation()
    check_completion()
    check_keys()
    check_race()
    check_landscape()
    check_picture()
    check_analyses()
    check_refusals()
