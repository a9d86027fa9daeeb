"""Pattern page tests: every control in every state and theme is accessible and does not overflow."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"


@pytest.mark.parametrize(("width", "query"), [(1280, ""), (390, ""), (1280, "?theme=projector")])
def test_every_control_is_shown_and_accessible(
    browser: Browser, base_url: str, width: int, query: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    try:
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(f"{base_url}patterns{query}")
        page.wait_for_selector("body[data-ready]")
        components = (SCRIPTS / "components").glob("*.js")
        tags = [
            tag for file in components for tag in re.findall(r'define\("([\w-]+)"', file.read_text("utf-8"))
        ]
        missing = [tag for tag in tags if page.locator(f".sample {tag}").count() < 2]
        assert len(tags) > 10
        assert missing == [], "each component is in both samples"
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        found = [
            (rule["id"], rule["nodes"][0]["html"][:200]) for rule in Axe().run(page).response["violations"]
        ]
        assert found == []
        assert errors == []
    finally:
        context.close()
