"""A move of the learning-rate slider to the first changed pixel, alone and beside a training network."""

import base64
import json
import zlib
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from playwright.sync_api import Browser, Page

from .browser import chromium, opened
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
DIGITS = {
    "problem": {
        "kind": "network",
        "model": {"name": "mlp", "params": {"hidden": [64, 64, 64]}},
        "dataset": {"name": "digits"},
        "batch_size": 32,
    },
    "racers": [{"optimizer": {"name": "adam"}}, {"optimizer": {"name": "sgd"}}],
    "steps": 5_000,
}


def address(experiment: dict[str, object]) -> str:
    """The part of the lab's address that holds an experiment: deflated JSON in base64url."""
    press = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = press.compress(json.dumps(experiment).encode()) + press.flush()
    return "#s=" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def latencies(page: Page, moves: int = MOVES) -> list[float]:
    """Milliseconds from a slider's move to the first pixel of the new path, paused at the start (a what-if)."""
    page.wait_for_timeout(2_500)
    page.keyboard.press("r")
    page.wait_for_timeout(800)
    slider = page.get_by_role("slider", name="Learning rate").first
    times = []
    for _ in range(moves):
        times.append(slider.evaluate(MOVE))
        page.wait_for_timeout(350)
    return times


def viewer(url: str) -> list[float]:
    """One viewer with a browser of its own."""
    with chromium() as browser:
        return latencies(opened(browser, url, "?view=contour", FRAMES), MOVES // 2)


def beside_training(url: str, digits: str) -> tuple[list[float], list[float]]:
    """Latencies of two viewers without, then with a third who trains digits."""
    with ThreadPoolExecutor(3) as threads:
        alone = [t for times in threads.map(viewer, [url, url]) for t in times]

        def third() -> None:
            with chromium() as browser:
                page = opened(browser, url, digits)
                page.wait_for_timeout(40_000)

        training = threads.submit(third)
        beside = [t for times in threads.map(viewer, [url, url]) for t in times]
        training.result()
    return alone, beside


def measure(browser: Browser, url: str) -> list[Figure]:
    """The default race on an otherwise idle machine, then in company."""
    times = latencies(opened(browser, url, "?view=contour", FRAMES))
    alone, beside = beside_training(url, address(DIGITS))
    ratio = median(beside) / median(alone)
    detail = f"ms alone {spread(alone)}, beside training {spread(beside)}"
    return [
        Figure("slider to first changed pixel, p95", percentile(times, 0.95), "ms", 50, detail=spread(times)),
        Figure("slider beside a training network / alone", ratio, "x", 1.5, detail=detail),
    ]
