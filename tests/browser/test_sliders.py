"""Sliders and the start, moved by a pointer: what must follow at once, and what must never move."""

import pytest
from lab_page import LabPage
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# Notes in every frame where racer 3 is drawn, how long its path is, and how many ghosts there are.
WATCH = """() => {
  const seen = (window.seen = []);
  const { lab } = document;
  const frame = () => {
    const track = lab.live.tracks[3];
    const { time } = lab.player;
    const here = track.at(time);
    seen.push({ time, x: here.x, y: here.y, points: track.length, ghosts: lab.ghosts.length });
    window.watching = requestAnimationFrame(frame);
  };
  frame();
}"""
# How far from what is now known to be the path each frame drew the ball.
ASTRAY = """() => {
  cancelAnimationFrame(window.watching);
  const track = document.lab.live.tracks[3];
  return window.seen.map(({ time, x, y }) => {
    const there = track.at(time);
    return Math.hypot(there.x - x, there.y - y);
  });
}"""


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    return LabPage(page, base_url).open()


def drag_slider(lab: LabPage, label: str, start: float, end: float, moves: int = 24) -> None:
    """Presses the slider at one share of its length and moves to another, without letting go."""
    bounds = lab.slider(label).bounding_box()
    assert bounds is not None
    middle = bounds["y"] + bounds["height"] / 2
    lab.page.mouse.move(bounds["x"] + bounds["width"] * start, middle)
    lab.page.mouse.down()
    lab.page.mouse.move(bounds["x"] + bounds["width"] * end, middle, steps=moves)


def test_standing_the_whole_path_follows_and_never_shrinks(lab: LabPage) -> None:
    first = lab.path(3)
    lab.page.evaluate(WATCH)
    drag_slider(lab, "Learning rate", 0.66, 0.5)
    lab.page.wait_for_function("old => document.lab.live.tracks[3].column('x')[1] !== old", arg=first[1])
    lab.page.mouse.up()
    lab.settle()
    seen = lab.page.evaluate("() => window.seen")
    assert {frame["points"] for frame in seen} == {501}
    assert {frame["ghosts"] for frame in seen} <= {0, 4}
    assert {(frame["x"], frame["y"]) for frame in seen} == {(-1.2, 1.0)}
    ghosts = lab.page.evaluate("() => document.lab.ghosts.map(({track}) => [...track.column('x')])")
    assert ghosts[3] == first, "the ghost is the path from before the gesture, not one on the way"
    value = float(lab.box("Learning rate").input_value())
    assert set(lab.path(3, "lr")) == {value}
    alone = LabPage(lab.page.context.new_page(), lab.base_url).open(f"?run=adam,lr:{value}")
    assert alone.path(0) == lab.path(3), "what is left on show is the whole path of the last value"
    lab.is_well()


def test_rolling_the_ball_never_leaves_the_path_it_ends_up_with(lab: LabPage) -> None:
    lab.page.evaluate("() => { document.lab.player.seek(40); document.lab.player.play() }")
    lab.page.evaluate(WATCH)
    drag_slider(lab, "Learning rate", 0.66, 0.8)
    lab.page.wait_for_function("() => document.lab.state.spec.edits?.length > 0")
    lab.page.mouse.move(800, 300, steps=6)
    lab.page.mouse.up()
    (step,) = {edit["step"] for edit in lab.state()["spec"]["edits"][-1:]}
    lab.page.wait_for_function("step => document.lab.player.time > step + 5", arg=step)
    astray = lab.page.evaluate(ASTRAY)
    assert len(astray) > 20
    assert max(astray) == 0
    lab.is_well()


def test_the_start_is_dragged_with_the_whole_path(lab: LabPage) -> None:
    lab.page.evaluate(WATCH)
    bounds = lab.page.locator("#contour").bounding_box()
    assert bounds is not None
    x, y = bounds["x"] + bounds["width"] * 0.6, bounds["y"] + bounds["height"] / 2
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    lab.page.mouse.move(x + 60, y - 40, steps=20)
    lab.page.wait_for_function(
        "() => document.lab.live.tracks[0].column('x')[0] === document.lab.state.spec.problem.start[0]"
    )
    lab.page.mouse.up()
    lab.settle()
    seen = lab.page.evaluate("() => window.seen")
    assert {frame["points"] for frame in seen} == {501}
    start = lab.state()["spec"]["problem"]["start"]
    for racer in range(4):
        assert [lab.path(racer)[0], lab.path(racer, "y")[0]] == start
    assert lab.step == 0
    lab.is_well()
