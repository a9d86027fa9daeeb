"""Nearest names: misspelt names and those of other frameworks lead to the right ones."""

import json

import pytest
from pydantic import ValidationError

from engine.catalog_document import FAMILIES
from engine.core.errors import InvalidSpec, UnknownEntry
from engine.core.nearest import nearest
from engine.core.validation_errors import explain
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

BOWL = {"kind": "surface", "surface": {"name": "bowl"}}
MOONS = {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "moons"}}
ENTRIES = [
    ("/racers/0/optimizer", "adm", "adam"),
    ("/racers/0/optimizer", "Adam", "adam"),
    ("/racers/0/optimizer", "torch.optim.RMSprop", "rmsprop"),
    ("/racers/0/optimizer", "LBFGS", "lbfgs"),
    ("/racers/0/schedule", "CosineAnnealingLR", "cosine"),
    ("/racers/0/schedule", "ReduceLROnPlateau", "reduce_on_plateau"),
    ("/racers/0/schedule", "ExponentialDecay", "exponential"),
    ("/problem/surface", "rosenbrok", "rosenbrock"),
    ("/problem/model", "MLPClassifier", "mlp"),
    ("/problem/dataset", "make_moons", "moons"),
    ("/problem/loss", "CrossEntropyLoss", "cross_entropy"),
    ("/problem/initializer", "he_normal", "kaiming_normal"),
]
FIELDS = [
    ("adam", "learning_rate", "lr"),
    ("adam", "beta_1", "betas"),
    ("adam", "epsilon", "eps"),
    ("adam", "weightdecay", "weight_decay"),
    ("rmsprop", "rho", "alpha"),
    ("sgd", "momentun", "momentum"),
]


def detail_of(experiment: dict[str, object]) -> tuple[str, str]:
    text = json.dumps(experiment)
    with pytest.raises(ValidationError) as caught:
        Experiment.model_validate_json(text)
    (fault,) = explain(caught.value, text, Experiment).field_errors
    return fault.pointer, fault.detail


@pytest.mark.parametrize(("pointer", "name", "right"), ENTRIES)
def test_entry_is_suggested(pointer: str, name: str, right: str) -> None:
    experiment = {
        "problem": json.loads(json.dumps(BOWL if "surface" in pointer else MOONS)),
        "racers": [{"optimizer": {"name": "adam"}}],
    }
    *way, last = pointer.split("/")[1:]
    place = experiment
    for part in way:
        place = place[int(part)] if part.isdigit() else place[part]  # type: ignore[index,call-overload]
    place[last] = {"name": name}
    where, detail = detail_of(experiment)
    assert where == f"{pointer}/name"
    assert detail.startswith(f"Did you mean {right}? Choose one of these: ")


@pytest.mark.parametrize(("optimizer", "name", "right"), FIELDS)
def test_parameter_is_suggested(optimizer: str, name: str, right: str) -> None:
    racer = {"optimizer": {"name": optimizer, "params": {name: 0.1}}}
    where, detail = detail_of({"problem": BOWL, "racers": [racer]})
    assert where == f"/racers/0/optimizer/params/{name}"
    assert detail.endswith(f"Did you mean {right}?")


@pytest.mark.parametrize("name", ["t_max", "Tmax", "decay_steps"])
def test_schedule_parameter_is_suggested(name: str) -> None:
    racer = {"optimizer": {"name": "sgd"}, "schedule": {"name": "cosine", "params": {name: 5}}}
    assert detail_of({"problem": BOWL, "racers": [racer]})[1].endswith("Did you mean T_max?")


def test_fields_outside_the_catalog_are_suggested() -> None:
    racer = {"optimizer": {"name": "sgd"}}
    assert detail_of({"problem": BOWL, "racers": [racer], "epochs": 5})[1].endswith("Did you mean steps?")
    misspelt = {**racer, "scheduler": {"name": "cosine"}}
    assert detail_of({"problem": BOWL, "racers": [misspelt]})[1].endswith("Did you mean schedule?")
    assert "Did you mean" not in detail_of({"problem": BOWL, "racers": [racer], "zzz": 5})[1]


def test_edit_of_misspelt_parameter_is_suggested() -> None:
    spec = {
        "problem": BOWL,
        "racers": [{"optimizer": {"name": "adam"}}],
        "edits": [{"step": 1, "racer": 0, "set": {"learning_rate": 0.1}}],
    }
    with pytest.raises(InvalidSpec, match=r"^Did you mean lr\? This cannot be set"):
        complete(Experiment.model_validate_json(json.dumps(spec)))


@pytest.mark.parametrize("family", FAMILIES)
def test_other_names_lead_to_one_entry(family: str) -> None:
    registry = FAMILIES[family]
    others = [(name.casefold(), entry.name) for entry in registry for name in entry.aliases]
    assert len(others) == len(dict(others)), "two entries claim the same name"
    for name, entry in others:
        assert registry.nearest(name) == entry


def test_missing_entry_names_the_nearest() -> None:
    with pytest.raises(UnknownEntry, match=r"'adm'\. Known: .* Did you mean adam\?"):
        FAMILIES["optimizers"].named("adm")


def test_what_resembles_nothing_suggests_nothing() -> None:
    known = {"adam": (), "rmsprop": ()}
    for name in ("", "nobody", "x" * 1_000_000, "!!!"):
        assert nearest(name, known) is None
