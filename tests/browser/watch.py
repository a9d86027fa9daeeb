"""Notes whatever a page must not do: run a text, break its policy, ask elsewhere, keep anything."""

from dataclasses import dataclass, field
from typing import Any

from payloads import MARK
from playwright.sync_api import BrowserContext, Page

LISTEN = """
document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
  violated(`${effectiveDirective} ${blockedURI} on ${location.pathname}`));
"""
KEPT = """async () => ({
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map(({ name }) => name),
  caches: globalThis.caches ? await caches.keys() : [],
  workers: (await navigator.serviceWorker?.getRegistrations() ?? []).length,
})"""


@dataclass
class Watch:
    """What has been seen of all pages of a context.

    Attributes:
        home: all that may be asked for is below it.
        ran: pages on which a text ran as a script, or opened a dialog.
        violations: of the Content-Security-Policy, as the page and the console tell.
        foreign: requests to anywhere else.
        errors: that no page caught.
        cookies: answers that set one.
    """

    home: str
    ran: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> "Watch":
        """Watch this context from now on."""
        context.expose_binding("hit", lambda source: self.ran.append(source["frame"].url))
        context.expose_binding("violated", lambda _, what: self.violations.append(what))
        context.add_init_script(LISTEN)
        context.on("dialog", lambda dialog: (self.ran.append(dialog.message), dialog.dismiss()))
        context.on("console", lambda message: self._console(message.text))
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("request", lambda request: self._request(request.url))
        context.on("response", lambda response: self._response(response.headers, response.url))
        return self

    def blames(self, context: BrowserContext) -> dict[str, list[Any]]:
        """All that was seen and must not be; empty where all is well."""
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


def marked(page: Page) -> int:
    """How many elements of the page, and of its frames, a payload has made."""
    return sum(frame.locator(f"[{MARK}]").count() for frame in page.frames)


def kept(page: Page) -> dict[str, Any]:
    """Whatever the page's origin keeps in the browser."""
    found: dict[str, Any] = page.evaluate(KEPT)
    return found
