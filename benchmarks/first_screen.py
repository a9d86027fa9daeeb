"""First screen: what a person can operate on it, and how much of the window the picture and the land have."""

from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from .report import Figure

WINDOWS = {
    "390x844": (390, 844, ""),
    "844x390": (844, 390, ""),
    "1024x768 projector": (1024, 768, "&theme=projector"),
    "1366x768": (1366, 768, ""),
    "1920x1080": (1920, 1080, ""),
}
"""Width, height and setting of each window."""

READY = "() => document.lab?.live.complete && document.stage.picture.field"

IN_SIGHT = """() => {
  const operable = "button, a[href], input, select, textarea, summary, [tabindex]:not([tabindex='-1'])";
  const seen = (one) => {
    const shown = one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (!shown || one.closest("[inert]")) return false;
    const { left, right, top, bottom, width, height } = one.getBoundingClientRect();
    if (width < 4 || height < 4) return false;
    const x = Math.min(Math.max((left + right) / 2, 0), innerWidth - 1);
    const y = Math.min(Math.max((top + bottom) / 2, 0), innerHeight - 1);
    if (x < left || x > right || y < top || y > bottom) return false;
    const hit = document.elementFromPoint(x, y);
    return hit !== null && (one.contains(hit) || hit.contains(one));
  };
  const nameOf = (one) => one.getAttribute("aria-label") || one.textContent.trim().slice(0, 30) || one.id;
  return [...document.querySelectorAll(operable)].filter((one) => !one.disabled && seen(one)).map(nameOf);
}"""
"""Names of what a pointer can operate without scrolling."""

SHARES = """() => {
  const all = innerWidth * innerHeight;
  const box = document.querySelector(".picture").getBoundingClientRect();
  const { picture } = document.stage;
  const { mode } = document.lab.state.view;
  let land = 0;
  if (mode !== "3d") land += picture.map.projection.frame.width * picture.map.projection.frame.height;
  if (mode !== "contour") land += relief(picture.scene.projection, picture.field);
  return { box: (box.width * box.height) / all, land: land / all };

  function relief(projection, field) {
    const xs = [], ys = [], out = [0, 0];
    for (let i = 0; i <= 60; i += 1)
      for (let j = 0; j <= 60; j += 1) {
        const x = field.x0 + (i / 60) * (field.x1 - field.x0);
        const y = field.y0 + (j / 60) * (field.y1 - field.y0);
        const height = field.height(x, y);
        if (!Number.isFinite(height)) continue;
        projection.project(x, y, height, out, 0);
        xs.push(out[0]);
        ys.push(out[1]);
      }
    const extent = (values, limit) =>
      Math.min(Math.max(...values), limit) - Math.max(Math.min(...values), 0);
    return extent(xs, projection.width) * extent(ys, projection.height);
  }
}"""
"""Shares of the window: the picture's box, and the drawn land. Of a relief that is its bounding rectangle."""


@dataclass(frozen=True)
class Screen:
    """Screen: what was counted in one window.

    Attributes:
        stops: number of stops of the Tab key in the whole page, the skip links included.
        operable: names of what a pointer can operate without scrolling.
        box: the picture's share of the window.
        land: share of the drawn land; ``folded`` with the curves folded.
    """

    stops: int
    operable: list[str]
    box: float
    land: float
    folded: float


def tab_stops(page: Page) -> int:
    """Press Tab until the focus comes back to the first stop; count the stops."""
    page.evaluate("document.activeElement?.blur()")
    seen: list[str] = []
    mark = """() => {
      const one = document.activeElement;
      if (!one || one === document.body) return "";
      one.dataset.stop ??= String(++window.stops || (window.stops = 1));
      return one.dataset.stop;
    }"""
    while len(seen) < 200:
        page.keyboard.press("Tab")
        name = page.evaluate(mark)
        if name == "" or name in seen:
            break
        seen.append(name)
    return len(seen)


def look(browser: Browser, url: str, window: str, query: str = "") -> Screen:
    """Open the lab in a window and count."""
    width, height, setting = WINDOWS[window]
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{url}?autoplay=0{setting}{query}")
    page.wait_for_function(READY)
    page.wait_for_timeout(1_000)
    shares = page.evaluate(SHARES)
    operable = page.evaluate(IN_SIGHT)
    stops = tab_stops(page)
    page.evaluate("document.body.dataset.hide += ' curves'")
    page.wait_for_timeout(1_000)
    folded = page.evaluate(SHARES)["land"]
    context.close()
    return Screen(stops, operable, shares["box"], shares["land"], folded)


def measure(browser: Browser, url: str) -> list[Figure]:
    """Counts and shares in each window."""
    figures = []
    for window in WINDOWS:
        for view, query in (("relief", ""), ("map", "&view=contour")):
            screen = look(browser, url, window, query)
            name = f"{window}, {view}"
            figures += [
                Figure(f"{name}: tab stops", screen.stops, "", 24),
                Figure(f"{name}: in sight", len(screen.operable), "", 28 if "390" in window else 40),
                Figure(f"{name}: picture", 100 * screen.box, "%", 45, "higher"),
                Figure(f"{name}: land", 100 * screen.land, "%", 40, "higher"),
                Figure(f"{name}: land without curves", 100 * screen.folded, "%", 55, "higher"),
            ]
    return figures
