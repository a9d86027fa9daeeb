"""Page load: time from opening the page to the first animated frame, and bytes transferred."""

from statistics import median

from playwright.sync_api import Browser

from .new_visit import new_visit, transferred
from .report import Figure, spread

ROUNDS = 5
# The animation runs when the picture's overlay has changed twice.
WATCH = """
new Promise((resolve) => {
  const seen = new Set();
  const small = new OffscreenCanvas(64, 64).getContext("2d", { willReadFrequently: true });
  const look = () => {
    for (const canvas of document.querySelectorAll("canvas.picture-layer")) {
      if (!canvas.width) continue;
      small.clearRect(0, 0, 64, 64);
      small.drawImage(canvas, 0, 0, 64, 64);
      const pixels = small.getImageData(0, 0, 64, 64).data;
      if (!pixels.some(Boolean)) continue;
      seen.add(pixels.join());
    }
    if (seen.size >= 2) resolve(performance.now());
    else requestAnimationFrame(look);
  };
  look();
})
"""


def once(browser: Browser, url: str) -> tuple[float, float]:
    """Seconds to the first animated frame, and kB transferred, with an empty cache."""
    with new_visit(browser) as seen:
        seen.page.goto(url, wait_until="commit")
        milliseconds = seen.page.evaluate(WATCH)
        seen.page.wait_for_load_state("load")
        return milliseconds / 1_000, seen.kilobytes


def measure(browser: Browser, url: str) -> list[Figure]:
    """The median of a few visits with new browser contexts."""
    visits = [once(browser, url) for _ in range(ROUNDS)]
    seconds = [visit[0] for visit in visits]
    return [
        Figure("open the page to first rolling frame", median(seconds), "s", 1.5, detail=spread(seconds)),
        transferred("", [visit[1] for visit in visits]),
    ]
