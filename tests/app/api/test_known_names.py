"""Known names: REST refuses query names that it does not know, and names the right ones."""

import json

import httpx2
import pytest
from in_process_executor import InProcessExecutor
from starlette.testclient import TestClient

from app.core.problem_details import ProblemError
from app.core.settings import Settings
from app.core.validation import parse
from app.main import create_app
from app.ws.client_messages import CLIENT_MESSAGE
from descentlab import Client, LabError

RUN = "Did you mean run, as in run=adam,lr:0.05?"


def faults(answer: httpx2.Response) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return {one["pointer"]: one["detail"] for one in answer.json()["errors"]}


def test_misspelt_names_are_refused(client: httpx2.Client) -> None:
    """The three names of a real request, which was answered by the default race."""
    answer = client.get("/api/v1/trajectory?surface=bowl&optimizer=adam&lr=0.1&step=3")
    told = faults(answer)
    assert list(told) == ["/optimizer", "/lr", "/step"]
    assert told["/optimizer"].endswith(RUN)
    assert told["/lr"].endswith(RUN)
    assert told["/step"].endswith("Did you mean steps, as in steps=200?")
    assert "optimizer" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "name", "right"),
    [
        ("trajectory?surfce=bowl", "surfce", "surface"),
        ("landscape?resolutoin=3", "resolutoin", "resolution"),
        ("trajectories/stream?sed=3", "sed", "seed"),
        ("trajectories?s=AAAA&evry=3", "evry", "every"),
        ("exports/png?s=AAAA&widht=300", "widht", "width"),
        ("oembed?maxwitdh=400", "maxwitdh", "maxwidth"),
    ],
)
def test_every_call_suggests_its_own_names(client: httpx2.Client, path: str, name: str, right: str) -> None:
    assert f"Did you mean {right}" in faults(client.get(f"/api/v1/{path}"))[f"/{name}"]


def test_call_with_a_body_refuses_unknown_names(client: httpx2.Client) -> None:
    spec = {
        "problem": {"kind": "surface", "surface": {"name": "bowl"}},
        "racers": [{"optimizer": {"name": "adam"}}],
        "steps": 2,
    }
    assert "format" in faults(client.post("/api/v1/trajectories?fromat=csv", json=spec))["/fromat"]
    assert client.post("/api/v1/trajectories?format=csv", json=spec).status_code == 200


def test_every_documented_name_is_known(client: httpx2.Client) -> None:
    """What is known is what the reference lists, for each call that takes GET."""
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        if "get" not in operations or not path.startswith("/api/v1/"):
            continue
        documented = [one["name"] for one in operations["get"].get("parameters", ()) if one["in"] == "query"]
        told = faults(client.get(path.replace("{", "").replace("}", ""), params={"zzzzzzzz": "1"}))[
            "/zzzzzzzz"
        ]
        listed = f"There are: {', '.join(documented)}." if documented else "This call takes none."
        assert told.endswith(listed), path


def test_names_do_not_need_the_reference() -> None:
    """It takes seconds to make, and would keep the first call waiting."""
    api = create_app(Settings(store=""), InProcessExecutor())
    answer = TestClient(api).get("/api/v1/limits?verbose=1")
    assert answer.status_code == 422
    assert api.openapi_schema is None


def test_call_without_parameters_says_so(client: httpx2.Client) -> None:
    assert faults(client.get("/api/v1/limits?verbose=1"))["/verbose"].endswith("This call takes none.")


def test_long_unknown_name_is_cut(client: httpx2.Client) -> None:
    answer = client.get("/api/v1/limits", params={"x" * 5000: "1"})
    assert len(answer.text) < 600


def test_view_of_a_page_address_is_taken(client: httpx2.Client) -> None:
    query = "v=1&surface=bowl&run=adam&steps=2&view=3d&theme=dark&camera=1,45,1&arrows=step&lock=1"
    for call in ("trajectory", "landscape"):
        assert client.get(f"/api/v1/{call}?{query}").status_code == 200


@pytest.mark.parametrize(
    ("run", "pointer", "right"),
    [
        ("adm", "/racers/0/optimizer/name", "adam"),
        ("gd|momentm", "/racers/1/optimizer/name", "momentum"),
        ("Adam", "/racers/0/optimizer/name", "adam"),
        ("adam,learning_rate:0.1", "/racers/0/optimizer/params/learning_rate", "lr"),
        ("gd,schedule:CosineAnnealingLR", "/racers/0/schedule/name", "cosine"),
        ("gd,schedule:cosine,schedule.t_max:5", "/racers/0/schedule/params/t_max", "T_max"),
    ],
)
def test_readable_run_suggests_names(client: httpx2.Client, run: str, pointer: str, right: str) -> None:
    answer = client.get("/api/v1/trajectory", params={"surface": "bowl", "run": run})
    assert f"Did you mean {right}?" in faults(answer)[pointer]


@pytest.mark.parametrize(
    ("query", "right"),
    [
        ("family=optimizers&name=momentm", "momentum"),
        ("family=optimizers&name=learning_rate&entry=adam", "lr"),
        ("family=schedules&name=t_max&entry=cosine", "T_max"),
        ("family=address&name=surfce", "surface"),
        ("family=address&name=thema", "theme"),
        ("family=models&name=zzz", None),
    ],
)
def test_nearest_name_is_told(client: httpx2.Client, query: str, right: str | None) -> None:
    assert client.get(f"/api/v1/nearest?{query}").json() == {"nearest": right}


def test_missing_catalog_entry_suggests_one(client: httpx2.Client) -> None:
    answer = client.get("/api/v1/catalog/optimizers/adm")
    assert answer.status_code == 404
    assert "Did you mean adam?" in answer.json()["detail"]
    assert client.get("/api/v1/nearest?family=nothing&name=x").status_code == 404


def test_too_long_state_names_post(client: httpx2.Client) -> None:
    answer = client.get("/api/v1/trajectories", params={"s": "A" * 16_385})
    assert "POST" in faults(answer)["/s"]


@pytest.mark.parametrize(
    ("racer", "right"),
    [
        ({"optimizer": {"name": "Adam"}}, "adam"),
        ({"optimizer": {"name": "adam", "params": {"learning_rate": 0.1}}}, "lr"),
        ({"optimizer": {"name": "sgd"}, "schedule": {"name": "StepLR"}}, "step"),
    ],
)
def test_live_stream_suggests_names(racer: dict[str, object], right: str) -> None:
    surface = {"kind": "surface", "surface": {"name": "bowl"}}
    message = {"type": "run", "run": 1, "experiment": {"problem": surface, "racers": [racer]}}
    with pytest.raises(ProblemError) as caught:
        parse(CLIENT_MESSAGE, json.dumps(message))
    assert f"Did you mean {right}?" in caught.value.detail


@pytest.mark.parametrize(
    ("problem", "racer", "settings", "pointer", "right"),
    [
        ("rosenbrok", "adam", {}, "/problem/surface/name", "rosenbrock"),
        ("bowl", "adm", {}, "/racers/0/optimizer/name", "adam"),
        ("bowl", "adam", {"learning_rate": 0.1}, "/racers/0/optimizer/params/learning_rate", "lr"),
    ],
)
def test_python_client_suggests_names(
    problem: str, racer: str, settings: dict[str, float], pointer: str, right: str
) -> None:
    with pytest.raises(LabError, match=f"Did you mean {right}\\?") as caught:
        Client().run(problem, racer, steps=2, **settings)
    assert [where for where, _ in caught.value.faults] == [pointer]
