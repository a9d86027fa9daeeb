"""Formula pictures: typed and linked formulas, places without a value, losses far from 0."""

import re
from collections.abc import Iterator

import pytest
from lab_page import LabPage
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser

KEEP_TEXTS = """() => {
  window.texts = [];
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    window.texts.push(text);
    return fillText.call(this, text, ...rest);
  };
}"""


class Picture:
    """A page that keeps the texts drawn on its canvases."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.context = browser.new_context(viewport={"width": 1366, "height": 768})
        page = self.context.new_page()
        page.add_init_script(f"({KEEP_TEXTS})()")
        self.lab = LabPage(page, base_url)

    def texts(self) -> list[str]:
        """The texts that have been drawn since the last call."""
        self.lab.wait_for_frame()
        drawn: list[str] = self.lab.page.evaluate("() => window.texts.splice(0)")
        return drawn

    def hover(self, x: float, y: float) -> list[str]:
        """Moves the pointer to shares of the map's side, from its middle; the texts drawn then."""
        map_ = self.lab.page.get_by_role("group", name="Map of the landscape")
        box = map_.bounding_box()
        assert box is not None
        side = min(box["width"], box["height"])
        left, top = box["x"] + box["width"] / 2 + x * side, box["y"] + box["height"] / 2 - y * side
        self.lab.page.mouse.move(left, top)
        self.texts()  # a frame of the former place may have been due
        self.lab.page.mouse.move(left + 1, top)
        return self.texts()


@pytest.fixture
def picture(browser: Browser, base_url: str) -> Iterator[Picture]:
    made = Picture(browser, base_url)
    yield made
    assert made.lab.errors == []
    made.context.close()


def test_pointer_reads_not_defined(picture: Picture) -> None:
    picture.lab.open("?formula=sqrt(x*y)&steps=20&run=gd")
    assert "not defined there" in picture.hover(-0.2, 0.2)
    defined = picture.hover(-0.2, -0.2)
    assert "not defined there" not in defined
    assert any(text.startswith("loss ") for text in defined)


def test_formula_without_a_value_says_so(picture: Picture) -> None:
    picture.lab.open("?formula=log(-1-x^2)&steps=20&run=gd&view=both")
    picture.lab.page.wait_for_timeout(1500)
    drawn = picture.texts()
    assert drawn.count("Not defined anywhere here") >= 2, "on the map and in the scene"
    assert "loss" not in drawn, "no legend without a value"


@pytest.mark.parametrize("offset", ["1e4", "1e9", "1e12"])
def test_labels_far_from_0_differ(picture: Picture, offset: str) -> None:
    picture.lab.open(f"?formula={offset}%2Bx**2%2By**2&steps=20&run=gd&view=3d")
    picture.lab.page.wait_for_function("() => window.texts.includes('loss')")  # the relief has a legend
    drawn = picture.texts()
    numbers = {text for text in drawn if re.fullmatch("1[0\u2009]*0(05|10|15)", text)}
    assert len(numbers) == 3, drawn
    assert any(text.startswith("loss above the lowest, 1") for text in drawn)


def test_log_axis_says_its_offset(picture: Picture) -> None:
    picture.lab.open("?surface=six_hump_camel&steps=200&run=adam")
    assert "loss above the lowest, −1.032 (log scale)" in picture.texts()


@pytest.mark.parametrize("page", ["", "embed"])
def test_typed_plus_is_a_plus(picture: Picture, page: str) -> None:
    sent: list[str] = []
    page_ = picture.lab.page
    page_.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    page_.goto(f"{picture.lab.base_url}{page}?formula=x**2+sin(y)&autoplay=0&steps=20&run=gd&view=contour")
    expect(page_.get_by_role("group", name="Map of the landscape")).to_be_visible()
    page_.wait_for_function("() => window.texts.includes('10')")
    assert any('"expression":"x**2+sin(y)"' in frame for frame in sent)


def test_box_reads_and_asks(picture: Picture) -> None:
    lab = picture.lab.open("?formula=x**2%2By**2&steps=20&run=gd")
    box = lab.page.get_by_label("f(x, y) =")
    note = lab.page.locator(".problem-body > .note")
    for text, sentence in (
        ("1,5*x", "Write decimals with a point, as in 1.5"),
        ("lg(x)", "log10(x) or log2(x)"),
    ):
        box.fill(text)
        expect(note).to_contain_text(sentence)
    box.fill("½x² + |y|sin(x)")
    expect(note).to_be_hidden()
    lab.settle()
    loss = lab.path(0, "loss")[0]
    x, y = lab.path(0, "x")[0], lab.path(0, "y")[0]
    expected = lab.page.evaluate("([x, y]) => x * x / 2 + Math.abs(y) * Math.sin(x)", [x, y])
    assert loss == pytest.approx(expected, rel=1e-12)
