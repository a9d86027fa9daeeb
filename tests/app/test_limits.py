"""Every published limit on a request: taken at the limit, refused with a sentence one past it."""

import pytest
from talk import ROSENBROCK, experiment, racer

from app.completed import completed
from app.errors import ProblemError
from app.settings import Settings
from engine.experiment import Experiment

DIGITS = {
    "kind": "network",
    "model": {"name": "mlp", "params": {"hidden": [8]}},
    "dataset": {"name": "digits"},
    "batch_size": 32,
}
WEIGHTS = (64 * 8 + 8) + (8 * 10 + 10)
"""Of that network: 64 pixels to 8 units to 10 classes, with biases."""


@pytest.fixture(scope="module")
def limits(client):
    return client.get("/api/v1/limits").json()


@pytest.mark.parametrize(("problem", "weights"), [(ROSENBROCK, 2), (DIGITS, WEIGHTS)], ids=["surface", "mlp"])
def test_the_work_at_the_limit_and_beyond(problem, weights):
    racers, steps = [racer("sgd", lr=0.1), racer("adam", lr=0.1)], 30
    given = Experiment.model_validate(experiment(*racers, steps=steps, problem=problem))
    work = weights * len(racers) * steps
    assert completed(given, Settings(work=work)).steps == steps
    with pytest.raises(ProblemError) as refused:
        completed(given, Settings(work=work - 1), "/experiment")
    assert refused.value.status == 422
    assert refused.value.faults[0].pointer == "/experiment/steps"
    assert f"at most {steps - 1} steps fit" in refused.value.detail


def padded(length):
    """A formula of so many characters."""
    return "x+" + " " * (length - 3) + "y"


CASES = {
    "steps": lambda n: experiment(steps=n),
    "racers": lambda n: experiment(*[racer("sgd", lr=0.001)] * n),
    "expression": lambda n: experiment(problem={"kind": "formula", "expression": padded(n)}),
}


@pytest.mark.parametrize("name", CASES)
def test_an_experiment_at_the_limit_and_beyond(client, limits, name):
    for size, status in ((limits[name], 200), (limits[name] + 1, 422)):
        answer = client.post("/api/v1/experiments", json=CASES[name](size))
        assert answer.status_code == status, answer.text
    assert str(limits[name]) in answer.json()["errors"][0]["detail"].replace(",", "")


def test_edits_at_the_limit_and_beyond(limits):
    """Spelled out in the engine: so many in one JSON body would meet the limit of its bytes first."""
    edits = [{"step": step, "racer": 0, "set": {"lr": 0.01}} for step in range(limits["edits"] + 1)]
    assert Experiment.model_validate(experiment(steps=5_000, edits=edits[:-1]))
    with pytest.raises(ValueError, match=str(limits["edits"])):
        Experiment.model_validate(experiment(steps=5_000, edits=edits))


def test_a_landscapes_resolution_at_the_limit_and_beyond(client, limits):
    most = limits["resolution"]
    for resolution, status in ((most, 200), (most + 1, 422)):
        answer = client.post("/api/v1/landscapes", json={"problem": ROSENBROCK, "resolution": resolution})
        assert answer.status_code == status
    assert str(most) in answer.json()["detail"]
