"""Injection tests: no text becomes markup anywhere, and a visit stores nothing."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from host_page import HostPage
from lab_page import TIMEOUT_MS, LabPage
from page_monitor import PageMonitor, injected_elements, stored_data
from payloads import ELEMENTS, LABELS, MARK, PAYLOADS, WORDS
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser

QUIET = "autoplay=0&view=contour&surface=bowl&run=gd,lr:0.1&steps=20"
BOWL = {"kind": "surface", "surface": {"name": "bowl"}}
PARAMETERS = (
    "surface",
    "formula",
    "run",
    "start",
    "domain",
    "view",
    "theme",
    "hide",
    "lang",
    "controls",
    "s",
)
RACERS = 16
STORED_KEYS = ["descentlab.tour"]

FETCH_AND_PARSE = """async ([addresses, mark]) => {
  const made = [];
  for (const address of addresses) {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    // The parsed page is inside of this one, whose policy allows no base element.
    const text = (await answer.text()).replace('<base href="../">', "");
    const read = new DOMParser().parseFromString(text, "text/html");
    if (read.querySelector(`[${mark}]`) || answer.status >= 500) made.push([answer.status, address]);
  }
  return made;
}"""
DEFINE_DRAWN = (
    "const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));"
)
SET_LABELS = f"""async ([specs, mark]) => {{
  {DEFINE_DRAWN}
  let made = 0;
  for (const spec of specs) {{
    document.lab.restart({{ spec }});
    await drawn();
    made += document.querySelectorAll(`[${{mark}}]`).length;
  }}
  return made;
}}"""
SUBMIT_FORMULAS = f"""async ([formulas, mark]) => {{
  {DEFINE_DRAWN}
  const {{ lab }} = document;
  let made = 0;
  for (const expression of formulas) {{
    lab.store.set({{ errors: [] }});
    lab.change("/problem", {{ kind: "formula", expression }}, true);
    for (let frame = 0; frame < 5000 && lab.state.errors.length === 0; frame += 1) await drawn();
    if (lab.state.errors.length === 0) throw new Error(`not refused: ${{expression}}`);
    await drawn();
    made += document.querySelectorAll(`[${{mark}}]`).length;
  }}
  return made;
}}"""
SHOW_ERRORS = f"""async ([payloads, mark]) => {{
  {DEFINE_DRAWN}
  let made = 0;
  for (const detail of payloads) {{
    const errors = ["/problem/expression", "/racers/0/label", ""].map((pointer) => ({{ pointer, detail }}));
    document.lab.store.set({{ errors }});
    await new Promise(requestAnimationFrame);
    made += document.querySelectorAll(`[${{mark}}]`).length;
  }}
  return made;
}}"""
POST_MESSAGES = """async (payloads) => {
  const { contentWindow } = document.querySelector("iframe");
  const answers = new Map();
  addEventListener("message", ({ data }) => answers.get(data.re)?.());
  const send = (type, payload) => new Promise((done) => {
    const id = `${answers.size}`;
    answers.set(id, done);
    contentWindow.postMessage({ ns: "descentlab", v: 1, type, id, payload }, "*");
  });
  for (const [number, text] of payloads.entries()) {
    contentWindow.postMessage(text, "*");
    contentWindow.postMessage({ ns: text, v: text, type: text, id: text, payload: text }, "*");
    contentWindow.postMessage({ ns: "descentlab", v: 1, type: text, payload: {} }, "*");
    const wrong = [
      ["setState", { changes: { [text]: text } }],
      ["setState", { changes: { "/problem/surface/name": text }, view: { theme: text, mode: text } }],
      ["screenshot", { format: text }],
    ][number % 3];
    await send(...wrong);
    await send("setState", { changes: { "/problem/surface/name": "bowl", "/racers/0/label": text } });
    await new Promise((done) => setTimeout(done, 20)); // stays below the limit of messages per second
  }
}"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A context for each test: a monitor sees all of its context."""
    context = browser.new_context()
    context.set_default_timeout(TIMEOUT_MS)
    yield context
    context.close()


@pytest.fixture
def monitor(context: BrowserContext, base_url: str) -> PageMonitor:
    return PageMonitor(base_url).attach(context)


@pytest.fixture
def host_page() -> Iterator[HostPage]:
    host_page = HostPage()
    yield host_page
    host_page.close()


def specs() -> list[dict[str, Any]]:
    """Experiments whose racers have all labels."""
    racer = {"optimizer": {"name": "sgd", "params": {"lr": 0.1}}}
    groups = [LABELS[at : at + RACERS] for at in range(0, len(LABELS), RACERS)]
    return [
        {"problem": BOWL, "racers": [{**racer, "label": label} for label in group], "steps": 20}
        for group in groups
    ]


def open_lab(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_function("() => document.lab?.live.complete")


def test_no_text_becomes_markup_in_the_lab(page: Page, base_url: str, monitor: PageMonitor) -> None:
    """Labels, formulas, URL fragments and a table."""
    open_lab(page, f"{base_url}?{QUIET}")
    assert page.evaluate(SET_LABELS, [specs(), MARK]) == 0
    expect(page.locator("racer-card").first).to_contain_text(LABELS[-len(LABELS) % -RACERS or -RACERS])
    assert page.evaluate(SUBMIT_FORMULAS, [[*ELEMENTS, *WORDS], MARK]) == 0
    assert page.evaluate(SHOW_ERRORS, [PAYLOADS, MARK]) == 0
    expect(page.locator("#problem-settings")).to_contain_text(PAYLOADS[-1])
    for payload in (*ELEMENTS[::4], *WORDS[::8]):
        page.goto("about:blank")
        page.goto(f"{base_url}#s={quote(payload)}")
        page.wait_for_load_state("networkidle")
        assert injected_elements(page) == 0
    for names in (PARAMETERS, PARAMETERS[:-1]):
        page.goto(f"{base_url}?{urlencode(dict.fromkeys(names, PAYLOADS[1]))}")
        page.wait_for_load_state("networkidle")
        assert injected_elements(page) == 0
    open_lab(page, f"{base_url}?{QUIET}")
    dataset = {"name": "table", "params": {"csv": table()}}
    network = {"kind": "network", "model": {"name": "mlp"}, "dataset": dataset}
    page.evaluate("(problem) => document.lab.change('/problem', problem, true)", network)
    page.wait_for_function("() => document.querySelector('own-table option')")
    assert injected_elements(page) == 0
    assert monitor.violations_found(page.context) == {}


def table() -> str:
    """A table whose columns and classes are payloads."""
    cells = [payload for payload in PAYLOADS if not re.search(r'[",\n\t]', payload)][:8]
    rows = [",".join([*(str(k + column) for column in range(7)), cells[k % 2]]) for k in range(8)]
    return "\n".join([",".join(cells), *rows])


def test_no_url_becomes_markup_in_server_pages(page: Page, base_url: str, monitor: PageMonitor) -> None:
    """Pages with previews, error pages, and saved experiments."""
    page.goto(f"{base_url}limits")
    addresses = []
    for number, payload in enumerate(PAYLOADS):
        query = urlencode(dict.fromkeys((*PARAMETERS, "title"), payload))
        addresses.append(f"{base_url}{('', 'embed', 'compare')[number % 3]}?{query}")
        addresses.append(f"{base_url}{('', 'e/', 'static/')[number % 3]}{quote(payload, safe='')}?{query}")
    for spec in specs():
        answer = page.request.post(f"{base_url}api/v1/experiments", data=spec)
        assert answer.ok
        addresses.append(f"{base_url}e/{answer.json()['id']}")
    assert page.evaluate(FETCH_AND_PARSE, [addresses, MARK]) == []
    open_lab(page, addresses[-1])
    expect(page.locator("racer-card").first).to_contain_text(specs()[-1]["racers"][0]["label"])
    assert injected_elements(page) == 0
    assert monitor.violations_found(page.context) == {}


def test_no_message_becomes_markup_in_an_embed(
    page: Page, base_url: str, monitor: PageMonitor, host_page: HostPage
) -> None:
    host_page.body = (
        f'<iframe src="{base_url}embed?{QUIET.replace("&", "&amp;")}" width="525" height="450"></iframe>'
    )
    page.goto(host_page.url)
    element = page.wait_for_selector("iframe")
    assert element is not None
    frame = element.content_frame()
    assert frame is not None
    frame.wait_for_function("() => document.lab?.live.complete")
    page.evaluate(POST_MESSAGES, PAYLOADS)
    assert frame.evaluate("() => document.lab.state.spec.racers[0].label") == PAYLOADS[-1]
    frame.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert injected_elements(page) == 0
    assert monitor.ran == monitor.violations == monitor.errors == monitor.cookies == []
    assert {url for url in monitor.foreign if not url.startswith(host_page.url)} == set()


def test_visit_stores_nothing_but_the_tour_flag(page: Page, base_url: str, monitor: PageMonitor) -> None:
    """All pages and views: no violation, no cookie, no foreign request, one key stored."""
    open_lab(page, base_url)
    page.locator("body").press("e")
    page.get_by_role("dialog", name="Examples").get_by_role("button", name="Ravine").first.click()
    page.wait_for_function("() => document.lab.state.spec.problem.surface.name === 'ellipse100'")
    page.get_by_role("button", name="Map", exact=True).click()
    page.get_by_role("button", name="Basins").click()
    page.wait_for_function("() => document.maps?.mapData?.complete")
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_role("dialog", name="Share").get_by_role("textbox", name="Link")).to_be_visible()
    page.keyboard.press("Escape")
    LabPage(page, base_url).pick("Multilayer perceptron")
    page.get_by_role("button", name="Inside the network").click()
    expect(page.locator(".instrument:visible").first).to_be_visible()
    page.locator(".panel-more > summary").click()
    page.get_by_role("button", name="Side by side").click()
    page.wait_for_function("() => document.querySelectorAll('iframe').length === 2")
    for name in ("embed", "docs", "limits", "patterns", "api/docs", "nowhere"):
        page.goto(f"{base_url}{name}")
    page.goto(f"{base_url}limits")
    assert stored_data(page) == {
        "local": STORED_KEYS,
        "session": [],
        "databases": [],
        "caches": [],
        "workers": 0,
    }
    assert monitor.violations_found(page.context) == {}


def test_page_works_without_browser_storage(page: Page, base_url: str, monitor: PageMonitor) -> None:
    page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])"
        "Object.defineProperty(window, name, { get() { throw new DOMException(name, 'SecurityError') } })"
    )
    open_lab(page, base_url)
    with pytest.raises(Exception, match="SecurityError"):
        page.evaluate("() => localStorage.length")
    page.wait_for_function("() => document.lab.player.time > 1")
    assert monitor.violations_found(page.context) == {}


def test_monitor_detects_a_hostile_page(
    page: Page, base_url: str, monitor: PageMonitor, host_page: HostPage
) -> None:
    """Control: a page that breaks every rule, and one whose policy prevents it."""
    write = "document.body.innerHTML = texts.join('')"
    host_page.body = f"<body><script>const texts = {json.dumps(HOSTILE_HTML)}; {write}</script>"
    page.goto(host_page.url)
    page.evaluate("() => { document.cookie = 'a=b'; localStorage.setItem('a', 'b') }")
    page.wait_for_function("() => document.querySelector('img')?.complete")
    assert injected_elements(page) > 0
    assert stored_data(page)["local"] == ["a"]
    assert {"ran", "foreign", "jar"} <= set(monitor.violations_found(page.context))
    assert monitor.violations == []
    page.goto(f"{base_url}limits")
    page.evaluate(f"(texts) => {{ {write} }}", HOSTILE_HTML)
    page.wait_for_function("() => document.querySelector('img')?.complete")
    assert monitor.violations


HOSTILE_HTML = ["<img data-h src=x onerror=hit()>", "<svg data-h onload=hit()>"]
