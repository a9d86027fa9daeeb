"""Dummy kind in the page: a server with a third kind of problem, and links to experiments about it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_page import LabPage
from playwright.sync_api import Page, expect

from app.http.state_codec import encode
from benchmarks.browser import wait_until_ready
from benchmarks.server_process import start_server

pytestmark = pytest.mark.browser

DUMMIES = Path(__file__).parents[1] / "dummies"
ON_FORM = {
    "problem": {"kind": "quadratic_form"},
    "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 0.1}}}],
    "steps": 20,
}


@pytest.fixture(scope="module")
def dummy_url() -> Iterator[str]:
    with start_server(stderr=None, PYTHONPATH=str(DUMMIES)) as server:
        wait_until_ready(f"{server.url}/", 240)
        yield f"{server.url}/"


def test_page_opens_beside_a_third_kind(dummy_url: str, page: Page) -> None:
    lab = LabPage(page, dummy_url).open()
    catalog = json.loads(page.locator("#catalog").text_content() or "")
    assert list(catalog["problem_kinds"])[-1] == "quadratic_form"
    assert lab.errors == []


def test_dummies_are_chosen_like_the_others(dummy_url: str, page: Page) -> None:
    lab = LabPage(page, dummy_url).open()
    for title, kind in (("Dummy surface", "surface"), ("Dummy model", "network")):
        lab.pick(title)
        lab.settle()
        assert lab.state()["spec"]["problem"]["kind"] == kind
        expect(page.locator(".problem-button")).to_contain_text(title)
    lab.open_chooser()
    expect(page.locator(".chooser-entry[aria-current]")).to_contain_text("Dummy model")
    assert lab.errors == []


def test_link_to_a_third_kind_shows_its_run(dummy_url: str, page: Page) -> None:
    lab = LabPage(page, dummy_url).open(f"#s={encode(json.dumps(ON_FORM))}")
    assert lab.state()["spec"]["problem"]["kind"] == "quadratic_form"
    expect(page.locator(".problem-button")).to_have_accessible_name("What is descended quadratic form")
    expect(page.locator("#toasts, [role=status], [role=alert]").filter(has_text="damaged")).to_have_count(0)
    losses = lab.path(column="loss")
    assert len(losses) == 21
    assert losses[-1] < losses[0]
    lab.pick("Bowl")
    lab.settle()
    assert lab.state()["spec"]["problem"]["kind"] == "surface"
    assert lab.errors == []
