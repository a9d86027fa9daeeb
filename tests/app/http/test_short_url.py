"""Short URLs: every parameter that an address names arrives, also where a preset has another value."""

from typing import Any

import pytest
from other_values import other_settings

from app.http.short_url import parse_experiment
from engine.catalog.methods import OPTIMIZERS
from engine.catalog.schedules import SCHEDULES
from engine.catalog.surfaces import SURFACES

PRESETS: dict[str, dict[str, Any]] = {
    "gd": {"momentum": 0.0, "nesterov": False},
    "momentum": {"momentum": 0.9, "nesterov": False},
    "nesterov": {"momentum": 0.9, "nesterov": True},
}
"""What each preset sets of SGD."""


def text(value: Any) -> str:
    """A value as an address writes it."""
    if isinstance(value, list):
        return "[" + ";".join(map(text, value)) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def parsed(**changes: Any) -> Any:
    """The experiment of an address; what is not named is empty."""
    bare: dict[str, Any] = {
        "surface": "bowl", "formula": None, "domain": None, "start": None, "noise": 0.0, "run": [],
        "seed": None, "steps": None,
    }  # fmt: skip
    return parse_experiment(**bare | changes)


def run(words: str) -> Any:
    return parsed(run=[words]).racers[0]


OWN = {"momentum": 0.5, "nesterov": True, "dampening": 0.25, "weight_decay": 0.125, "lr": 0.0625}


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("name", OWN)
def test_own_parameters_override_each_preset(preset: str, name: str) -> None:
    value = OWN[name]
    more = {"momentum": 0.75} if name == "nesterov" else {}
    more |= {"nesterov": False} if name == "dampening" else {}
    settings = {name: value, **more}
    words = ",".join([preset, *(f"{key}:{text(one)}" for key, one in settings.items())])
    if preset == "nesterov" or name != "nesterov" or settings["momentum"]:
        made = run(words).optimizer
        params = made.params.model_dump(mode="json")
        assert made.name == "sgd"
        expected = PRESETS[preset] | settings
        assert {key: params[key] for key in expected} == expected


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_alone_set_what_they_stand_for(preset: str) -> None:
    made = run(preset).optimizer
    params = made.params.model_dump(mode="json")
    assert made.name == "sgd"
    assert {key: params[key] for key in PRESETS[preset]} == PRESETS[preset]


@pytest.mark.parametrize("entry", OPTIMIZERS, ids=OPTIMIZERS.names)
def test_parameters_of_every_optimizer_arrive(entry: Any) -> None:
    for own, name, settings in other_settings(OPTIMIZERS):
        if own is entry:
            words = ",".join([entry.name, *(f"{key}:{text(value)}" for key, value in settings.items())])
            params = run(words).optimizer.params.model_dump(mode="json")
            assert {key: params[key] for key in settings} == settings, name


@pytest.mark.parametrize("entry", SCHEDULES, ids=SCHEDULES.names)
def test_parameters_of_every_schedule_arrive(entry: Any) -> None:
    for own, name, settings in other_settings(SCHEDULES):
        if own is entry:
            more = [f"schedule.{key}:{text(value)}" for key, value in settings.items()]
            made = run(",".join(["sgd", "lr:0.5", f"schedule:{entry.name}", *more]))
            params = made.schedule.params.model_dump(mode="json")
            assert {key: params[key] for key in settings} == settings, name
            assert made.optimizer.params.lr == 0.5


def test_parameters_of_surfaces_arrive() -> None:
    for entry, name, settings in other_settings(SURFACES):
        words = ",".join([entry.name, *(f"{key}:{text(value)}" for key, value in settings.items())])
        params = parsed(surface=words).problem.surface.params.model_dump(mode="json")
        assert {key: params[key] for key in settings} == settings, name


FIELDS: dict[str, tuple[Any, Any, Any]] = {
    "start": ("0.5,-0.25", lambda made: made.problem.start, (0.5, -0.25)),
    "noise": (0.5, lambda made: made.problem.noise, 0.5),
    "seed": (7, lambda made: made.seed, 7),
    "steps": (9, lambda made: made.steps, 9),
    "surface": ("beale", lambda made: made.problem.surface.name, "beale"),
    "formula": ("x^2", lambda made: made.problem.expression, "x^2"),
    "run": (["adam|gd", "rmsprop"], lambda made: [one.optimizer.name for one in made.racers], None),
}


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_of_an_address_arrives(name: str) -> None:
    value, read, expected = FIELDS[name]
    found = read(parsed(**{name: value}))
    assert found == (expected or ["adam", "sgd", "rmsprop"])


def test_domain_of_an_address_is_two_pairs() -> None:
    assert parsed(formula="x^2", domain="-1,2,-3,4").problem.domain == ((-1.0, 2.0), (-3.0, 4.0))


def test_address_without_runs_opens_with_the_usual_four() -> None:
    made = parsed()
    assert [one.optimizer.name for one in made.racers] == ["sgd", "sgd", "rmsprop", "adam"]
    assert [one.optimizer.params.momentum for one in made.racers[:2]] == [0.0, 0.9]
