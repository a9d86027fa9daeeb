"""Lab page: what the journeys do again and again: open the lab, and ask it what it shows."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

PATIENCE = 120_000
"""Milliseconds to wait for what must happen, on a machine that may be busy with other tests."""


class LabPage:
    """The lab in a page of a browser, with everything noted that must not happen there."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.base_url = base_url
        self.wrongs: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self.wrongs.append(f"page error: {error}"))
        page.on("request", lambda request: self._request(request.url))

    def open(self, query: str = "", *, rolling: bool = False) -> "LabPage":
        """Opens the page and waits until all points are there; standing, unless told otherwise.

        Where the query names no view, a standing page shows the map alone: a scene without a graphics card
        costs a second, and most journeys are not about it.
        """
        path, _, state = query.partition("#")
        if not rolling:
            path += ("&" if "?" in path else "?") + "autoplay=0"
            path += "" if "view=" in path else "&view=contour"
        self.page.goto(f"{self.base_url}{path}{'#' + state if state else ''}")
        self.settle()
        return self

    def settle(self) -> None:
        """Waits until everything asked for has come and is shown."""
        self.page.wait_for_function("() => document.querySelector('.racer-line .loss')?.textContent !== ''")
        self.page.wait_for_function(
            "() => { const { live } = document.lab; return live.complete && live.answered && !live.next }"
        )

    def path(self, racer: int = 0, column: str = "x") -> list[float]:
        """One column of a racer's trajectory, as the page holds it."""
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

    def slider(self, label: str) -> Locator:
        return self.page.get_by_role("slider", name=re.compile(f"^{label}"))

    def box(self, label: str) -> Locator:
        return self.page.get_by_role("textbox", name=f"{label}, value")

    def type_value(self, label: str, value: str) -> None:
        self.box(label).fill(value)
        self.box(label).press("Enter")

    def pick(self, title: str) -> None:
        """Chooses another landscape."""
        self.page.get_by_label("Landscape", exact=True).select_option(label=title)

    def is_well(self) -> None:
        """Nothing has been written to the console as an error, and nothing foreign was asked for."""
        expect(self.page.locator("#error")).to_be_hidden()
        assert self.wrongs == []

    def _note(self, kind: str, text: str) -> None:
        if kind == "error" or "Content Security Policy" in text:
            self.wrongs.append(f"console: {text}")

    def _request(self, url: str) -> None:
        if not url.startswith((self.base_url, "data:", "blob:")):
            self.wrongs.append(f"foreign request: {url}")
