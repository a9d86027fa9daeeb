"""Slider tests: what must follow a dragged slider or start at once, and what must never move."""

import pytest
from lab_page import LabPage
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# Records in every frame the position of racer 3, the length of its path and the number of ghosts.
RECORD_FRAMES = """() => {
  const frames = (window.frames = []);
  const { lab } = document;
  const frame = () => {
    const track = lab.live.tracks[3];
    const { time } = lab.player;
    const here = track.at(time);
    frames.push({ time, x: here.x, y: here.y, points: track.length, ghosts: lab.ghosts.length });
    window.frameRequest = requestAnimationFrame(frame);
  };
  frame();
}"""
# Distance of the ball from the final path in every recorded frame.
DEVIATIONS = """() => {
  cancelAnimationFrame(window.frameRequest);
  const track = document.lab.live.tracks[3];
  return window.frames.map(({ time, x, y }) => {
    const there = track.at(time);
    return Math.hypot(there.x - x, there.y - y);
  });
}"""


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    return LabPage(page, base_url).open()


def drag_slider(lab: LabPage, label: str, start: float, end: float, moves: int = 24) -> None:
    """Presses the slider at one share of its length and moves to another, without releasing it."""
    bounds = lab.slider(label).bounding_box()
    assert bounds is not None
    middle = bounds["y"] + bounds["height"] / 2
    lab.page.mouse.move(bounds["x"] + bounds["width"] * start, middle)
    lab.page.mouse.down()
    lab.page.mouse.move(bounds["x"] + bounds["width"] * end, middle, steps=moves)


def test_paused_whole_path_follows_and_never_shrinks(lab: LabPage) -> None:
    first = lab.path(3)
    lab.page.evaluate(RECORD_FRAMES)
    drag_slider(lab, "Learning rate", 0.66, 0.5)
    lab.page.wait_for_function("old => document.lab.live.tracks[3].column('x')[1] !== old", arg=first[1])
    lab.page.mouse.up()
    lab.settle()
    frames = lab.page.evaluate("() => window.frames")
    assert {frame["points"] for frame in frames} == {501}
    assert {frame["ghosts"] for frame in frames} <= {0, 4}
    assert {(frame["x"], frame["y"]) for frame in frames} == {(-1.2, 1.0)}
    ghosts = lab.page.evaluate("() => document.lab.ghosts.map(({track}) => [...track.column('x')])")
    assert ghosts[3] == first, "the ghost is the path before the gesture, not one in between"
    value = float(lab.box("Learning rate").input_value())
    assert set(lab.path(3, "lr")) == {value}
    alone = LabPage(lab.page.context.new_page(), lab.base_url).open(f"?run=adam,lr:{value}")
    assert alone.path(0) == lab.path(3), "the whole path of the last value is shown"
    lab.expect_no_errors()


def test_ball_never_leaves_its_final_path(lab: LabPage) -> None:
    lab.page.evaluate("() => { document.lab.player.seek(40); document.lab.player.play() }")
    lab.page.evaluate(RECORD_FRAMES)
    drag_slider(lab, "Learning rate", 0.66, 0.8)
    lab.page.wait_for_function("() => document.lab.state.spec.edits?.length > 0")
    lab.page.mouse.move(800, 300, steps=6)
    lab.page.mouse.up()
    (step,) = {edit["step"] for edit in lab.state()["spec"]["edits"][-1:]}
    lab.page.wait_for_function("step => document.lab.player.time > step + 5", arg=step)
    deviations = lab.page.evaluate(DEVIATIONS)
    assert len(deviations) > 20
    assert max(deviations) == 0
    lab.expect_no_errors()


def test_dragging_start_moves_whole_path(lab: LabPage) -> None:
    lab.page.evaluate(RECORD_FRAMES)
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
    frames = lab.page.evaluate("() => window.frames")
    assert {frame["points"] for frame in frames} == {501}
    start = lab.state()["spec"]["problem"]["start"]
    for racer in range(4):
        assert [lab.path(racer)[0], lab.path(racer, "y")[0]] == start
    assert lab.step == 0
    lab.expect_no_errors()
