"""Texts that want to be scripts, in every place that takes a text; and a journey that leaves no trace."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from book import Book
from payloads import ELEMENTS, LABELS, MARK, PAYLOADS, WORDS
from playwright.sync_api import BrowserContext, Page, expect
from watch import Watch, kept, marked

pytestmark = pytest.mark.browser

QUIET = "autoplay=0&view=contour&surface=bowl&run=gd,lr:0.1&steps=20"
BOWL = {"kind": "surface", "surface": {"name": "bowl"}}
IN_A_PAGE = ("surface", "formula", "run", "start", "domain", "view", "theme", "hide", "lang", "controls", "s")
RACERS = 16
REMEMBERED = ["descentlab.tour"]

PARSED = """async ([addresses, mark]) => {
  const made = [];
  for (const address of addresses) {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (read.querySelector(`[${mark}]`) || answer.status >= 500) made.push([answer.status, address]);
  }
  return made;
}"""
DRAWN = "const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));"
RENAMED = f"""async ([specs, mark]) => {{
  {DRAWN}
  let made = 0;
  for (const spec of specs) {{
    document.lab.restart({{ spec }});
    await drawn();
    made += document.querySelectorAll(`[${{mark}}]`).length;
  }}
  return made;
}}"""
REFUSED = f"""async ([formulas, mark]) => {{
  {DRAWN}
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
COMPLAINED = f"""async ([payloads, mark]) => {{
  {DRAWN}
  let made = 0;
  for (const detail of payloads) {{
    const errors = ["/problem/expression", "/racers/0/label", ""].map((pointer) => ({{ pointer, detail }}));
    document.lab.store.set({{ errors }});
    await new Promise(requestAnimationFrame);
    made += document.querySelectorAll(`[${{mark}}]`).length;
  }}
  return made;
}}"""
BEHIND = f"""async ([payloads, mark]) => {{
  {DRAWN}
  let made = 0;
  for (const text of payloads) {{
    location.hash = `s=${{text}}`;
    await new Promise((done) => addEventListener("hashchange", () => setTimeout(done), {{ once: true }}));
    made += document.querySelectorAll(`[${{mark}}]`).length;
  }}
  return made;
}}"""
TOLD = """async (payloads) => {
  const { contentWindow } = document.querySelector("iframe");
  const answers = new Map();
  addEventListener("message", ({ data }) => answers.get(data.re)?.());
  const told = (type, payload) => new Promise((done) => {
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
    await told(...wrong);
    await told("setState", { changes: { "/problem/surface/name": "bowl", "/racers/0/label": text } });
    await new Promise((done) => setTimeout(done, 20)); // no more than the embed takes in a second
  }
}"""


@pytest.fixture
def watch(context: BrowserContext, base_url: str) -> Watch:
    return Watch(base_url).over(context)


@pytest.fixture
def book() -> Iterator[Book]:
    book = Book()
    yield book
    book.close()


def specs() -> list[dict[str, Any]]:
    """Experiments whose racers bear all the names."""
    racer = {"optimizer": {"name": "sgd", "params": {"lr": 0.1}}}
    groups = [LABELS[at : at + RACERS] for at in range(0, len(LABELS), RACERS)]
    return [
        {"problem": BOWL, "racers": [{**racer, "label": label} for label in group], "steps": 20}
        for group in groups
    ]


def open_lab(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_function("() => document.lab?.live.complete")


def test_no_text_becomes_markup_in_the_lab(page: Page, base_url: str, watch: Watch) -> None:
    """Names, formulas, what is behind the #, and a table."""
    open_lab(page, f"{base_url}?{QUIET}")
    assert page.evaluate(RENAMED, [specs(), MARK]) == 0
    expect(page.locator("racer-card").first).to_contain_text(LABELS[-len(LABELS) % -RACERS or -RACERS])
    assert page.evaluate(REFUSED, [[*ELEMENTS, *WORDS], MARK]) == 0
    assert page.evaluate(COMPLAINED, [PAYLOADS, MARK]) == 0
    expect(page.locator("problem-panel")).to_contain_text(PAYLOADS[-1])
    assert page.evaluate(BEHIND, [PAYLOADS, MARK]) == 0
    for payload in PAYLOADS[1:2]:
        page.goto(f"{base_url}?{urlencode(dict.fromkeys(IN_A_PAGE, payload))}#s={quote(payload)}")
        page.wait_for_function("() => document.lab")
        assert marked(page) == 0
    dataset = {"name": "table", "params": {"csv": table()}}
    network = {"kind": "network", "model": {"name": "mlp"}, "dataset": dataset}
    page.evaluate("(problem) => document.lab.change('/problem', problem, true)", network)
    page.wait_for_function("() => document.querySelector('own-table option')")
    assert marked(page) == 0
    assert watch.blames(page.context) == {}


def table() -> str:
    """A table whose columns and classes are payloads."""
    cells = [payload for payload in PAYLOADS if not re.search(r'[",\n\t]', payload)][:8]
    rows = [",".join([*(str(k + column) for column in range(7)), cells[k % 2]]) for k in range(8)]
    return "\n".join([",".join(cells), *rows])


def test_no_address_becomes_markup_in_what_the_server_writes(page: Page, base_url: str, watch: Watch) -> None:
    """Pages with previews, pages of errors, and experiments that were saved."""
    page.goto(f"{base_url}limits")
    addresses = []
    for number, payload in enumerate(PAYLOADS):
        query = urlencode(dict.fromkeys((*IN_A_PAGE, "title"), payload))
        addresses.append(f"{base_url}{('', 'embed', 'compare')[number % 3]}?{query}")
        addresses.append(f"{base_url}{('', 'e/', 'static/')[number % 3]}{quote(payload, safe='')}?{query}")
    for spec in specs():
        answer = page.request.post(f"{base_url}api/v1/experiments", data=spec)
        assert answer.ok
        addresses.append(f"{base_url}e/{answer.json()['id']}")
    assert page.evaluate(PARSED, [addresses, MARK]) == []
    open_lab(page, addresses[-1])
    expect(page.locator("racer-card").first).to_contain_text(specs()[-1]["racers"][0]["label"])
    assert marked(page) == 0
    assert watch.blames(page.context) == {}


def test_no_message_becomes_markup_in_an_embed(page: Page, base_url: str, watch: Watch, book: Book) -> None:
    book.body = (
        f'<iframe src="{base_url}embed?{QUIET.replace("&", "&amp;")}" width="525" height="450"></iframe>'
    )
    page.goto(book.url)
    element = page.wait_for_selector("iframe")
    assert element is not None
    frame = element.content_frame()
    assert frame is not None
    frame.wait_for_function("() => document.lab?.live.complete")
    page.evaluate(TOLD, PAYLOADS)
    assert frame.evaluate("() => document.lab.state.spec.racers[0].label") == PAYLOADS[-1]
    frame.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert marked(page) == 0
    assert watch.ran == watch.violations == watch.errors == watch.cookies == []
    assert {url for url in watch.foreign if not url.startswith(book.url)} == set()


def test_a_whole_journey_leaves_no_trace(page: Page, base_url: str, watch: Watch) -> None:
    """All pages and views: no violation, no cookie, nothing asked elsewhere, one word remembered."""
    open_lab(page, base_url)
    page.locator("body").press("e")
    page.get_by_role("dialog", name="Examples").get_by_role("button", name="Ravine").first.click()
    page.wait_for_function("() => document.lab.state.spec.problem.surface.name === 'ellipse100'")
    page.get_by_role("button", name="Basins").click()
    page.wait_for_function("() => document.maps?.mapData?.complete")
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_role("dialog", name="Share").get_by_role("textbox", name="Link")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_label("Landscape", exact=True).select_option(label="Multilayer perceptron")
    page.get_by_role("button", name="Inside the network").click()
    expect(page.locator(".instrument:visible").first).to_be_visible()
    page.get_by_role("button", name="Side by side").click()
    page.wait_for_function("() => document.querySelectorAll('iframe').length === 2")
    for name in ("embed", "docs", "limits", "patterns", "api/docs", "nowhere"):
        page.goto(f"{base_url}{name}")
    page.goto(f"{base_url}limits")
    assert kept(page) == {
        "local": REMEMBERED,
        "session": [],
        "databases": [],
        "caches": [],
        "workers": 0,
    }
    assert watch.blames(page.context) == {}


def test_the_page_works_where_nothing_may_be_remembered(page: Page, base_url: str, watch: Watch) -> None:
    page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])"
        "Object.defineProperty(window, name, { get() { throw new DOMException(name, 'SecurityError') } })"
    )
    open_lab(page, base_url)
    with pytest.raises(Exception, match="SecurityError"):
        page.evaluate("() => localStorage.length")
    page.wait_for_function("() => document.lab.player.time > 1")
    assert watch.blames(page.context) == {}


def test_the_watch_sees_what_it_watches_for(page: Page, base_url: str, watch: Watch, book: Book) -> None:
    """The control: a page that does it all wrong, and one whose policy stops it."""
    write = "document.body.innerHTML = texts.join('')"
    book.body = f"<body><script>const texts = {json.dumps(ELSEWHERE)}; {write}</script>"
    page.goto(book.url)
    page.evaluate("() => { document.cookie = 'a=b'; localStorage.setItem('a', 'b') }")
    page.wait_for_function("() => document.querySelector('img')?.complete")
    assert marked(page) > 0
    assert kept(page)["local"] == ["a"]
    assert {"ran", "foreign", "jar"} <= set(watch.blames(page.context))
    assert watch.violations == []
    page.goto(f"{base_url}limits")
    page.evaluate(f"(texts) => {{ {write} }}", ELSEWHERE)
    page.wait_for_function("() => document.querySelector('img')?.complete")
    assert watch.violations


ELSEWHERE = ["<img data-h src=x onerror=hit()>", "<svg data-h onload=hit()>"]
