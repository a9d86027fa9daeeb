"""Window size tests: every page at common sizes, light and dark, with a screenshot."""

from pathlib import Path

import pytest
from lab_page import LabPage
from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.acceptance]

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "test-results" / "window-sizes"
SIZES = [(390, 844), (844, 390), (1024, 768), (1366, 768), (1920, 1080)]
PAGES = {
    "lab": "?steps=120&run=adam;sgd,lr:0.001",
    "network": "?model=mlp&dataset=moons&run=adam&steps=60",
    "embed": "embed?surface=beale&run=adam&steps=60",
    "compare": "compare?a=surface%3Dbowl&b=surface%3Dbeale",
}


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
        lab.page.locator("canvas").first.wait_for(state="visible")
        lab.page.wait_for_timeout(1500)
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        lab.page.screenshot(path=SCREENSHOTS / f"{page}-{width}x{height}-{theme}.png")
        assert lab.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert drawn_pixels(lab) > 500, "the picture is empty"
        assert lab.errors == []
    finally:
        context.close()


def drawn_pixels(lab: LabPage) -> int:
    """Number of pixels that are not transparent, on the fullest of the page's 2-D canvases."""
    return int(
        lab.page.evaluate(
            """() => {
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
                return most;
            }"""
        )
    )
