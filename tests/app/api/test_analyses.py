"""Analyses over HTTP: step breakdown, curvature, multi-runs, costs."""

import pytest
from talk import experiment, racer

RACE = experiment(racer("adam", lr=0.1), racer("sgd", lr=0.001), steps=20)


def test_step_breakdown_ends_at_the_next_point(client):
    answer = client.post("/api/v1/step-breakdowns", json={"experiment": RACE, "racer": 0, "step": 7})
    assert answer.status_code == 200, answer.text
    run = client.post("/api/v1/trajectories", json=RACE).json()["racers"][0]
    result = answer.json()
    assert result["parts"][-1]["values"] == [run["x"][8], run["y"][8]]
    assert result["parts"][0]["title"] == "Gradient"
    again = client.post(
        "/api/v1/step-breakdowns",
        json={"experiment": RACE, "racer": 0, "step": 7},
        headers={"If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("former", "present"), [("films", "step-breakdowns"), ("spreads", "multi-runs"), ("presets", "examples")]
)
def test_former_paths_answer_and_are_deprecated(client, former, present):
    paths = client.get("/openapi.json").json()["paths"]
    (method,) = paths[f"/api/v1/{present}"]
    operation = paths[f"/api/v1/{former}"][method]
    assert operation["deprecated"]
    assert f"`/api/v1/{present}`" in operation["description"]
    body = None if method == "get" else {"experiment": RACE}
    answers = [client.request(method, f"/api/v1/{path}", json=body) for path in (former, present)]
    assert [answer.status_code for answer in answers] == [200, 200]
    if method == "post":
        assert answers[0].content == answers[1].content


@pytest.mark.parametrize(
    ("change", "pointer"), [({"racer": 2}, "/racer"), ({"tensor": 3}, "/tensor"), ({"step": -1}, "/step")]
)
def test_impossible_step_breakdown_names_the_field(client, change, pointer):
    answer = client.post("/api/v1/step-breakdowns", json={"experiment": RACE} | change)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_curvature_of_quadratic(client):
    bowl = {"kind": "surface", "surface": {"name": "ellipse", "params": {"kappa": 4.0, "angle": 0.0}}}
    body = {"experiment": RACE | {"problem": bowl}, "racer": 1, "place": [1.0, 1.0]}
    answer = client.post("/api/v1/curvature", json=body)
    assert answer.status_code == 200, answer.text
    result = answer.json()
    assert [result["x"], result["y"], result["kind"]] == [1.0, 1.0, "minimum"]
    steep, gentle = (direction["curvature"] for direction in result["directions"])
    assert steep / gentle == pytest.approx(4.0)
    assert result["limit"] == pytest.approx(2 / steep)
    refused = client.post("/api/v1/curvature", json=body | {"place": [1.0]})
    assert refused.status_code == 422


def test_sweep_and_multi_run_answer_json(client):
    swept = client.post("/api/v1/sweeps", json={"experiment": RACE, "racer": 1})
    assert swept.status_code == 200, swept.text
    result = swept.json()
    run = client.post("/api/v1/trajectories", json=RACE).json()["racers"][1]
    assert result["first"] == run["loss"][0]
    assert result["loss"][result["lr"].index(0.001)] == run["loss"][-1]
    cloud = client.post("/api/v1/multi-runs", json={"experiment": RACE, "racer": 1, "size": 0.01})
    assert cloud.status_code == 200, cloud.text
    paths = cloud.json()["paths"]
    assert (len(paths), len(paths[0]), len(paths[0][0])) == (50, 2, 21)
    refused = client.post("/api/v1/multi-runs", json={"experiment": RACE, "kind": "seeds"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/kind"


def test_expensive_gradient_costs_more_and_timing_is_not_cached(client):
    small, large = (
        {"kind": "network", "model": {"name": "mlp", "params": {"hidden": hidden}}, "batch_size": None}
        for hidden in ([2], [256, 256, 256])
    )
    seconds = []
    for problem in (small, large):
        asked = experiment(racer("sgd", lr=1e-3), problem={**problem, "dataset": {"name": "digits"}}, steps=4)
        answer = client.post("/api/v1/costs", json={"experiment": asked})
        assert answer.status_code == 200, answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        seconds += [one["seconds"] for one in answer.json()["racers"]]
    assert 0 < seconds[0] < seconds[1] < 10


def test_racer_that_cannot_step_has_no_cost(client):
    far = {"kind": "surface", "surface": {"name": "rosenbrock", "params": {}}, "start": [1e200, 1e200]}
    answer = client.post("/api/v1/costs", json={"experiment": experiment(racer("sgd", lr=1e-3), problem=far)})
    assert answer.json() == {"racers": [{"seconds": None}]}
