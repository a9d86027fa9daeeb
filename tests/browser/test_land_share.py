"""Land share: the drawn land fills its element on a laptop, a projector and a phone, as map and as relief."""

import json

import pytest
from lab_page import LabPage
from playwright.sync_api import Browser, Page

from app.http.state_codec import encode

pytestmark = [pytest.mark.browser, pytest.mark.acceptance]

SIZES = {"laptop": (1366, 768, ""), "projector": (1024, 768, "&theme=projector"), "phone": (390, 844, "")}
NETWORK = {
    "problem": {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "moons"}},
    "racers": [{"optimizer": {"name": "adam"}}],
    "steps": 40,
}
LANDS = {
    "rosenbrock": "surface=rosenbrock",
    "ellipse": "surface=ellipse100",
    "kept domain": "surface=eggholder",
    "network": f"#s={encode(json.dumps(NETWORK))}",
}
LEAST = 0.85

MAP = """() => {
    const { element, projection } = document.stage.picture.map;
    const { frame } = projection;
    return [frame.width / element.clientWidth, frame.height / element.clientHeight];
}"""
"""Shares of the map's element, across and up, that the land's frame has."""

RELIEF = """() => {
    const { element, projection, field } = document.stage.picture.scene;
    const ends = [[1e9, -1e9], [1e9, -1e9]];
    for (let i = 0; i <= 60; i += 1)
        for (let j = 0; j <= 60; j += 1) {
            const [x, y] = [field.x0 + (field.width * i) / 60, field.y0 + (field.depth * j) / 60];
            if (!field.isDefined(x, y)) continue;
            const out = [0, 0];
            projection.project(x, y, field.height(x, y), out, 0);
            out.forEach((value, k) => {
                ends[k] = [Math.min(ends[k][0], value), Math.max(ends[k][1], value)];
            });
        }
    const [across, up] = ends.map(([low, high]) => high - low);
    const inside = ends[0][0] >= 0 && ends[1][0] >= 0;
    return [across / element.clientWidth, up / element.clientHeight, inside];
}"""
"""The same of the bounding rectangle of the relief, and whether nothing is cut off above and to the left."""


def settled(page: Page, view: str) -> None:
    """Wait until the land of the present frame is drawn."""
    part = "scene" if view == "3d" else "map"
    page.wait_for_function(f"() => document.lab?.live.complete && document.stage.picture.{part}.projection")
    page.wait_for_timeout(600)
    page.wait_for_function("() => !document.lab.live.landscapePending && !document.lab.live.refitting")
    page.wait_for_timeout(300)


def address(land: str, view: str, more: str) -> str:
    state = LANDS[land]
    query = f"?view={view}&autoplay=0{more}"
    return query + (state if state.startswith("#") else f"&{state}")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("land", LANDS)
def test_land_fills_its_element(browser: Browser, base_url: str, land: str, size: str) -> None:
    width, height, more = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=size == "phone")
    try:
        lab = LabPage(context.new_page(), base_url)
        for view, measure in (("contour", MAP), ("3d", RELIEF)):
            lab.page.goto(base_url + address(land, view, more))
            lab.page.reload()
            settled(lab.page, view)
            across, up, *rest = lab.page.evaluate(measure)
            assert across >= LEAST, view
            assert up >= LEAST, view
            assert all(rest), view
        assert lab.errors == []
    finally:
        context.close()


def test_another_view_asks_once_for_its_frame(page: Page, base_url: str) -> None:
    looks: list[str] = []

    def listen(socket) -> None:  # type: ignore[no-untyped-def]
        socket.on("framesent", lambda text: "look" in text and looks.append(text))

    page.on("websocket", listen)
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{base_url}?view=contour&autoplay=0")
    settled(page, "contour")
    assert looks == [], "the first request has the frame"
    page.set_viewport_size({"width": 800, "height": 768})
    page.wait_for_function("() => document.lab.live.aspect < 1.9")
    settled(page, "contour")
    (look,) = [json.loads(text) for text in looks]
    assert look["at"] is None
    across, up = page.evaluate(MAP)
    assert min(across, up) >= LEAST
    page.wait_for_timeout(1500)
    assert len(looks) == 1


def test_click_beside_own_domain_starts_there(page: Page, base_url: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    lab = LabPage(page, base_url).open("?view=contour&surface=rosenbrock&run=adam&steps=40")
    settled(page, "contour")
    left, top, width, height = page.evaluate(
        """() => {
            const { element, projection } = document.stage.picture.map;
            const { x, y } = element.getBoundingClientRect();
            const { frame } = projection;
            return [x + frame.left, y + frame.top, frame.width, frame.height];
        }"""
    )
    page.mouse.click(left + 0.02 * width, top + height / 2)
    lab.settle()
    x, y = lab.state()["spec"]["problem"]["start"]
    low, high = page.evaluate("() => [document.stage.picture.field.x0, document.stage.picture.field.x1]")
    assert low < -2 < 2 < high, "the domain of the surface is from -2 to 2"
    assert x == pytest.approx(low + 0.02 * (high - low), abs=0.02)
    assert y == pytest.approx(1, abs=0.05)
    assert lab.path()[0] == x
    assert lab.errors == []
