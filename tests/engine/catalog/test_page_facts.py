"""Page facts: what the catalog tells pages, and the copy of it that the JavaScript tests read."""

import json
from pathlib import Path

import pytest

from engine.catalog.methods import OPTIMIZERS
from engine.catalog.planes import PLANES
from engine.catalog.surfaces import SURFACES
from engine.catalog_document import catalog, experiment_facts
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment
from engine.spec.problems.network import NETWORK_EDITS

FIXTURE = Path(__file__).parents[2] / "js" / "catalog.json"
"""Write it again with ``PYTHONPATH=. python tests/engine/catalog/test_page_facts.py``, and lay it out with
``npx biome format --write tests/js/catalog.json``.
"""


def page_facts():
    """The part of the catalog that modules of the page read as facts, without prose."""
    described = catalog()
    shortened = {
        family: [
            {"name": entry["name"], "params": {"properties": defaults(entry)}}
            | {fact: entry[fact] for fact in facts}
            for entry in described[family]
        ]
        for family, facts in (("planes", ["follows"]), ("optimizers", ["has_rate", "stability", "decay"]))
    }
    return {"presets": described["presets"], **shortened, **experiment_facts()}


def defaults(entry):
    """The defaults of an entry's parameters, as in its JSON Schema."""
    fields = entry["params"].get("properties", {}).items()
    return {name: {"default": field.get("default")} for name, field in fields}


def test_javascript_tests_read_the_real_catalog():
    assert json.loads(FIXTURE.read_text()) == json.loads(json.dumps(page_facts()))


def test_every_surface_kind_has_a_group():
    kinds = [kind for group in experiment_facts()["surface_groups"] for kind in group["kinds"]]
    assert len(set(kinds)) == len(kinds)
    assert {surface.kind for surface in SURFACES} <= set(kinds)


def test_opening_experiment_can_be_run():
    experiment = complete(Experiment.model_validate(experiment_facts()["opening"]))
    assert [racer.label for racer in experiment.racers] == ["Gradient descent", "Momentum", "RMSprop", "Adam"]


def test_network_edits_point_at_settings():
    body = {
        "problem": {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "moons"}},
        "racers": [{"optimizer": {"name": "sgd"}}],
        "edits": [{"step": 1, "racer": 0, "set": {"batch_size": 4, "dropout": 0.1, "l1": 0.01}}],
    }
    experiment = complete(Experiment.model_validate(body))
    assert set(experiment.edits[0].set) == set(NETWORK_EDITS)
    for pointer in NETWORK_EDITS.values():
        value = experiment.model_dump()
        for key in pointer.split("/")[1:]:
            assert key in value
            value = value[key]


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.parametrize("dampening", [0.0, 0.3, 1.0, 1.5])
def test_stability_rule_of_sgd_is_the_textbook_formula(momentum, nesterov, dampening):
    settings = {"momentum": momentum, "nesterov": nesterov, "dampening": dampening, "weight_decay": 0.5}
    for curvature in (-0.5, 0.1, 40.0):
        bend = curvature + 0.5
        share = 1 - dampening if momentum else 1.0
        expected = None
        if bend > 0 and momentum < 1:
            if nesterov:
                expected = 2 * (1 + momentum) / ((1 + 2 * momentum) * bend)
            elif share > 0:
                expected = 2 * (1 + momentum) / (bend * share)
        assert OPTIMIZERS.named("sgd").stability.limit(settings, curvature) == expected


def test_planes_say_whose_path_they_follow():
    follows = {plane["name"]: plane["follows"] for plane in catalog()["planes"]}
    for plane in PLANES:
        for case in follows[plane.name]:
            guide = plane.guide(plane.params(**case["params"]))
            kind = {"ProxyGuide": "proxy", "RacerGuide": "racers", "NoneType": None}[type(guide).__name__]
            assert kind == case["path"]


if __name__ == "__main__":
    FIXTURE.write_text(json.dumps(page_facts(), indent=2) + "\n")
