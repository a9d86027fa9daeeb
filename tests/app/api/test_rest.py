"""REST: numbers against a plain torch loop, formats and caching."""

import csv
import io
import re

import numpy as np
import pytest
import torch
from talk import experiment, racer

TRAJECTORIES = "/api/v1/trajectories"
LANDSCAPES = "/api/v1/landscapes"
SPEC = experiment(racer("adam", lr=0.05), racer("sgd", lr=0.001), steps=60)
FAMILIES = [
    "surfaces",
    "optimizers",
    "schedules",
    "models",
    "datasets",
    "initializers",
    "losses",
    "activations",
    "normalizations",
    "planes",
    "quantities",
]


def adam_path(steps, lr=0.05, start=(-1.2, 1.0)):
    p = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([p], lr=lr, foreach=False)
    path = [p.tolist()]
    for _ in range(steps):
        optimizer.zero_grad()
        x, y = p.unbind()
        ((1.0 - x) ** 2 + 100.0 * (y - x * x) ** 2).backward()
        optimizer.step()
        path.append(p.tolist())
    return np.array(path).T


PAGE_FACTS = {
    "analyses",
    "bounds",
    "columns",
    "default_plane",
    "defaults",
    "encodings",
    "labels",
    "map_parameters",
    "network_edits",
    "number_sentences",
    "opening",
    "pairings",
    "presets",
    "problem_kinds",
    "surface_groups",
    "usual_methods",
}
"""What the catalog holds besides the families: facts that the page needs."""


def test_catalog_has_every_family(client):
    catalog = client.get("/api/v1/catalog").json()
    assert set(catalog) == {*FAMILIES, *PAGE_FACTS}
    assert all(catalog.values())
    for family in FAMILIES:
        for entry in catalog[family]:
            assert {"name", "title", "summary", "formula", "reference", "params"} <= set(entry)
            assert client.get(f"/api/v1/catalog/{family}/{entry['name']}").json() == entry


def test_json_numbers_read_back_to_the_same_bits(client):
    answer = client.post(TRAJECTORIES, json=SPEC).json()
    x, y = adam_path(60)
    track = answer["racers"][0]
    assert track["steps"] == list(range(61))
    assert np.array(track["x"]).tobytes() == x.tobytes()
    assert np.array(track["y"]).tobytes() == y.tobytes()


def test_csv_and_npz_carry_the_same_bits(client):
    x, y = adam_path(60)
    text = client.post(TRAJECTORIES, json=SPEC, headers={"Accept": "text/csv"})
    assert text.headers["content-type"].startswith("text/csv")
    rows = [row for row in csv.DictReader(io.StringIO(text.text)) if row["racer"] == "0"]
    assert np.array([float(row["x"]) for row in rows]).tobytes() == x.tobytes()
    archive = client.post(TRAJECTORIES, json=SPEC, params={"format": "npz"})
    with np.load(io.BytesIO(archive.content), allow_pickle=False) as arrays:
        assert arrays["x_0"].tobytes() == x.tobytes()
        assert arrays["y_0"].tobytes() == y.tobytes()


def test_every_thins_points_but_keeps_the_last(client):
    whole = client.post(TRAJECTORIES, json=SPEC).json()["racers"][0]
    thin = client.post(TRAJECTORIES, json=SPEC, params={"every": 7}).json()["racers"][0]
    assert thin["steps"] == [*range(0, 60, 7), 60]
    assert thin["x"] == [whole["x"][step] for step in thin["steps"]]


@pytest.mark.parametrize("form", ["json", "csv", "npz"])
def test_result_is_immutable_and_revalidates_with_304(client, form):
    first = client.post(TRAJECTORIES, json=SPEC, params={"format": form})
    tag = first.headers["etag"]
    assert re.fullmatch(r'"[\w-]+"', tag)
    assert "immutable" in first.headers["cache-control"]
    again = client.post(TRAJECTORIES, json=SPEC, params={"format": form}, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.content == b""
    other = client.post(TRAJECTORIES, json={**SPEC, "steps": 61}, params={"format": form})
    assert other.headers["etag"] != tag


def test_each_format_has_its_own_etag(client):
    tags = {
        client.post(TRAJECTORIES, json=SPEC, params=params, headers={"Accept-Encoding": coding}).headers[
            "etag"
        ]
        for params in ({"format": "json"}, {"format": "csv"}, {"format": "npz"}, {"every": 2})
        for coding in ("identity", "gzip")
    }
    assert len(tags) == 7  # npz is not compressed again


def test_content_location_gives_the_same_bytes(client):
    posted = client.post(TRAJECTORIES, json=SPEC, params={"format": "csv"})
    linked = client.get("/api/v1/" + posted.headers["content-location"])
    assert linked.content == posted.content
    assert linked.headers["etag"] == posted.headers["etag"]


def test_gzip_is_used_only_if_accepted(client):
    plain = client.post(TRAJECTORIES, json=SPEC, headers={"Accept-Encoding": "identity"})
    packed = client.post(TRAJECTORIES, json=SPEC, headers={"Accept-Encoding": "gzip"})
    refused = client.post(TRAJECTORIES, json=SPEC, headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in refused.headers
    assert packed.content == plain.content == refused.content


def test_completing_an_experiment_is_idempotent(client):
    answer = client.post("/api/v1/experiments", json={"problem": SPEC["problem"], "racers": [racer("adam")]})
    once = answer.json()
    assert once["experiment"]["racers"][0]["optimizer"]["params"]["lr"] > 0
    assert once["experiment"]["problem"]["start"]
    twice = client.post("/api/v1/experiments", json=once["experiment"]).json()
    assert twice == once
    assert once["url"].startswith("/#s=")
    assert once["embed_url"].startswith("/embed#s=")


def test_state_in_the_url_is_the_experiment(client):
    once = client.post("/api/v1/experiments", json=SPEC).json()
    state = once["url"].partition("#s=")[2]
    assert client.get(TRAJECTORIES, params={"s": state}).json()["experiment"] == once["experiment"]


def test_landscape_equals_the_formula_on_the_grid(client):
    asked = {"problem": SPEC["problem"], "resolution": 17, "domain": [[-2, 2], [-1, 3]]}
    answer = client.post(LANDSCAPES, json=asked).json()
    x, y = np.meshgrid(answer["x"], answer["y"])
    np.testing.assert_allclose(answer["z"], (1 - x) ** 2 + 100 * (y - x**2) ** 2, rtol=1e-12, atol=1e-12)
    assert answer["x"][0] == -2
    assert answer["y"][-1] == 3
    assert answer["minima"] == [[1.0, 1.0, 0.0]]
    text = client.post(LANDSCAPES, json=asked, params={"format": "csv"}).text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [float(row["z"]) for row in rows] == [z for row in answer["z"] for z in row]
    archive = client.post(LANDSCAPES, json=asked, params={"format": "npz"})
    with np.load(io.BytesIO(archive.content), allow_pickle=False) as arrays:
        assert arrays["z"].tolist() == answer["z"]


def test_landscape_through_a_racer_has_its_loss_at_origin(client):
    spec = experiment(
        racer("adam", lr=0.05),
        steps=20,
        problem={
            "kind": "network",
            "model": {"name": "mlp", "params": {"hidden": [6]}},
            "dataset": {"name": "moons"},
        },
        plane={"name": "random"},
    )
    track = client.post(TRAJECTORIES, json=spec).json()["racers"][0]
    x, y = track["x"][20], track["y"][20]
    asked = {
        "resolution": 5,
        "domain": [[x - 1, x + 1], [y - 1, y + 1]],
        "at": {"experiment": spec, "racer": 0, "step": 20},
    }
    answer = client.post(LANDSCAPES, json=asked).json()
    assert answer["plane"]["through"] == pytest.approx([x, y], abs=1e-6)
    assert (answer["x"][2], answer["y"][2]) == pytest.approx((x, y))
    assert answer["z"][2][2] == pytest.approx(track["loss"][20], rel=1e-4)
    whole = client.post(LANDSCAPES, json={"resolution": 5, "at": asked["at"]}).json()
    own = client.post(
        LANDSCAPES, json={name: spec[name] for name in ("problem", "plane")} | {"resolution": 5}
    )
    assert (whole["x"], whole["y"]) == (own.json()["x"], own.json()["y"])
    assert "through" not in own.json()["plane"]


def test_non_finite_numbers_are_null(client):
    problem = {"kind": "formula", "expression": "1/x + log(y)", "domain": [[-1, 1], [-1, 1]]}
    answer = client.post(LANDSCAPES, json={"problem": problem, "resolution": 5})
    assert answer.json()["z"][0] == [None] * 5
    assert "NaN" not in answer.text
    assert answer.json()["missing"] > 0


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/catalog", "/static/css/tokens.css"])
def test_head_is_get_without_the_body(client, path):
    head, get = client.head(path), client.get(path)
    assert head.status_code == 200
    assert head.content == b""
    assert {name: head.headers[name] for name in ("content-type", "content-length")} == {
        name: get.headers[name] for name in ("content-type", "content-length")
    }


def test_health_and_versions(client):
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {"status": "ready"}
    versions = client.get("/version").json()
    assert versions["torch"] == torch.__version__
    assert {"product", "plotly.js"} <= set(versions)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("application/json;q=0.1, text/csv", "text/csv"),
        ("text/html, */*;q=0.1", "application/json"),
        ("application/x-npz", "application/x-npz"),
        ("", "application/json"),
    ],
)
def test_accept_header_selects_the_format(client, accept, form):
    answer = client.post(TRAJECTORIES, json=SPEC, headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(form)


def test_unknown_format_is_not_acceptable(client):
    for options in ({"headers": {"Accept": "text/html"}}, {"params": {"format": "xml"}}):
        answer = client.post(TRAJECTORIES, json=SPEC, **options)
        assert answer.status_code == 406
        assert "csv" in answer.json()["detail"]
