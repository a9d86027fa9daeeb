"""Frames: frames per second and script time per frame with five and sixteen racers, in software GL."""

from statistics import median

from playwright.sync_api import Browser

from .report import Figure, percentile

SECONDS = 6
FIVE = ("sgd,lr:0.001", "sgd,lr:0.0005,momentum:0.9", "rmsprop,lr:0.005", "adam,lr:0.1", "adagrad,lr:0.5")
# The maximum, each with a different path.
SIXTEEN = tuple(f"adam,lr:{0.01 * 1.3**k:.4f}" for k in range(16))
# Measures all callbacks of every animation frame.
WATCH = """
(() => {
  const ask = window.requestAnimationFrame.bind(window);
  const frames = (window.benchFrames = []);
  window.requestAnimationFrame = (callback) =>
    ask((now) => {
      const begun = performance.now();
      callback(now);
      frames.push([now, performance.now() - begun]);
    });
})();
"""


def rolling(browser: Browser, url: str, view: str, racers: tuple[str, ...]) -> tuple[float, list[float]]:
    """Frames per second, and script time of each frame in ms, in one view."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(WATCH)
    runs = "&".join(f"run={racer}" for racer in racers)
    page.goto(f"{url}?surface=rosenbrock&{runs}&steps=500&view={view}", wait_until="load")
    page.wait_for_timeout(3_000)
    page.evaluate("benchFrames.length = 0")
    page.wait_for_timeout(SECONDS * 1_000)
    frames: list[list[float]] = page.evaluate("benchFrames")
    page.close()
    script: dict[float, float] = {}
    for at, spent in frames:
        script[at] = script.get(at, 0.0) + spent
    moments = sorted(script)
    rate = (len(moments) - 1) / (moments[-1] - moments[0]) * 1_000
    return rate, list(script.values())


def measure(browser: Browser, url: str) -> list[Figure]:
    """Both views, five racers of 500 points and sixteen."""
    figures = []
    for racers in (FIVE, SIXTEEN):
        for view, goal in (("contour", 50), ("3d", 40)):
            rate, script = rolling(browser, url, view, racers)
            name = f"{view}, {len(racers)} racers"
            detail = f"script p95 {percentile(script, 0.95):.2f} ms"
            figures.append(Figure(f"frames per second, {name}", rate, "fps", goal, "higher", detail))
            figures.append(Figure(f"script per frame, {name}", median(script), "ms", 2))
    return figures
