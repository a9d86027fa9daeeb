"""A move of the learning-rate slider to the first changed pixel."""

from playwright.sync_api import Browser, Page

from .browser import opened
from .report import Figure, percentile, spread

MOVES = 60
# Counts the binary frames that came over the page's WebSocket.
FRAMES = """
window.frames_seen = 0;
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => {
      if (typeof data !== "string") window.frames_seen += 1;
    });
  }
};
"""
# Moves the slider by a step. The former path turns into a ghost at once, which does not count: the clock
# stops at the first difference to what was on the screen when the first numbers of the new run came.
MOVE = """
(slider) => new Promise((resolve) => {
  const layers = [...document.querySelectorAll("canvas.picture-layer")].filter((c) => c.offsetParent);
  const small = new OffscreenCanvas(320, 240).getContext("2d", { willReadFrequently: true });
  const picture = () => {
    small.clearRect(0, 0, 320, 240);
    for (const layer of layers) small.drawImage(layer, 0, 0, 320, 240);
    return small.getImageData(0, 0, 320, 240).data;
  };
  const seen = window.frames_seen;
  const begun = performance.now();
  const span = Number(slider.max) - Number(slider.min);
  const value = Number(slider.value);
  const middle = (Number(slider.max) + Number(slider.min)) / 2;
  slider.value = String(value + (value > middle ? -1 : 1) * span * 0.04);
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  let before = picture();
  const look = () => {
    const now = picture();
    if (window.frames_seen === seen) before = now;
    else if (now.some((v, i) => v !== before[i])) return resolve(performance.now() - begun);
    if (performance.now() - begun > 5000) resolve(5000);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})
"""


def latencies(page: Page, moves: int = MOVES) -> list[float]:
    """Milliseconds from a move to the first pixel of the new path, paused at the start (a what-if)."""
    page.wait_for_timeout(2_500)
    page.keyboard.press("r")
    page.wait_for_timeout(800)
    slider = page.get_by_role("slider", name="Learning rate").first
    times = []
    for _ in range(moves):
        times.append(slider.evaluate(MOVE))
        page.wait_for_timeout(350)
    return times


def measure(browser: Browser, url: str) -> list[Figure]:
    """The default race on an otherwise idle machine. What company does to it: see ``company``."""
    times = latencies(opened(browser, url, "?view=contour", FRAMES))
    p95 = percentile(times, 0.95)
    return [Figure("slider to first changed pixel, p95", p95, "ms", 50, detail=spread(times))]
