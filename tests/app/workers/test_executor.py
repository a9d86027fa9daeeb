"""Executor: the app uses its four members alone, so that another one can serve all that is computed."""

import asyncio
import json
import struct

import httpx2
import numpy as np
import pytest
from in_process_executor import InProcessExecutor
from starlette.testclient import TestClient
from talk import decode, experiment, racer

from app.core.settings import Settings
from app.main import create_app
from app.workers import Executor, Lane, LocalPool

SETTINGS = Settings(store="", workers=3, background_workers=4)
BOWL = {"kind": "formula", "expression": "x^2 + 3*y^2", "domain": [[-2, 2], [-2, 2]], "start": [1.0, 1.0]}
RATE, STEPS = 0.125, 20
SPEC = experiment(racer("sgd", lr=RATE), steps=STEPS, problem=BOWL)


def members(kind):
    return {name for name in vars(kind) if not name.startswith("_")}


def test_executor_has_four_members():
    assert members(Executor) == {"start", "stop", "call", "ahead"}
    assert members(InProcessExecutor) - {"lanes", "gate", "running", "cancelled"} == members(Executor)
    assert members(LocalPool) - members(Executor) == {"status"}


@pytest.fixture(scope="module")
def ask():
    """Ask an app whose executor has nothing else; the last answer's lanes are in ``ask.lanes``."""
    executor = InProcessExecutor()
    app = create_app(SETTINGS, executor)

    def ask(path, method="POST", **options):
        async def run():
            transport = httpx2.ASGITransport(app=app)
            async with (
                app.router.lifespan_context(app),
                httpx2.AsyncClient(transport=transport, base_url="http://lab") as client,
            ):
                executor.lanes.clear()
                return await client.request(method, path, **options)

        answer = asyncio.run(run())
        assert answer.status_code == 200, answer.text
        ask.lanes = set(executor.lanes)
        return answer

    return ask


def test_trajectory_of_another_executor(ask):
    track = ask("/api/v1/trajectories", json=SPEC).json()["racers"][0]
    assert ask.lanes == {Lane.BACKGROUND}
    steps = np.arange(STEPS + 1)
    np.testing.assert_allclose(track["x"], (1 - 2 * RATE) ** steps)
    np.testing.assert_allclose(track["y"], (1 - 6 * RATE) ** steps)


def test_landscape_of_another_executor(ask):
    land = ask("/api/v1/landscapes", json={"problem": BOWL, "resolution": 9}).json()
    assert ask.lanes == {Lane.BACKGROUND}
    x, y = np.array(land["x"]), np.array(land["y"])[:, None]
    assert (x[0], x[-1], len(x)) == (-2, 2, 9)
    np.testing.assert_allclose(land["z"], x**2 + 3 * y**2, atol=1e-12)


def test_map_of_another_executor(ask):
    drawn = ask("/api/v1/maps", json={"experiment": SPEC, "kind": "basins", "resolution": 5}).json()
    assert ask.lanes == {Lane.LONG}
    assert [[round(value, 6) + 0.0 for value in minimum] for minimum in drawn["minima"]] == [[0, 0, 0]]
    starts = np.linspace(-2, 2, 5)
    x, y = (starts * (1 - factor * RATE) ** STEPS for factor in (2, 6))
    np.testing.assert_allclose(drawn["cells"]["loss"], x**2 + 3 * y[:, None] ** 2, atol=1e-12)


@pytest.mark.parametrize(("form", "lane"), [("png", Lane.BACKGROUND), ("gif", Lane.LONG)])
def test_picture_of_another_executor(ask, form, lane):
    size = {"width": 240, "height": 200}
    content = ask(f"/api/v1/exports/{form}", json=SPEC, params=size).content
    assert lane in ask.lanes
    layout, start = (">II", 16) if form == "png" else ("<HH", 6)
    assert content.startswith(b"\x89PNG" if form == "png" else b"GIF89a")
    assert struct.unpack_from(layout, content, start) == (240, 200)


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("sweeps", {}),
        ("multi-runs", {}),
        ("costs", None),
        ("curvature", {"step": 3}),
        ("step-breakdowns", {"step": 3}),
    ],
)
def test_analysis_of_another_executor(ask, path, more):
    spec = experiment(racer("sgd", lr=RATE), steps=5, problem=BOWL)
    body = {"experiment": spec} if more is None else {"experiment": spec, "racer": 0, **more}
    assert ask(f"/api/v1/{path}", json=body).json()
    assert len(ask.lanes) == 1


def test_export_of_another_executor(ask):
    assert "torch.optim" in ask("/api/v1/exports/pytorch", json=SPEC).text
    assert ask.lanes == {Lane.BACKGROUND}


def test_status_of_another_executor(ask):
    assert ask("/readyz", "GET").json() == {"status": "ready"}
    text = ask("/metrics", "GET").text
    assert "descentlab_requests 0.0" in text
    assert "descentlab_workers" not in text


def test_live_run_of_another_executor():
    executor = InProcessExecutor()
    with (
        TestClient(create_app(SETTINGS, executor)) as client,
        client.websocket_connect("/api/v1/live") as viewer,
    ):
        viewer.send_json({"type": "run", "run": 1, "experiment": SPEC, "landscape": {"resolution": 9}})
        frames, texts = {}, []
        while 2 not in frames or not any(text["type"] == "done" for text in texts):
            message = viewer.receive()
            if "bytes" in message:
                kind, _, content = decode(message["bytes"])
                frames.setdefault(kind, []).append(content)
            else:
                texts.append(json.loads(message["text"]))
    assert executor.lanes.count(Lane.INTERACTIVE) == len(executor.lanes)
    column = next(text["columns"] for text in texts if text["type"] == "started").index("x")
    x = np.concatenate([tracks[0][column] for _, tracks in frames[1]])
    np.testing.assert_allclose(x, (1 - 2 * RATE) ** np.arange(STEPS + 1))
