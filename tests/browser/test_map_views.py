"""Map tests: maps agree with plain loops, and pointer and keys work on them."""

import math
import re
from typing import Any

import pytest
import torch
from lab_page import LabPage
from playwright.sync_api import Page, expect

HIMMELBLAU = "?surface=himmelblau&run=momentum,lr:0.01&steps=200"
ELLIPSE = "?surface=ellipse10&run=momentum,lr:0.05&steps=100"
COMPLETE = "() => document.maps?.mapData?.complete"


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    return LabPage(page, base_url)


def complete_map(lab: LabPage) -> dict[str, Any]:
    """The shown map, once every cell has arrived."""
    lab.page.wait_for_function(COMPLETE)
    chart: dict[str, Any] = lab.page.evaluate(
        "() => { const { facts, table } = document.maps.mapData;"
        "return { ...facts, cells: Object.fromEntries(facts.columns.map((c, k) => [c, [...table[k]]])) } }"
    )
    return chart


def himmelblau_end(start: list[float], lr: float, momentum: float, steps: int) -> list[float]:
    point = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([point], lr=lr, momentum=momentum, foreach=False)
    for _ in range(steps):
        optimizer.zero_grad()
        x, y = point.unbind()
        ((x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2).backward()
        optimizer.step()
    return point.tolist()


def color_at(lab: LabPage, x: float, y: float) -> list[int]:
    """Color of the basin map at a point of the landscape."""
    pixel: list[int] = lab.page.evaluate(
        """([x, y]) => {
          const { projection } = document.maps.picture.map;
          const out = [0, 0];
          projection.project(x, y, 0, out, 0);
          const { canvas, context } = document.maps.basins.layer;
          const ratio = canvas.width / canvas.clientWidth;
          return [...context.getImageData(out[0] * ratio, out[1] * ratio, 1, 1).data].slice(0, 3);
        }""",
        [x, y],
    )
    return pixel


def test_basin_colors_agree_with_plain_loops(lab: LabPage) -> None:
    lab.open(HIMMELBLAU)
    lab.page.get_by_role("button", name="Basins").click()
    chart = complete_map(lab)
    minima = chart["minima"]
    assert len(minima) == 4
    width = len(chart["x"])
    for row, column in ((30, 30), (70, 25), (60, 70), (40, 75)):
        end = himmelblau_end([chart["x"][column], chart["y"][row]], 0.01, 0.9, 200)
        nearest = min(range(4), key=lambda k: math.dist(end, minima[k][:2]))
        assert chart["cells"]["minimum"][row * width + column] == nearest
    lab.wait_for_frame()
    colors = [color_at(lab, x, y) for x, y, _ in minima]
    for k, color in enumerate(colors):
        assert all(sum(abs(a - b) for a, b in zip(color, other, strict=True)) > 25 for other in colors[:k])
    legend = lab.page.locator("map-legend")
    expect(legend).to_contain_text("Where every start leads: Momentum, 200 steps")
    # Four minima, diverged starts, and the meaning of lightness.
    expect(legend.locator("li")).to_have_count(6)
    lab.page.wait_for_url("**map=basins**")
    lab.page.get_by_role("button", name="Land").click()
    expect(legend).to_be_hidden()
    lab.expect_no_errors()


def test_click_on_basin_starts_there(lab: LabPage) -> None:
    lab.open(HIMMELBLAU + "&map=basins")
    chart = complete_map(lab)
    place = lab.page.evaluate(
        "([x, y]) => { const out = [0, 0]; document.maps.picture.map.projection.project(x, y, 0, out, 0);"
        "const box = document.querySelector('#contour').getBoundingClientRect();"
        "return [box.left + out[0], box.top + out[1]] }",
        [-2.03, -1.98],
    )
    lab.page.mouse.click(*place)
    lab.settle()
    start = lab.state()["spec"]["problem"]["start"]
    column = chart["x"].index(min(chart["x"], key=lambda value: abs(value - start[0])))
    row = chart["y"].index(min(chart["y"], key=lambda value: abs(value - start[1])))
    assert start == pytest.approx([chart["x"][column], chart["y"][row]], abs=1e-4)
    assert math.dist(start, [-2.03, -1.98]) < 0.15
    minimum = chart["minima"][int(chart["cells"]["minimum"][row * len(chart["x"]) + column])]
    assert math.dist([lab.path(0, "x")[-1], lab.path(0, "y")[-1]], minimum[:2]) < 0.05
    expect(lab.page.locator("map-legend .reading")).to_contain_text("to the minimum at")
    # The same map: it does not depend on the start.
    assert lab.page.evaluate("() => document.maps.number") == 1
    lab.expect_no_errors()


def test_parameter_map_agrees_with_theory_and_sets_parameters(lab: LabPage) -> None:
    lab.open(ELLIPSE)
    lab.page.get_by_role("button", name="Parameters").click()
    chart = complete_map(lab)
    root = math.sqrt(10)
    assert chart["theory"]["optimum"]["lr"] == pytest.approx((2 / (1 + root)) ** 2)
    width = len(chart["x"])
    for k, (loss, failed) in enumerate(zip(chart["cells"]["loss"], chart["cells"]["failed"], strict=True)):
        lr, momentum = chart["x"][k % width], chart["y"][k // width]
        limit = 2 * (1 + momentum) / 10
        if lr > 1.2 * limit:
            assert failed == 1, (lr, momentum, loss)
        if lr < 0.5 * limit and momentum < 0.8:
            assert failed == 0, (lr, momentum, loss)
    sheet = lab.page.locator(".map-settings")
    expect(sheet).to_be_visible()
    box = sheet.bounding_box()
    assert box is not None
    lab.page.mouse.click(box["x"] + 0.4 * box["width"], box["y"] + 0.5 * box["height"])
    lab.settle()
    params = lab.state()["spec"]["racers"][0]["optimizer"]["params"]
    column, row = chart["x"].index(params["lr"]), chart["y"].index(params["momentum"])
    assert lab.path(0, "loss")[-1] == chart["cells"]["loss"][row * width + column]
    sheet.focus()
    lab.page.keyboard.press("ArrowRight")
    lab.page.keyboard.press("ArrowDown")
    lab.settle()
    params = lab.state()["spec"]["racers"][0]["optimizer"]["params"]
    assert (params["lr"], params["momentum"]) == (chart["x"][column + 1], chart["y"][row - 1])
    expect(lab.page.locator("map-legend .reading")).to_contain_text(re.compile("β [=≈] 0[.]"))
    assert lab.page.evaluate("() => document.maps.number") == 1
    lab.expect_no_errors()


def test_other_landscape_has_other_map_and_networks_none(lab: LabPage) -> None:
    lab.open(HIMMELBLAU + "&map=basins")
    complete_map(lab)
    lab.pick("Double well")
    lab.page.wait_for_function("() => document.maps.mapData?.facts.minima.length === 2")
    chart = complete_map(lab)
    assert len(chart["minima"]) == 2
    lab.page.evaluate(
        "() => document.lab.restart({ spec: { ...document.lab.state.spec, problem: { kind: 'network',"
        "model: { name: 'mlp' }, dataset: { name: 'moons' } } } }, { newLandscape: true })"
    )
    expect(lab.page.locator("map-legend")).to_contain_text("Maps are drawn of surfaces and formulas")
    lab.expect_no_errors()


def test_map_shows_first_racer_if_none_is_open(lab: LabPage) -> None:
    lab.open(ELLIPSE)
    lab.racers.first.locator(".racer-line").click()
    assert lab.state()["selected"] == -1
    for name in ("Parameters", "Basins"):
        lab.page.get_by_role("button", name=name).click()
        assert complete_map(lab)["racer"] == 0
    lab.expect_no_errors()
