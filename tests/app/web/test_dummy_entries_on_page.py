"""Dummy entries on the server: one more entry in every family is listed, run and drawn.

The entries are in ``tests/dummies``. They are added to the server and its workers when Python starts.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import numpy as np
import pytest
from launch import start_server
from talk import Viewer

DUMMIES = Path(__file__).parents[2] / "dummies"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    with (
        start_server("--workers", "1", PYTHONPATH=str(DUMMIES)) as server,
        httpx2.Client(base_url=server.url, timeout=60) as session,
    ):
        yield session


@pytest.fixture(scope="module")
def specs() -> dict:
    sys.path.append(str(DUMMIES))
    import experiments

    sys.path.remove(str(DUMMIES))
    return vars(experiments)


def test_page_catalog_contains_the_dummies(client: httpx2.Client, specs: dict) -> None:
    catalog = client.get("/api/v1/catalog").json()
    assert {family: catalog[family][-1]["name"] for family in specs["NAMES"]} == specs["NAMES"]
    assert client.get("/?surface=dummy_surface").status_code == 200
    assert client.get("/pictures/surfaces/light/dummy_surface.webp").headers["content-type"] == "image/webp"


@pytest.mark.parametrize("name", ["ON_SURFACE", "ON_NETWORK"])
def test_dummies_run_in_a_worker(client: httpx2.Client, specs: dict, name: str) -> None:
    spec = specs[name]
    trajectory = client.post("/api/v1/trajectories", json=spec).json()
    assert len(trajectory["racers"][0]["loss"]) == spec["steps"] + 1
    seen = {key: spec[key] for key in ("problem", "plane") if key in spec}
    landscape = client.post("/api/v1/landscapes", json={**seen, "resolution": 11})
    assert landscape.status_code == 200, landscape.text
    script = client.post("/api/v1/exports/pytorch", json=spec)
    assert "class Lion" in script.text


def test_third_kind_runs_in_a_worker(client: httpx2.Client, specs: dict) -> None:
    spec = specs["ON_FORM"]
    curvatures = np.array([1.0, 4.0, 16.0])
    weights = (1 - 0.1 * curvatures) ** np.arange(spec["steps"] + 1)[:, None]
    expected = (curvatures * weights**2).sum(axis=1) / 2
    trajectory = client.post("/api/v1/trajectories", json=spec).json()
    np.testing.assert_allclose(trajectory["racers"][0]["loss"], expected, rtol=1e-12)
    with Viewer(str(client.base_url).replace("http", "ws").rstrip("/") + "/api/v1/live") as viewer:
        seen = viewer.watch(spec, landscape={"resolution": 11})
    assert seen.problem is None
    np.testing.assert_allclose(seen.column(0, "loss"), expected, rtol=1e-6)
    assert seen.landscapes[-1][0]["exact"] is False


def test_third_kind_is_drawn(client: httpx2.Client, specs: dict) -> None:
    spec = specs["ON_FORM"]
    assert "Quadratic form" in client.post("/api/v1/exports/svg", json=spec).text
    assert "Quadratic form" in client.post("/api/v1/exports/html", json=spec).text


@pytest.mark.parametrize(
    ("path", "more", "sentence"),
    [
        ("quantities", {"quantities": ["sharpness"]}, "Only networks have these quantities"),
        ("multi-runs", {"kind": "seeds"}, "every seed gives the same path"),
        ("multi-runs", {"kind": "starts"}, "The start of this problem cannot be chosen"),
        ("maps", {"kind": "basins"}, "Maps are drawn of surfaces and formulas"),
        ("exports/pytorch", None, "A quadratic form cannot be written"),
        ("exports/notebook", None, "A quadratic form cannot be written"),
    ],
)
def test_third_kind_is_refused_in_a_sentence(
    client: httpx2.Client, specs: dict, path: str, more: dict | None, sentence: str
) -> None:
    spec = specs["ON_FORM"]
    answer = client.post(f"/api/v1/{path}", json=spec if more is None else {"experiment": spec, **more})
    assert answer.status_code == 422
    assert sentence in answer.json()["detail"]


def test_quantity_of_the_dummies_is_measured(client: httpx2.Client, specs: dict) -> None:
    wanted = {"experiment": specs["ON_NETWORK"], "racer": 0, "step": 3, "quantities": ["dummy_quantity"]}
    answer = client.post("/api/v1/quantities", json=wanted).json()
    assert answer["quantities"]["dummy_quantity"]["length"] > 0


def test_analysis_of_the_dummies_is_answered(client: httpx2.Client) -> None:
    spec = {
        "problem": {"kind": "surface", "surface": {"name": "bowl"}, "start": [3.0, 4.0]},
        "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 0.5}}}],
    }
    answer = client.post("/api/v1/dummy-analysis", json={"experiment": spec, "step": 1})
    assert answer.json() == {"distance": 2.5}
    assert client.post("/api/v1/dummy-analysis", json={"experiment": spec, "racer": 1}).status_code == 422
    assert "DummyRequest" in client.get("/openapi.json").json()["components"]["schemas"]
    assert client.get("/api/v1/catalog").json()["analyses"][-1]["path"] == "dummy-analysis"


def test_step_without_terms_is_rejected_in_a_sentence(client: httpx2.Client, specs: dict) -> None:
    answer = client.post(
        "/api/v1/step-breakdowns", json={"experiment": specs["ON_SURFACE"], "racer": 0, "step": 3}
    )
    assert answer.status_code == 422
    assert "Dummy Lion cannot be shown term by term" in answer.text
