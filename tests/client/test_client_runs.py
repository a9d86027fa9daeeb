"""Client runs: the numbers of a plain torch loop, locally and from a server."""

import base64
import dataclasses
import json
import zlib
from typing import Any

import numpy as np
import pytest
import torch

from descentlab import Client, LabError
from descentlab.results import Run

NETWORK = {
    "kind": "network",
    "model": {"name": "mlp", "params": {"hidden": [6]}},
    "dataset": {"name": "moons", "params": {"samples": 60}},
    "batch_size": 16,
}

CASES: dict[str, Any] = {
    "surface": lambda lab: lab.compare(
        "himmelblau", ["gd", "momentum", "nesterov", "adam", "lbfgs"], steps=60
    ),
    "formula": lambda lab: lab.compare(
        "x**2 + 3*sin(y)", ["adam"], schedule="cosine", steps=40, noise=0.2, seed=3
    ),
    "network": lambda lab: lab.compare(NETWORK, ["adam", {"optimizer": "sgd", "lr": 0.5}], steps=25, seed=9),
    "edits": lambda lab: lab.compare(
        "rosenbrock", ["adam"], steps=30, edits=[{"step": 10, "racer": 0, "set": {"lr": 0.3}}]
    ),
    "diverging": lambda lab: lab.compare("rosenbrock", ["gd", "adam"], lr=1.0, steps=40),
}


def test_client_equals_a_plain_torch_loop(lab: Client) -> None:
    run = lab.run("rosenbrock", "adam", lr=0.05, start=(-1.5, 2.0), steps=100)
    theta = torch.tensor([-1.5, 2.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([theta], lr=0.05, foreach=False, fused=False)
    rows = []
    for _ in range(101):
        x, y = theta.unbind()
        loss = (1 - x) ** 2 + 100 * (y - x**2) ** 2
        optimizer.zero_grad()
        loss.backward()
        rows.append([*theta.tolist(), loss.item()])
        optimizer.step()
    assert np.column_stack([run.x, run.y, run.loss]).tobytes() == np.array(rows).tobytes()
    assert run.steps.tolist() == list(range(101))
    assert run.label == "Adam"
    assert set(run.lr.tolist()) == {0.05}
    assert run.off_plane is None


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("marks", [False, True])
def test_local_and_remote_give_the_same_bits(case: str, marks: bool, here: Client, there: Client) -> None:
    one, other = (lab.race(CASES[case](lab)[0].experiment, marks=marks) for lab in (here, there))
    assert len(one) == len(other) > 0
    for run, twin in zip(one, other, strict=True):
        assert run.id == twin.id
        assert run.experiment == twin.experiment
        assert run.regime == twin.regime
        assert run.regime.evidence
        assert run.label == twin.label
        assert run.columns().keys() == twin.columns().keys()
        assert ("queries" in run.columns()) is marks
        for name, column in run.columns().items():
            assert column.dtype == np.float64
            assert column.tobytes() == twin.columns()[name].tobytes(), name
        assert run.steps.tobytes() == twin.steps.tobytes()
        assert marks_as_bytes(run) == marks_as_bytes(twin)
        assert (run.marks is not None) is marks


def marks_as_bytes(run: Run) -> list[dict[str, Any]]:
    return [
        {name: part.tobytes() if isinstance(part, np.ndarray) else part for name, part in entry.items()}
        for entry in run.marks or []
    ]


def test_diverged_run_is_shorter_and_says_so(lab: Client) -> None:
    run = lab.run("rosenbrock", "gd", lr=1.0, steps=40)
    assert len(run.x) < 41
    assert run.regime.name == "diverged"
    assert np.isfinite(run.loss).all()


def test_network_run_has_distance_from_the_plane(lab: Client) -> None:
    run = lab.run(NETWORK, "adam", steps=5)
    assert run.off_plane is not None
    assert run.off_plane.shape == run.x.shape == (6,)


def test_results_are_read_only(lab: Client) -> None:
    run = lab.run("bowl", "sgd", steps=3)
    with pytest.raises(ValueError, match="read-only"):
        run.x[0] = 0.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        run.label = "other"  # type: ignore[misc]


@pytest.mark.parametrize("domain", [None, ((-1.0, 2.0), (0.0, 3.0))])
def test_local_and_remote_landscapes_are_equal(here: Client, there: Client, domain: Any) -> None:
    for problem in ("himmelblau", "x**2 + y**4", NETWORK):
        one = here.landscape(problem, resolution=17, domain=domain)
        other = there.landscape(problem, resolution=17, domain=domain)
        assert one.z.shape == (17, 17)
        assert [a.tobytes() for a in (one.x, one.y, one.z)] == [
            a.tobytes() for a in (other.x, other.y, other.z)
        ]
        assert (one.log_scale, one.exact, one.plane) == (other.log_scale, other.exact, other.plane)
        assert np.array_equal(one.minima, other.minima)


def test_landscape_equals_the_formula(lab: Client) -> None:
    land = lab.landscape("x**2 + 3*y", resolution=9, domain=((-1, 1), (0, 4)))
    assert np.array_equal(land.z, land.x[None, :] ** 2 + 3 * land.y[:, None])


def test_local_and_remote_catalogs_are_equal(here: Client, there: Client) -> None:
    assert here.catalog == there.catalog
    assert "rosenbrock" in [entry["name"] for entry in here.catalog["surfaces"]]


def test_url_contains_the_experiment(lab: Client) -> None:
    run = lab.run("ackley", "adam", label="“Ω” & <b>", steps=7)
    state = run.url.partition("#s=")[2]
    text = zlib.decompress(base64.urlsafe_b64decode(state + "=" * (-len(state) % 4)), -15)
    assert json.loads(text) == run.experiment
    assert run.experiment["steps"] == 7


def test_experiment_runs_again_to_the_same_id(lab: Client) -> None:
    run = lab.run("booth", "rmsprop", steps=9, noise=0.1)
    again = lab.race(run.experiment)[0]
    assert again.id == run.id
    assert again.x.tobytes() == run.x.tobytes()


def test_numpy_values_are_accepted(lab: Client) -> None:
    run = lab.run("bowl", "sgd", start=np.array([1.0, 2.0]), lr=np.float64(0.5), steps=int(np.int64(2)))
    assert (run.x[0], run.y[0], run.x[1]) == (1.0, 2.0, 0.5)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda lab: lab.run("rosenbrok", "adam"), "rosenbrock"),
        (lambda lab: lab.run("x + q", "adam"), "Unknown name"),
        (lambda lab: lab.run("bowl", "adam", lr=-1.0), "/racers/0/optimizer/params/lr"),
        (lambda lab: lab.run("bowl", "adam", speed=1.0), "/racers/0/optimizer/params/speed"),
        (lambda lab: lab.run("bowl", "muon"), "Muon works on weight matrices"),
        (lambda lab: lab.run("bowl", "adam", lr=float("nan")), "cannot be part of an experiment"),
        (lambda lab: lab.run("bowl", "adam", lr=object()), "cannot be part of an experiment"),
        (lambda lab: lab.compare("bowl", [{"lr": 1.0}]), "A racer has no optimizer"),
        (lambda lab: lab.landscape("bowl", resolution=1), "(?i)resolution|at least 2"),
        (lambda lab: lab.landscape("bowl", domain=((1, 0), (0, 1))), "domain"),
    ],
)
def test_invalid_experiment_raises_with_a_sentence(lab: Client, call: Any, said: str) -> None:
    with pytest.raises(LabError, match=said):
        call(lab)


MISTAKES = {
    "unknown surface": lambda lab: lab.run("rosenbrok", "adam"),
    "unknown optimizer": lambda lab: lab.run("bowl", "adamm"),
    "unknown schedule": lambda lab: lab.run("bowl", "adam", schedule="cosin"),
    "unknown parameter": lambda lab: lab.run("bowl", "adam", speed=1.0),
    "key with a slash": lambda lab: lab.run("bowl", "adam", **{"a/b~c": 1.0}),
    "negative rate": lambda lab: lab.run("bowl", "adam", lr=-1.0),
    "text for a number": lambda lab: lab.run("bowl", "adam", lr="fast"),
    "switch for a number": lambda lab: lab.run("bowl", "adam", lr=True),
    "too many steps": lambda lab: lab.run("bowl", "adam", steps=10**6),
    "integer of many digits": lambda lab: lab.run("bowl", "adam", steps=10**400),
    "two fields": lambda lab: lab.run("bowl", "adam", lr=-1.0, steps=0),
    "start of three numbers": lambda lab: lab.run("bowl", "adam", start=(1, 2, 3)),
    "parameters that exclude one another": lambda lab: lab.run("bowl", "sgd", nesterov=True),
    "formula": lambda lab: lab.run("x + q", "adam"),
    "optimizer that needs matrices": lambda lab: lab.run("bowl", "muon"),
    "plane of a surface": lambda lab: lab.run("bowl", "adam", plane="pca"),
    "problem without a kind": lambda lab: lab.run({"surface": {"name": "bowl"}}, "adam"),
    "problem of another kind": lambda lab: lab.run({"kind": "landscape"}, "adam"),
    "network without data": lambda lab: lab.run({"kind": "network", "model": {"name": "mlp"}}, "adam"),
    "edit of a constant": lambda lab: lab.run(
        "bowl", "sgd", edits=[{"step": 1, "racer": 0, "set": {"nesterov": True}}]
    ),
    "edit to a bad value": lambda lab: lab.run(
        "bowl", "sgd", edits=[{"step": 1, "racer": 0, "set": {"lr": -1.0}}]
    ),
    "edit of no racer": lambda lab: lab.run("bowl", "sgd", edits=[{"step": 1, "racer": 9, "set": {"lr": 1}}]),
    "no racers": lambda lab: lab.race({"problem": {"kind": "formula", "expression": "x"}, "racers": []}),
    "coarse landscape": lambda lab: lab.landscape("bowl", resolution=1),
    "fractional resolution": lambda lab: lab.landscape("bowl", resolution=2.5),
    "domain that ends before it begins": lambda lab: lab.landscape("bowl", domain=((1, 0), (0, 1))),
    "domain of three numbers": lambda lab: lab.landscape("bowl", domain=((0, 1), (0,))),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_local_and_remote_errors_are_equal(here: Client, there: Client, name: str) -> None:
    explanations = []
    for lab in (here, there):
        with pytest.raises(LabError) as raised:
            MISTAKES[name](lab)
        explanations.append((raised.value.detail, raised.value.faults))
    assert explanations[0] == explanations[1]
    assert explanations[0][0].endswith((".", "?", "!"))


def test_number_of_threads_is_unchanged(here: Client) -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        here.run(NETWORK, "adam", steps=2)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_landscape_of_a_run_uses_its_principal_plane(here: Client, there: Client) -> None:
    lands = [
        lab.run(NETWORK, "sgd", lr=0.5, steps=20, plane="interpolation").landscape(resolution=9)
        for lab in (here, there)
    ]
    assert lands[0].z.tobytes() == lands[1].z.tobytes()
