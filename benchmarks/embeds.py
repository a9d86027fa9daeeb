"""Embeds: responsiveness of a page of another site with twenty embeds, and of the embeds."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Browser, Frame, Page

from .report import Figure, percentile

COUNT = 20
SURFACES = ("rosenbrock", "himmelblau", "beale", "ackley", "rastrigin")
SETTLE_MS = 4_000
# Records the gaps between animation frames of the outer page.
GAPS = """
  window.gaps = [];
  let last = performance.now();
  const tick = (now) => { gaps.push(now - last); last = now; requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
"""
# From a moved slider to the first new point of the path.
MOVE = """
() => new Promise((resolve) => {
  const { lab } = document;
  lab.player.pause();
  lab.player.seek(0);
  const old = lab.live.tracks[0].at(1).x;
  const begun = performance.now();
  lab.change("/racers/0/optimizer/params/lr", lab.now.racers[0].optimizer.params.lr * 0.7, true);
  const look = () => {
    const [track] = lab.live.tracks;
    if (track?.length > 1 && track.at(1).x !== old) resolve(performance.now() - begun);
    else setTimeout(look, 1);
  };
  look();
})
"""


@contextmanager
def book(chapter: str) -> Iterator[str]:
    """Serve the chapter; yields its URL. It is another site than 127.0.0.1, so frames get their own process.

    An invented host name would not work: browsers block requests from public pages to local addresses.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(chapter.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def chapter_of(url: str) -> str:
    """HTML of a chapter with twenty figures."""
    frames = [
        f'<h2>Figure {number + 1}</h2><iframe width="525" height="450" style="border:0" loading="lazy" '
        f'src="{url}embed?surface={SURFACES[number % len(SURFACES)]}&steps=2000&eid={number}"></iframe>'
        for number in range(COUNT)
    ]
    return f"<title>A chapter</title>{''.join(frames)}"


def measure(browser: Browser, url: str) -> list[Figure]:
    """Scroll through the chapter, and move a slider in its middle."""
    with book(f"<!doctype html><script>{GAPS}</script>{chapter_of(url)}") as address:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)
        figures = _read(page)
        page.close()
    return figures


def _read(page: Page) -> list[Figure]:
    for number in range(COUNT):
        page.locator("iframe").nth(number).scroll_into_view_if_needed()
        _frame(page, number).wait_for_function("() => document.lab?.player.time > 0.5", polling=100)
    gaps = _rolling(page)
    frames = [_frame(page, number) for number in range(COUNT)]
    rolling = sum(frame.evaluate("() => document.lab.player.playing") for frame in frames)
    middle = COUNT // 2
    page.locator("iframe").nth(middle).scroll_into_view_if_needed()
    page.wait_for_timeout(SETTLE_MS / 4)
    answers = [frames[middle].evaluate(MOVE) for _ in range(5)]
    seen = f"{rolling} in sight roll, the others rest"
    return [
        Figure(
            "twenty embeds on a page: frames per second of the page",
            1000 * len(gaps) / sum(gaps),
            "",
            50,
            "higher",
            seen,
        ),
        Figure(
            "twenty embeds on a page: gap between two frames, 95th percentile",
            percentile(gaps, 0.95),
            "ms",
            50,
        ),
        Figure("twenty embeds on a page: a moved slider's new path begins", sorted(answers)[2], "ms", 100),
    ]


def _rolling(page: Page) -> list[float]:
    page.wait_for_timeout(SETTLE_MS / 4)
    page.evaluate("() => { gaps.length = 0 }")
    page.wait_for_timeout(SETTLE_MS)
    gaps: list[float] = page.evaluate("() => gaps")
    return gaps


def _frame(page: Page, number: int) -> Frame:
    element = page.locator("iframe").nth(number).element_handle()
    frame = element.content_frame() if element else None
    assert frame is not None
    return frame
