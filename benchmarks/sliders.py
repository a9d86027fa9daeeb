"""Sliders: latency from a move of the learning-rate slider to the first changed pixel."""

from playwright.sync_api import Browser, Page

from .browser import opened
from .report import Figure, percentile, spread

MOVES = 60
# Records when the first numbers of a run requested after ``latency.moved`` arrived on the page's WebSocket,
# and when the animation frame that drew them ended. It reads no pixels: that alone would take tens of
# milliseconds.
WATCH = """
window.latency = {};
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => {
      if (!(data instanceof ArrayBuffer) || new Uint8Array(data)[0] !== 1) return;
      if (new DataView(data).getUint32(4, true) >= latency.run) latency.came ??= performance.now();
    });
  }
  send(text) {
    const message = JSON.parse(text);
    if (message.type === "run") latency.run ??= message.run;
    super.send(text);
  }
};
const ask = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (callback) =>
  ask((now) => {
    const before = latency.came;
    callback(now);
    if (!before || (latency.frame ??= now) !== now) return;
    latency.drawn = performance.now();
  });
"""
# Moves the slider to a new value, so that nothing is cached. The clock stops at the end of the frame that
# drew the first numbers of the new run. The old path turns into a ghost at once, which does not count. After
# the clock has stopped, the picture is compared with the old one.
MOVE = """
async (slider, move) => {
  const layers = [...document.querySelectorAll("canvas.picture-layer")].filter((c) => c.offsetParent);
  const small = new OffscreenCanvas(320, 240).getContext("2d", { willReadFrequently: true });
  const picture = () => {
    small.clearRect(0, 0, 320, 240);
    for (const layer of layers) small.drawImage(layer, 0, 0, 320, 240);
    return small.getImageData(0, 0, 320, 240).data.join();
  };
  const rest = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const former = picture();
  await rest(150); // reading pixels keeps the compositor busy for a while
  window.latency = { moved: performance.now() };
  const span = Number(slider.max) - Number(slider.min);
  slider.value = String(Math.round(Number(slider.min) + span * (0.3 + 0.4 * ((move * 0.618) % 1))));
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  while (!window.latency.drawn && performance.now() - window.latency.moved < 5000) await rest(5);
  const { moved, drawn } = window.latency;
  if (!drawn || picture() === former) throw new Error("the picture has not changed");
  return drawn - moved;
}
"""


def latencies(page: Page, moves: int = MOVES) -> list[float]:
    """Milliseconds from each move to the first picture of the new path, with the player paused at step 0."""
    page.wait_for_timeout(2_500)
    page.keyboard.press("Home")
    page.wait_for_timeout(800)
    slider = page.get_by_role("slider", name="Learning rate").first
    times = []
    for move in range(moves):
        times.append(slider.evaluate(MOVE, move))
        page.wait_for_timeout(350)
    return times


def measure(browser: Browser, url: str) -> list[Figure]:
    """The default race on an otherwise idle machine; ``company`` measures it under load."""
    times = latencies(opened(browser, url, "?view=contour", WATCH))
    p95 = percentile(times, 0.95)
    return [Figure("slider to first changed pixel, p95", p95, "ms", 50, detail=spread(times))]
