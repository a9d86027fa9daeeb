"""Job keys: whatever a landscape, a run or a map depends on gives another job."""

import asyncio
import inspect
from dataclasses import fields

import numpy as np
import pytest
from in_process_executor import InProcessExecutor
from request_variations import EDIT, NETWORK, OWN_PLANE, RACERS, RUN, TRAINED

from app.core.settings import Settings
from app.jobs.landscape_job import landscape_id, scan_request
from app.jobs.services import Services
from engine.batched import MapRequest
from engine.core.penalty import Penalty
from engine.run.trajectory import COLUMNS
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment
from engine.worker.scan import ScanRequest


def made(**changes):
    return complete(Experiment.model_validate(TRAINED | changes))


LOOK = {
    "experiment": made(),
    "resolution": 5,
    "domain": ((-1.0, 1.0), (-1.0, 2.0)),
    "at": (0, 3),
    "steady": True,
    "batch": True,
    "penalty": Penalty(weight_decay=0.1),
    "aspect": None,
}
"""A landscape that depends on all that a landscape can depend on."""

OTHER = {
    "experiment": made(seed=4),
    "resolution": 6,
    "domain": ((-1.0, 1.0), (-1.0, 3.0)),
    "at": (0, 4),
    "steady": False,
    "batch": False,
    "penalty": None,
    "aspect": 5.0,
}


@pytest.fixture
def services():
    return Services(Settings(store=""), InProcessExecutor())


def heights(services, **changes):
    return asyncio.run(services.landscape_job(**LOOK | changes).complete()).z


def test_every_argument_of_a_landscape_is_varied():
    assert set(inspect.signature(Services.landscape_job).parameters) - {"self"} == set(OTHER)
    assert {field.name for field in fields(ScanRequest)} == set(OTHER)


@pytest.mark.parametrize("name", OTHER)
def test_argument_changes_id_and_heights(services, name):
    given = {"domain": None} if name == "aspect" else {}
    before, first = services.landscape_job(**LOOK | given), heights(services, **given)
    changed = given | {name: OTHER[name]}
    assert services.landscape_job(**LOOK | changed) is not before
    assert landscape_id(scan_request(**LOOK | changed)) != before.id
    second = heights(services, **changed)
    assert not np.array_equal(second, first)
    assert services.landscape_job(**LOOK | given) is before
    cold = Services(Settings(store=""), InProcessExecutor())
    np.testing.assert_array_equal(heights(cold, **given), first)
    np.testing.assert_array_equal(heights(cold, **changed), second)


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"edits": []}, False),
        ({"racers": [RACERS[0], RACERS[1] | {"label": "else"}]}, False),
        ({"racers": [RACERS[1], RACERS[0]]}, False),
        ({"steps": 7}, False),
        ({"problem": NETWORK | {"l1": 0.5}}, False),
        ({}, True),
    ],
    ids=["edits", "label", "order", "steps", "l1", "nothing"],
)
def test_landscape_at_a_point_is_of_one_experiment(services, changes, same):
    """With ``at`` the whole experiment counts: edits, too, lead a racer there."""
    other = services.landscape_job(**LOOK | {"experiment": made(**changes)})
    assert (other is services.landscape_job(**LOOK)) == same


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"edits": []}, False),
        ({"racers": [RACERS[0], RACERS[1] | {"label": "else"}]}, True),
        ({"steps": 7}, False),
        ({"seed": 4}, False),
        ({"plane": {"name": "random"}}, False),
        ({"plane": OWN_PLANE | {"params": {"guide": "first_racer"}}}, False),
    ],
    ids=["edits", "label", "steps", "seed", "plane", "guide"],
)
def test_landscape_of_a_plane_is_shared(services, changes, same):
    before = services.landscape_job(made(), 5)
    assert (services.landscape_job(made(**changes), 5) is before) == same


RUNS = {
    "problem": RUN["problem"] | {"noise": 0.5},
    "racers": RACERS[:1],
    "steps": 7,
    "seed": 4,
    "edits": [EDIT | {"step": 3}],
}


@pytest.mark.parametrize("name", RUNS)
def test_field_of_an_experiment_changes_its_run(services, name):
    def path(**changes):
        spec = complete(Experiment.model_validate(RUN | changes))
        return asyncio.run(services.run_job(spec).complete()).racers[0][COLUMNS.index("x")].tolist()

    first, second = path(), path(**{name: RUNS[name]})
    assert (second == first) == (name == "racers")
    assert path() == first


def test_run_from_a_later_point_keeps_its_start(services):
    spec = complete(Experiment.model_validate(RUN))
    late = services.run_job(spec, 4)
    assert services.run_job(spec, 4) is services.run_job(spec, 5) is late
    assert services.run_job(spec, 3) is not late
    assert services.run_job(spec, 0).first == 0


def test_map_of_another_racer_is_another(services):
    def job(**changes):
        asked = {"experiment": RUN | {"edits": []}, "kind": "basins", "resolution": 4}
        return services.map_job(MapRequest.model_validate(asked | changes))

    assert job() is job(racer=0)
    assert job(racer=1) is not job()
    assert job(resolution=5) is not job()
    assert job(kind="hyperparameters") is not job()
