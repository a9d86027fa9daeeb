"""First request: the class of the benchmark asks for what the page asks for."""

import json
import math

import pytest
from playwright.sync_api import Page

from benchmarks.reliability.crowd import KINDS, LANDSCAPE_OPTIONS, fetch_catalog
from benchmarks.reliability.rig import run_message

pytestmark = pytest.mark.browser

FRAME = """() => {
    const views = ["contour", "scene"].map((id) => document.getElementById(id));
    const seen = views.find(({ hidden }) => !hidden);
    return [seen.clientWidth, seen.clientHeight];
}"""
"""Width and height of the element in which the page draws the land."""

METHODS = ("gd", "momentum", "rmsprop", "adam")


def first_run(page: Page, address: str) -> dict[str, object]:
    """The first message about a run that a page at this address sends, and that no other comes before it."""
    sent: list[str] = []

    def listen(socket) -> None:  # type: ignore[no-untyped-def]
        if socket.url.endswith("/api/v1/live"):
            socket.on("framesent", lambda text: sent.append(text))

    page.on("websocket", listen)
    page.goto(address)
    page.wait_for_function("() => document.lab?.live.complete")
    message: dict[str, object] = json.loads(sent[0])
    return message


def link_of(experiment: dict[str, object]) -> str:
    """The readable link to an experiment of the benchmark."""
    problem, racers = experiment["problem"], experiment["racers"]
    assert isinstance(problem, dict)
    assert isinstance(racers, list)
    start = problem.get("start")
    query = [] if start is None else [f"start={start[0]},{start[1]}"]
    rates = [racer["optimizer"].get("params", {}).get("lr") for racer in racers]
    if rates[0] is not None:
        query += [f"run={name},lr:{rate!r}" for name, rate in zip(METHODS, rates, strict=True)]
    return "?" + "&".join(query) if query else ""


@pytest.mark.parametrize("kind", KINDS)
def test_benchmark_asks_as_the_page_does(page: Page, base_url: str, kind: str) -> None:
    catalog = fetch_catalog(base_url)
    experiment = KINDS[kind](catalog, 7)
    message = first_run(page, f"{base_url}{link_of(experiment)}")
    width, height = page.evaluate(FRAME)
    step = 1.15 ** round(math.log(width / height) / math.log(1.15))
    options = {**LANDSCAPE_OPTIONS, "aspect": round(step, 2)}
    assert message == run_message(1, experiment, 0, options)
    assert len(message["experiment"]["racers"]) == 4  # type: ignore[index]
