"""Loading: requests, bytes, times and layout shift of a first visit on a slow line.

Chromium emulates the line: each HTTP request takes 100 ms more, and all together get 10 Mbit/s.
"""

from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser

from .new_visit import new_visit, transferred
from .report import Figure, spread

ROUNDS = 5
LATENCY_MS = 100
BYTES_PER_S = 10_000_000 / 8

# A ball rolls when the clock has moved and a layer of the picture is not empty. The page is complete when
# all points have arrived and both views are drawn.
WATCH = """
const seen = (globalThis.seen = { shift: 0, shifts: [] });
const name = (node) => (node?.id ? `#${node.id}` : `${node?.localName}.${node?.className}`);
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources, startTime } of list.getEntries())
    if (!hadRecentInput) {
      seen.shift += value;
      const moved = sources.map(({ node }) => name(node)).join(", ");
      seen.shifts.push(`${value.toFixed(4)} at ${startTime.toFixed(0)} ms: ${moved}`);
    }
}).observe({ type: "layout-shift", buffered: true });
const small = new OffscreenCanvas(64, 64).getContext("2d", { willReadFrequently: true });
const drawn = () =>
  [...document.querySelectorAll("canvas.picture-layer")].some((canvas) => {
    if (!canvas.width) return false;
    small.drawImage(canvas, 0, 0, 64, 64);
    return small.getImageData(0, 0, 64, 64).data.some(Boolean);
  });
const look = () => {
  const { lab } = document;
  if (lab && !seen.rolling && lab.player.time > 0 && drawn()) seen.rolling = performance.now();
  if (seen.rolling && lab.live.complete && document.querySelector("#scene .gl-container canvas"))
    seen.complete = performance.now();
  else requestAnimationFrame(look);
};
look();
"""
READ = """() => ({
  ...seen,
  painted: performance.getEntriesByName("first-contentful-paint")[0].startTime,
})"""


@dataclass(frozen=True)
class Visit:
    """What a visit took: seconds since the navigation began, kilobytes, requests, layout shift."""

    painted: float
    rolling: float
    complete: float
    requests: int
    kilobytes: float
    shift: float
    shifts: list[str]


def visit(browser: Browser, url: str) -> Visit:
    """Open the page with an empty cache on the slow line, and wait until it is complete."""
    line = {"latency": LATENCY_MS, "downloadThroughput": BYTES_PER_S, "uploadThroughput": BYTES_PER_S}
    with new_visit(browser) as new:
        new.session.send("Network.emulateNetworkConditions", {"offline": False, **line})
        new.page.add_init_script(WATCH)
        new.page.goto(url, wait_until="commit")
        new.page.wait_for_function("() => globalThis.seen?.complete")
        new.page.wait_for_load_state("networkidle")
        seen = new.page.evaluate(READ)
        return Visit(
            seen["painted"] / 1_000,
            seen["rolling"] / 1_000,
            seen["complete"] / 1_000,
            sum(not address.startswith(("data:", "blob:")) for address in new.requested),
            new.kilobytes,
            seen["shift"],
            seen["shifts"],
        )


def measure(browser: Browser, url: str) -> list[Figure]:
    """The medians of a few visits with new browser contexts; the largest of what is counted."""
    visits = [visit(browser, url) for _ in range(ROUNDS)]

    def timed(what: str, seconds: list[float], goal: float | None = None) -> Figure:
        return Figure(f"slow line: {what}", median(seconds), "s", goal, detail=spread(seconds))

    worst = max(visits, key=lambda one: one.shift)
    return [
        timed("first contentful paint", [one.painted for one in visits]),
        timed("first rolling ball", [one.rolling for one in visits], 2),
        timed("page is complete", [one.complete for one in visits], 3),
        Figure("requests of a first visit", max(one.requests for one in visits), "", 30),
        transferred(" on a slow line", [one.kilobytes for one in visits]),
        Figure("layout shift (CLS)", worst.shift, "", 0.05, detail="; ".join(worst.shifts)),
    ]
