"""Methods beyond a gradient step on the page: their paths, marks, controls and refusals."""

import httpx2
import numpy as np
import pytest
from lab_page import LabPage
from playwright.sync_api import Page, expect

METHODS = "?surface=rosenbrock&run=newton|nelder_mead|evolution_strategy,sigma:0.2,population:6&steps=40"


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    return LabPage(page, base_url).open(METHODS)


def marks(lab: LabPage, racer: int, step: int) -> dict[str, list[float]]:
    """The marks that the page has of one point."""
    found: dict[str, list[float]] = lab.page.evaluate(
        """([racer, step]) => {
          const marks = document.lab.live.tracks[racer].marks[step];
          return Object.fromEntries(Object.entries(marks).map(([name, part]) => [name, part && [...part]]));
        }""",
        [racer, step],
    )
    return found


def test_methods_run_as_over_rest(lab: LabPage, base_url: str) -> None:
    experiment = lab.page.evaluate("() => document.lab.state.completed")
    answer = httpx2.post(f"{base_url}api/v1/trajectories?marks=true", json=experiment, timeout=60)
    assert answer.status_code == 200, answer.text
    for number, track in enumerate(answer.json()["racers"]):
        assert lab.path(number, "loss") == track["loss"]
        assert lab.path(number, "queries") == track["queries"]
        ours = marks(lab, number, 7)
        theirs = track["marks"][7]
        places = [[*place, value] for place, value in zip(theirs["points"], theirs["values"], strict=True)]
        assert ours["points"] == np.ravel(places).tolist()
        assert ours["arrows"] == np.ravel(theirs["arrows"]).tolist()
        assert ours["ellipse"] == theirs["ellipse"]
    lab.expect_no_errors()


def test_size_of_a_simplex_redraws_its_path(lab: LabPage) -> None:
    before = lab.path(1)
    lab.racers.nth(1).click()
    assert lab.slider("Learning rate").count() == 0
    lab.type_value("Size", "1.5")
    lab.settle()
    assert lab.path(1) != before
    assert lab.path(1)[0] == before[0]
    assert lab.state()["spec"]["racers"][1]["optimizer"]["params"]["size"] == 1.5
    lab.expect_no_errors()


def test_step_of_newton_is_refused_in_words(lab: LabPage) -> None:
    lab.racers.nth(0).click()
    lab.page.get_by_role("button", name="Explain this step", exact=True).click()
    expect(lab.page.locator("#lens")).to_contain_text("A step of Newton cannot be shown term by term")
    assert lab.page.locator("#error").is_hidden()


def test_link_keeps_the_methods(lab: LabPage, page: Page, base_url: str) -> None:
    lab.racers.nth(1).click()
    lab.type_value("Size", "0.75")
    page.wait_for_function("() => decodeURIComponent(location.href).includes('nelder_mead,size:0.75')")
    lab.settle()
    paths = [lab.path(number) for number in range(3)]
    again = LabPage(page, base_url)
    page.reload()
    again.settle()
    assert [again.path(number) for number in range(3)] == paths
