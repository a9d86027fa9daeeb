"""Readable URLs: trajectories, events and images equal those of calls with a body."""

import io
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.api.routes.openapi_examples import EXPERIMENT, STATE
from app.core.assets import Assets
from app.core.paths import STATIC
from app.core.problem_details import ProblemError
from app.web.offline import Recorded, offline_file
from engine.catalog_document import catalog
from engine.landscape.build import build_problem
from engine.landscape.grid import grid
from engine.run.trajectory import COLUMNS
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

JSON = "application/json"
LINKS: list[tuple[list[tuple[str, str]], dict[str, Any]]] = [
    (
        [("surface", "himmelblau"), ("run", "adam,lr:0.05"), ("run", "momentum,lr:0.001"), ("steps", "20")],
        {
            "problem": {"kind": "surface", "surface": {"name": "himmelblau"}},
            "racers": [
                {"optimizer": {"name": "adam", "params": {"lr": 0.05}}},
                {"optimizer": {"name": "sgd", "params": {"lr": 0.001, "momentum": 0.9}}},
            ],
            "steps": 20,
        },
    ),
    (
        [
            ("formula", "x^2 + 3*y^2"),
            ("domain", "-2,2,-1,1"),
            ("start", "1.5,-0.5"),
            ("noise", "0.1"),
            ("seed", "7"),
            ("run", "adam,lr:0.1,betas:[0.8;0.99],amsgrad:true,schedule:step,schedule.step_size:5|gd"),
            ("steps", "12"),
        ],
        {
            "problem": {
                "kind": "formula",
                "expression": "x^2 + 3*y^2",
                "domain": [[-2, 2], [-1, 1]],
                "start": [1.5, -0.5],
                "noise": 0.1,
            },
            "racers": [
                {
                    "optimizer": {
                        "name": "adam",
                        "params": {"lr": 0.1, "betas": [0.8, 0.99], "amsgrad": True},
                    },
                    "schedule": {"name": "step", "params": {"step_size": 5}},
                },
                {"optimizer": {"name": "sgd", "params": {"momentum": 0}}},
            ],
            "seed": 7,
            "steps": 12,
        },
    ),
]


@pytest.mark.parametrize(("query", "experiment"), LINKS, ids=["surface", "formula"])
@pytest.mark.parametrize("form", ["json", "csv"])
def test_url_and_body_give_the_same_bytes(client, query, experiment, form):
    linked = client.get("/api/v1/trajectory", params=[*query, ("format", form)])
    sent = client.post("/api/v1/trajectories", params={"format": form}, json=experiment)
    assert linked.status_code == 200, linked.text
    assert linked.content == sent.content
    assert linked.headers["ETag"] == sent.headers["ETag"]
    again = client.get(linked.url, headers={"If-None-Match": linked.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", [entry["name"] for entry in catalog()["optimizers"]])
def test_every_optimizer_works_in_a_url(client, name):
    params = {"surface": "bowl", "run": name, "steps": "2", "every": "2"}
    answer = client.get("/api/v1/trajectory", params=params)
    if name == "muon":  # for weight matrices only: the error says so
        assert answer.json()["errors"][0]["pointer"] == "/racers/0/optimizer/name"
        return
    assert answer.status_code == 200
    assert answer.json()["experiment"]["racers"][0]["optimizer"]["name"] == name
    assert answer.json()["racers"][0]["steps"] == [0, 2]


def test_landscape_by_url_equals_the_formula(client):
    query = {"formula": "x^2 + 3*y", "domain": "-1,1,-2,2", "resolution": "3", "format": "csv"}
    rows = client.get("/api/v1/landscape", params=query).text.splitlines()[1:]
    for x, y, z in (map(float, row.split(",")) for row in rows):
        assert z == x * x + 3 * y


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("surface=nowhere", "/problem/surface/name"),
        ("run=adam,lr:-1", "/racers/0/optimizer/params/lr"),
        ("run=adam,lr:nan", "/racers/0/optimizer/params/lr"),
        ("run=warp", "/racers/0/optimizer/name"),
        ("formula=x%2By&domain=1,2,3", "/problem/domain/1/1"),
        ("start=a,b", "/problem/start/0"),
        ("steps=0", "/steps"),
        ("run=adam,schedule:never", "/racers/0/schedule/name"),
    ],
)
def test_invalid_url_is_rejected_with_a_pointer(client, query, pointer):
    answer = client.get(f"/api/v1/trajectory?{query}")
    assert answer.status_code == 422
    assert pointer in [fault["pointer"] for fault in answer.json()["errors"]]


def events_of(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "), parse_int=float)


@pytest.mark.parametrize(
    "experiment",
    [
        LINKS[1][1],
        {
            "problem": {"kind": "surface", "surface": {"name": "rosenbrock"}},
            "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 1}}}, {"optimizer": {"name": "adam"}}],
            "steps": 700,
        },
    ],
    ids=["noisy", "diverging"],
)
def test_events_equal_json_bit_for_bit(client, experiment):
    whole = json.loads(client.post("/api/v1/trajectories", json=experiment).content, parse_int=float)
    with client.stream("POST", "/api/v1/trajectories/stream", json=experiment) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        received = list(events_of(answer.iter_lines()))
    assert [received[0][0], received[-1][0]] == ["started", "done"]
    assert received[0][1]["id"] == whole["id"]
    for number, racer in enumerate(whole["racers"]):
        for column in received[0][1]["columns"]:
            pieces = [data["racers"][number][column] for name, data in received if name == "points"]
            assert [value for piece in pieces for value in piece] == racer[column]
        last = [data for name, data in received if name == "regime" and data["racer"] == number][-1]
        assert last == {"racer": number, **racer["regime"]}
        at, evidence = int(racer["regime"]["step"]), racer["regime"]["evidence"]
        for fact, column in (("loss", "loss"), ("gradient", "grad_norm")):
            assert evidence[fact] == racer[column][at]


def test_event_stream_works_by_url(client):
    with client.stream("GET", "/api/v1/trajectories/stream?surface=bowl&run=gd&steps=3") as answer:
        received = dict(events_of(answer.iter_lines()))
    assert received["done"] == {"steps": 3}
    assert len(received["points"]["racers"][0]["x"]) >= 1


@pytest.mark.parametrize(("form", "kind"), [("png", "PNG"), ("gif", "GIF")])
def test_images_by_url_and_body_are_equal(client, form, kind):
    params = {"width": 300, "height": 240, "theme": "dark"}
    params |= {"frames": 3} if form == "gif" else {"step": 10}
    linked = client.get(f"/api/v1/exports/{form}", params={**params, "s": STATE})
    sent = client.post(f"/api/v1/exports/{form}", params=params, json=EXPERIMENT)
    assert linked.status_code == 200, linked.text
    assert linked.content == sent.content
    picture = Image.open(io.BytesIO(linked.content))
    assert (picture.format, picture.size) == (kind, (300, 240))
    pixels = np.asarray(picture.convert("L"))
    assert pixels[0, 0] < 60
    assert pixels.std() > 15
    held = client.get(linked.url, headers={"If-None-Match": linked.headers["ETag"]})
    assert (held.status_code, held.content) == (304, b"")
    assert "immutable" in linked.headers["Cache-Control"]


@pytest.mark.parametrize("form", ["pytorch", "notebook"])
def test_texts_by_url_and_body_are_equal_and_cached(client, form):
    linked = client.get(f"/api/v1/exports/{form}", params={"s": STATE})
    sent = client.post(f"/api/v1/exports/{form}", json=EXPERIMENT)
    assert linked.status_code == 200, linked.text
    assert linked.content == sent.content
    held = client.post(
        f"/api/v1/exports/{form}", json=EXPERIMENT, headers={"If-None-Match": linked.headers["ETag"]}
    )
    assert (held.status_code, held.content) == (304, b"")
    other = {**EXPERIMENT, "racers": [{**EXPERIMENT["racers"][0], "label": "Another"}]}
    assert client.post(f"/api/v1/exports/{form}", json=other).headers["ETag"] != sent.headers["ETag"]


@pytest.mark.parametrize(("form", "magic"), [("mp4", b"ftyp"), ("webm", b"\x1aE\xdf\xa3")])
def test_videos_work_by_url(client, form, magic):
    params = {"s": STATE, "width": 240, "height": 200, "frames": 3, "seconds": 0.5}
    video = client.get(f"/api/v1/exports/{form}", params=params)
    assert video.status_code == 200, video.text
    assert video.headers["content-type"] == f"video/{form}"
    assert magic in video.content[:12]


@pytest.mark.parametrize(
    "path",
    [f"exports/{form}" for form in ("png", "svg", "gif", "mp4", "webm", "html", "pytorch", "notebook")],
)
def test_damaged_state_is_rejected(client, path):
    answer = client.get(f"/api/v1/{path}", params={"s": STATE[:20]})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("racers", "steps", "columns"), [(1, 100, len(COLUMNS)), (1, 20_000, 6), (4, 20_000, None)]
)
def test_offline_file_drops_columns_to_stay_within_its_limit(racers, steps, columns):
    spec = {
        "problem": {"kind": "surface", "surface": {"name": "bowl"}},
        "racers": [{"optimizer": {"name": "sgd"}}] * racers,
        "steps": steps,
    }
    experiment = complete(Experiment.model_validate_json(json.dumps(spec)))
    noise = np.random.default_rng(0)
    paths = [noise.random((len(COLUMNS), steps + 1)) for _ in range(racers)]
    run = Recorded(grid(build_problem(experiment), 11), paths, [])
    if columns is None:
        with pytest.raises(ProblemError, match="fewer steps"):
            offline_file(Assets(STATIC), experiment, run)
        return
    content = offline_file(Assets(STATIC), experiment, run)
    assert len(content) <= 2_500_000
    text = content.decode().partition('id="record">')[2].partition("</script>")[0]
    assert json.loads(text)["columns"] == list(COLUMNS[:columns])
