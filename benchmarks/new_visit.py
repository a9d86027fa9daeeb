"""New visit: a page in a new browser context, with an empty cache, that counts what it receives."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import final

from playwright.sync_api import Browser, CDPSession, Page

from .report import Figure

KILOBYTES = 850
"""Goal of what a first visit receives."""


@final
@dataclass
class NewVisit:
    """New visit: its page and session, the addresses it requested, and the bytes of each answer."""

    page: Page
    session: CDPSession
    requested: list[str] = field(default_factory=list)
    received: list[float] = field(default_factory=list)

    @property
    def kilobytes(self) -> float:
        """All that was received, in kB."""
        return sum(self.received) / 1_000


@contextmanager
def new_visit(browser: Browser) -> Iterator[NewVisit]:
    """A page in a desktop viewport, not opened yet."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    seen = NewVisit(page, session)
    session.on("Network.requestWillBeSent", lambda event: seen.requested.append(event["request"]["url"]))
    session.on("Network.loadingFinished", lambda event: seen.received.append(event["encodedDataLength"]))
    session.send("Network.enable")
    yield seen
    context.close()


def transferred(where: str, kilobytes: list[float]) -> Figure:
    """The most that a visit received."""
    return Figure(f"transferred{where}", max(kilobytes), "kB", KILOBYTES)
