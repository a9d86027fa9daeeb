"""Lab page object: opens the lab, reads its state and records errors."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

TIMEOUT_MS = 120_000
"""Milliseconds until a wait fails, on a machine that may be busy with other tests."""


class LabPage:
    """The lab in a browser page; records console errors, page errors and foreign requests."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.base_url = base_url
        self.errors: list[str] = []
        page.set_default_timeout(TIMEOUT_MS)
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self.errors.append(f"page error: {error}"))
        page.on("request", lambda request: self._request(request.url))

    def open(self, query: str = "", *, rolling: bool = False) -> "LabPage":
        """Opens the page and waits until all points have arrived; paused, unless ``rolling``.

        If the query has no view, a paused page shows the map alone: without a graphics card a scene takes a
        second, and most tests do not need it.
        """
        path, _, state = query.partition("#")
        if not rolling:
            path += ("&" if "?" in path else "?") + "autoplay=0"
            path += "" if "view=" in path else "&view=contour"
        self.page.goto(f"{self.base_url}{path}{'#' + state if state else ''}")
        self.settle()
        return self

    def settle(self) -> None:
        """Waits until everything requested has arrived and is shown."""
        self.page.wait_for_function("() => document.querySelector('.racer-line .loss')?.textContent")
        self.page.wait_for_function(
            "() => { const { live } = document.lab; return live.complete && live.answered && !live.next }"
        )

    def path(self, racer: int = 0, column: str = "x") -> list[float]:
        """One column of a racer's trajectory in the page."""
        values: list[float] = self.page.evaluate(
            "([racer, column]) => [...document.lab.live.tracks[racer].column(column)]", [racer, column]
        )
        return values

    def state(self) -> dict[str, Any]:
        """The state of the page."""
        state: dict[str, Any] = self.page.evaluate("() => structuredClone(document.lab.state)")
        return state

    def wait_for_frame(self) -> None:
        """Waits until everything that has happened has been drawn."""
        next_frame = "requestAnimationFrame(() => requestAnimationFrame(done))"
        self.page.evaluate(f"() => new Promise((done) => {next_frame})")

    @property
    def step(self) -> int:
        """The step that is shown, once the next frame has been drawn."""
        self.wait_for_frame()
        text = self.page.locator("transport-bar .count").inner_text()
        return int(text.split("/")[0])

    @property
    def racers(self) -> Locator:
        return self.page.locator("racer-card")

    def open_more(self) -> None:
        """Opens what the panel keeps behind *More*."""
        self.page.locator(".panel-more > summary").click()

    def tool(self, racer: int, name: str) -> Locator:
        """A tool of a racer whose card is open: Duplicate, Fork or Remove."""
        card = self.racers.nth(racer)
        if not card.locator(".tools").is_visible():
            card.get_by_text("More settings").click()
        return card.get_by_role("button", name=name)

    def slider(self, label: str) -> Locator:
        return self.page.get_by_role("slider", name=re.compile(f"^{label}"))

    def box(self, label: str) -> Locator:
        return self.page.get_by_role("textbox", name=f"{label}, value")

    def type_value(self, label: str, value: str) -> None:
        self.box(label).fill(value)
        self.box(label).press("Enter")

    def open_chooser(self) -> Locator:
        """Opens the dialog of all that can be descended."""
        self.page.locator(".problem-button").click()
        return self.page.get_by_role("dialog", name="What to descend")

    def pick(self, title: str) -> None:
        """Chooses another surface or network."""
        dialog = self.open_chooser()
        dialog.get_by_role("searchbox").fill(title)
        dialog.get_by_role("button", name=title, exact=True).click()

    def expect_no_errors(self) -> None:
        """Asserts that there was no error and no request to another origin."""
        expect(self.page.locator("#error")).to_be_hidden()
        assert self.errors == []

    def _note(self, kind: str, text: str) -> None:
        if kind == "error" or "Content Security Policy" in text:
            self.errors.append(f"console: {text}")

    def _request(self, url: str) -> None:
        if not url.startswith((self.base_url, "data:", "blob:")):
            self.errors.append(f"foreign request: {url}")
