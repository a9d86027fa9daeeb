"""Client arguments: each arrives in the experiment or in the request as the reference says."""

import inspect
import json
from collections.abc import Generator
from typing import Any

import numpy as np
import pytest

from descentlab import Client, LabError
from descentlab.backend import Backend, RunChunk, RunResult
from descentlab.remote import RemoteBackend

PRESETS = [
    {"name": "gd", "title": "Gradient descent", "optimizer": "sgd", "params": {"momentum": 0.0}},
    {"name": "momentum", "title": "Momentum", "optimizer": "sgd", "params": {"momentum": 0.9}},
]


class Recorder(Backend):
    """A backend that records what it is asked."""

    page = "http://lab/"
    reachable = False

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def trajectory(self, experiment: str, marks: bool = False) -> RunResult:
        spec = json.loads(experiment)
        self.asked.append(("trajectory", spec, marks))
        names = ("x", "y", "loss", "lr", "grad_norm")
        track = {"steps": np.arange(2), **{name: np.zeros(2) for name in names}}
        regime = {"name": "finished", "sentence": "All.", "step": 1}
        racers = [racer | {"label": racer.get("label", "a")} for racer in spec["racers"]]
        count = len(racers)
        return RunResult("id", spec | {"racers": racers}, [track] * count, [regime] * count)

    def stream(self, experiment: str, marks: bool = False) -> Generator[RunChunk, None, RunResult]:
        result = self.trajectory(experiment, marks)
        self.asked[-1] = ("stream", *self.asked[-1][1:])
        yield RunChunk(0, 2, 1, tuple(result.tracks))
        return result

    def landscape(self, request: str) -> Any:
        self.asked.append(("landscape", json.loads(request)))
        facts = {"log_scale": False, "missing": 0, "plane": None, "exact": True, "minima": [], "domain": []}
        return np.zeros(2), np.zeros(2), np.zeros((2, 2)), facts

    def picture(self, experiment: str, options: Any) -> bytes:
        self.asked.append(("picture", json.loads(experiment), dict(options)))
        return b""

    def analyze(self, name: str, request: str) -> dict[str, Any]:
        self.asked.append(("analyze", name, json.loads(request)))
        return {}

    def table(self, content: bytes, choices: str) -> dict[str, Any]:
        self.asked.append(("table", content, json.loads(choices)))
        names = [{"name": "a"}, {"name": "b"}]
        facts = dict.fromkeys(["told", "rows", "target", "inputs", "task", "refused", "csv"])
        return facts | {"id": "c0de", "names": names}

    def save(self, experiment: str) -> str:
        self.asked.append(("save", json.loads(experiment)))
        return "link"

    def load(self, id: str) -> dict[str, Any]:
        self.asked.append(("load", id))
        return {"problem": {}, "racers": [{}]}

    def catalog(self) -> dict[str, Any]:
        return {"presets": PRESETS}


@pytest.fixture
def lab() -> Client:
    client = Client()
    client._backend = Recorder()
    return client


def last(lab: Client) -> tuple[Any, ...]:
    asked: tuple[Any, ...] = lab._backend.asked[-1]  # type: ignore[attr-defined]
    return asked


BARE = {
    "problem": {"kind": "surface", "surface": {"name": "bowl"}},
    "racers": [{"optimizer": {"name": "adam", "params": {}}}],
}
EDIT = {"step": 1, "racer": 0, "set": {"lr": 0.5}}
KEYWORDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "start": ((1, 2.5), {"problem": BARE["problem"] | {"start": [1, 2.5]}}),  # type: ignore[operator]
    "steps": (7, {"steps": 7}),
    "seed": (0, {"seed": 0}),
    "noise": (0.0, {"problem": BARE["problem"] | {"noise": 0.0}}),  # type: ignore[operator]
    "edits": ([EDIT], {"edits": [EDIT]}),
    "plane": ("pca", {"plane": {"name": "pca"}}),
    "marks": (True, {}),
    "progress": (False, {}),
}
"""Keyword of ``run`` and ``compare`` -> a value, and where it must be in the experiment."""


@pytest.mark.parametrize(("method", "none"), [("run", ()), ("compare", ()), ("stream", ("progress",))])
def test_every_keyword_is_listed(method: str, none: tuple[str, ...]) -> None:
    kinds = inspect.signature(getattr(Client, method)).parameters.values()
    assert {kind.name for kind in kinds if kind.kind is kind.KEYWORD_ONLY} == set(KEYWORDS) - set(none)


@pytest.mark.parametrize("name", KEYWORDS)
def test_keyword_of_run_and_compare_arrives(lab: Client, name: str) -> None:
    value, place = KEYWORDS[name]
    lab.run("bowl", "adam", **{name: value})
    assert last(lab) == ("trajectory", BARE | place, name == "marks")
    lab.compare("bowl", ["adam"], **{name: value})
    assert last(lab) == ("trajectory", BARE | place, name == "marks")
    if name != "progress":
        for racers in ("adam", ["adam"]):
            lab.stream("bowl", racers, **{name: value}).result()
            assert last(lab) == ("stream", BARE | place, name == "marks")


@pytest.mark.parametrize(
    ("given", "racer"),
    [
        ("gd", {"optimizer": {"name": "sgd", "params": {"momentum": 0.0}}, "label": "Gradient descent"}),
        (
            {"optimizer": "momentum", "momentum": 0.5},
            {"optimizer": {"name": "sgd", "params": {"momentum": 0.5}}, "label": "Momentum"},
        ),
        (
            {"optimizer": "momentum", "label": "mine", "lr": 0.25},
            {"optimizer": {"name": "sgd", "params": {"momentum": 0.9, "lr": 0.25}}, "label": "mine"},
        ),
        (
            {"optimizer": "adam", "schedule": "cosine"},
            {"optimizer": {"name": "adam", "params": {}}, "schedule": {"name": "cosine"}},
        ),
        (
            {
                "optimizer": {"name": "adam", "params": {"lr": 0.5}},
                "schedule": {"name": "step", "params": {}},
            },
            {
                "optimizer": {"name": "adam", "params": {"lr": 0.5}},
                "schedule": {"name": "step", "params": {}},
            },
        ),
    ],
)
def test_racer_arrives(lab: Client, given: Any, racer: dict[str, Any]) -> None:
    lab.compare("bowl", [given])
    assert last(lab)[1]["racers"] == [racer]


def test_own_parameters_come_before_shared_ones(lab: Client) -> None:
    racers = ["adam", {"optimizer": "adam", "lr": 0.5}, {"optimizer": {"name": "adam", "params": {"eps": 1}}}]
    lab.compare("bowl", racers, lr=0.25, schedule="cosine")
    found = last(lab)[1]["racers"]
    assert [racer["optimizer"]["params"] for racer in found] == [
        {"lr": 0.25},
        {"lr": 0.5},
        {"eps": 1, "lr": 0.25},
    ]
    assert [racer["schedule"] for racer in found] == [{"name": "cosine"}] * 3


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("bowl", BARE["problem"]),
        ("x", {"kind": "formula", "expression": "x"}),
        ("y", {"kind": "formula", "expression": "y"}),
        ("x**2 + y", {"kind": "formula", "expression": "x**2 + y"}),
        ({"kind": "network", "model": {"name": "line"}}, {"kind": "network", "model": {"name": "line"}}),
    ],
)
def test_problem_is_a_name_a_formula_or_itself(lab: Client, text: Any, problem: Any) -> None:
    lab.run(text)
    assert last(lab)[1]["problem"] == problem
    assert last(lab)[1]["racers"][0]["optimizer"] == {"name": "sgd", "params": {}}
    lab.landscape(text)
    assert last(lab)[1] == {"problem": problem, "resolution": 101}


LAND: dict[str, tuple[Any, Any]] = {
    "resolution": (7, 7),
    "domain": (((-1, 1), (-2, 2)), [[-1, 1], [-2, 2]]),
    "aspect": (2, 2),
    "plane": ("random", {"name": "random"}),
    "seed": (0, 0),
}


@pytest.mark.parametrize("name", LAND)
def test_keyword_of_a_landscape_arrives(lab: Client, name: str) -> None:
    kinds = inspect.signature(Client.landscape).parameters.values()
    assert {kind.name for kind in kinds if kind.kind is kind.KEYWORD_ONLY} == set(LAND)
    value, expected = LAND[name]
    lab.landscape("bowl", **{name: value})
    assert last(lab)[1] == {"problem": BARE["problem"], "resolution": 101} | {name: expected}


def test_other_calls_hand_on_what_they_get(lab: Client) -> None:
    lab.race(BARE, marks=True)
    assert last(lab) == ("trajectory", BARE, True)
    lab.race(BARE)
    assert last(lab) == ("trajectory", BARE, False)
    lab.analyze("curvature", BARE, racer=1, place=np.array([1.0, 0.5]))
    assert last(lab) == ("analyze", "curvature", {"experiment": BARE, "racer": 1, "place": [1.0, 0.5]})
    assert (lab.save(BARE), last(lab)) == ("link", ("save", BARE))
    for link in ("http://lab/e/abc", "abc", "http://lab/e/abc/"):
        lab.open(link, marks=True)
        assert lab._backend.asked[-2] == ("load", "abc")  # type: ignore[attr-defined]
        assert last(lab)[2] is True


def test_picture_and_landscape_of_a_run_hand_on_their_options(lab: Client) -> None:
    run = lab.run("bowl", "adam")
    run.png(width=300, height=250, theme="dark", step=3)
    assert last(lab)[2] == {"width": 300, "height": 250, "theme": "dark", "step": 3}
    run.landscape(9)
    assert last(lab)[1]["resolution"] == 9


CALLS: list[tuple[str, tuple[Any, ...], tuple[str, Any, str]]] = [
    ("picture", ("{}", {"width": 3, "theme": "dark"}), ("exports/png?width=3&theme=dark", {}, "image/png")),
    ("save", ("{}",), ("experiments", {}, "application/json")),
    ("load", ("a b",), ("experiments/a%20b", None, "application/json")),
    ("catalog", (), ("catalog", None, "application/json")),
    ("analyze", ("sweeps", "{}"), ("sweeps", {}, "application/json")),
    ("trajectory", ("{}",), ("trajectories", {}, "application/x-npz")),
    ("trajectory", ("{}", True), ("trajectories?marks=true", {}, "application/x-npz")),
    (
        "landscape",
        ('{"problem": 1, "resolution": 5, "seed": 2, "racers": [3], "steps": 4, "edits": []}',),
        ("landscapes", {"problem": 1, "resolution": 5, "seed": 2}, "application/x-npz"),
    ),
    (
        "landscape",
        ('{"problem": 1, "plane": {"name": "pca"}, "domain": 6, "racers": [3], "steps": 4}',),
        (
            "landscapes",
            {"problem": 1, "plane": {"name": "pca"}, "domain": 6, "racers": [3], "steps": 4},
            "application/x-npz",
        ),
    ),
]


@pytest.mark.parametrize(("method", "arguments", "expected"), CALLS)
def test_server_is_asked_as_the_reference_says(
    monkeypatch: pytest.MonkeyPatch, method: str, arguments: tuple[Any, ...], expected: tuple[str, Any, str]
) -> None:
    seen = []

    def call(self: RemoteBackend, what: str, body: str | None, accept: str) -> bytes:  # noqa: ARG001
        if what == "catalog" and method == "analyze":
            return b'{"analyses": [{"name": "sweeps", "path": "sweeps"}]}'
        seen.append((what, None if body is None else json.loads(body), accept))
        raise LabError("enough")

    monkeypatch.setattr(RemoteBackend, "_call", call)
    with pytest.raises(LabError, match="enough"):
        getattr(RemoteBackend("http://lab", 1.0), method)(*arguments)
    assert seen == [expected]


def test_choices_of_a_table_arrive(lab: Client) -> None:
    choices = {"inputs": ("a", "b"), "model": "line", "encoding": "big5", "decimal": ","}
    table = lab.table(b"a,b", **choices)
    assert last(lab) == ("table", b"a,b", choices | {"inputs": ["a", "b"]})
    params = {"table": "c0de", "inputs": ("a", "b"), "decimal": ",", "test_share": 0.5}
    assert table.dataset(test_share=0.5) == {"name": "table", "params": params}
    assert "test_share" not in table.params


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda lab: lab.compare("rosenbrock", "adam"), r"Racers are a list: write \['adam'\]."),
        (lambda lab: lab.run(lambda x, y: x + y, "adam"), "the text of a formula.* of type function"),
        (lambda lab: lab.run("bowl", "adam", step=100), "There is no 'step' here. Did you mean steps?"),
        (lambda lab: lab.run("bowl", "adam", seeds=1), "Did you mean seed?"),
    ],
)
def test_likely_mistake_names_the_remedy(here: Client, there: Client, ask: Any, told: str) -> None:
    for lab in (here, there):
        with pytest.raises(LabError, match=told):
            ask(lab)
