"""Page monitor: records scripts, policy violations, foreign requests, errors and cookies of all pages."""

from dataclasses import dataclass, field
from typing import Any

from payloads import MARK
from playwright.sync_api import BrowserContext, Page

LISTEN = """
document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
  violated(`${effectiveDirective} ${blockedURI} on ${location.pathname}`));
"""
STORED_DATA = """async () => ({
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map(({ name }) => name),
  caches: globalThis.caches ? await caches.keys() : [],
  workers: (await navigator.serviceWorker?.getRegistrations() ?? []).length,
})"""


@dataclass
class PageMonitor:
    """Records of all pages of a context.

    Attributes:
        home: URL prefix of all allowed requests.
        ran: pages on which a text ran as a script, or opened a dialog.
        violations: of the Content-Security-Policy, from page events and the console.
        foreign: requests to other URLs.
        errors: uncaught in a page.
        cookies: URLs of responses that set one.
    """

    home: str
    ran: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> "PageMonitor":
        """Starts recording this context."""
        context.expose_binding("hit", lambda source: self.ran.append(source["frame"].url))
        context.expose_binding("violated", lambda _, what: self.violations.append(what))
        context.add_init_script(LISTEN)
        context.on("dialog", lambda dialog: (self.ran.append(dialog.message), dialog.dismiss()))
        context.on("console", lambda message: self._console(message.text))
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("request", lambda request: self._request(request.url))
        context.on("response", lambda response: self._response(response.headers, response.url))
        return self

    def violations_found(self, context: BrowserContext) -> dict[str, list[Any]]:
        """All violations by kind; empty if there are none."""
        seen = {**vars(self), "jar": context.cookies()}
        return {what: found for what, found in seen.items() if isinstance(found, list) and found}

    def _console(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.violations.append(text)

    def _request(self, url: str) -> None:
        if not url.startswith((self.home, "data:", "blob:", "about:")):
            self.foreign.append(url)

    def _response(self, headers: dict[str, str], url: str) -> None:
        if "set-cookie" in headers:
            self.cookies.append(url)


def injected_elements(page: Page) -> int:
    """Number of elements that payloads have created in the page and its frames."""
    return sum(frame.locator(f"[{MARK}]").count() for frame in page.frames)


def stored_data(page: Page) -> dict[str, Any]:
    """Everything that the page's origin has stored in the browser."""
    found: dict[str, Any] = page.evaluate(STORED_DATA)
    return found
