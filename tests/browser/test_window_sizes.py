"""Window size tests: every page at common sizes, light and dark, with a screenshot."""

import json
from pathlib import Path

import pytest
from lab_page import LabPage
from playwright.sync_api import Browser

from app.http.state_codec import encode

pytestmark = [pytest.mark.browser, pytest.mark.acceptance]

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "test-results" / "window-sizes"
SIZES = [(390, 844), (844, 390), (1024, 768), (1366, 768), (1920, 1080)]
NETWORK = {
    "problem": {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "moons"}},
    "racers": [{"optimizer": {"name": "adam"}}],
    "steps": 60,
}
PAGES = {
    "lab": "?steps=120&run=adam|momentum",
    "network": f"#s={encode(json.dumps(NETWORK))}",
    "embed": "embed?surface=beale&run=adam&steps=60",
    "compare": "compare?a=surface%3Dbowl%26steps%3D60&b=surface%3Dbeale%26steps%3D60",
}
INK = """() => {
    const frames = [...document.querySelectorAll("iframe")];
    const pages = [document, ...frames.map((frame) => frame.contentDocument)];
    let most = 0;
    for (const canvas of pages.flatMap((page) => [...page.querySelectorAll("canvas")])) {
        const ink = canvas.width && canvas.height && canvas.getContext("2d");
        if (!ink) continue;
        const { data } = ink.getImageData(0, 0, canvas.width, canvas.height);
        let drawn = 0;
        for (let i = 3; i < data.length; i += 4) drawn += data[i] > 0;
        most = Math.max(most, drawn);
    }
    return most > 500;
}"""
"""Whether a 2-D canvas of the page, or of a frame in it, has more than 500 drawn pixels."""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("page", PAGES)
def test_page_fits_window(
    browser: Browser, base_url: str, page: str, width: int, height: int, theme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        has_touch=min(width, height) < 500,
    )
    try:
        lab = LabPage(context.new_page(), base_url)
        lab.page.goto(base_url + PAGES[page])
        lab.page.wait_for_function(INK, polling=500)
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        lab.page.screenshot(path=SCREENSHOTS / f"{page}-{width}x{height}-{theme}.png")
        assert lab.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert lab.errors == []
    finally:
        context.close()
