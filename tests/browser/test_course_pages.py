"""Course page tests: pages built by course tools embed the lab from another origin and control it."""

import importlib.util
import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT
from host_page import share_snippet
from playwright.sync_api import Frame, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.acceptance]
COMPLETE = "() => document.lab.live.complete && document.lab.live.answered && !document.lab.live.next"
PATH = "() => [...document.lab.live.tracks[0].column('x')]"


def load_builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("examples_build", ROOT / "examples" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, base_url: str) -> Iterator[str]:
    """The address of all example pages, as a web server of another origin has them."""
    folder = tmp_path_factory.mktemp("course")
    load_builder().build(base_url, folder)
    for name, slide in slides(base_url).items():
        (folder / "reveal" / f"{name}.html").write_text(deck(slide))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def slides(base_url: str) -> dict[str, str]:
    """A slide with the frame of the Share dialog, and one with the element."""
    return {
        "frame": share_snippet("reveal", f"{base_url}embed?surface=bowl&run=gd,lr:0.01&steps=2000"),
        "element": f'<section><script src="{base_url}static/embed.js"></script>'
        '<descent-lab surface="bowl" run="gd,lr:0.01" steps="2000"></descent-lab></section>',
    }


def deck(slide: str) -> str:
    """The example of this repository with this slide between two others."""
    page = (ROOT / "examples" / "reveal" / "index.html").read_text()
    before, opening, rest = page.partition('<div class="slides">')
    _, closing, after = rest.partition("  </div>\n</div>")
    text = "<section>Text</section>"
    if "<descent-lab" in slide:  # It dispatches its keys itself.
        after = re.sub(r"addEventListener\(.*?^  \}\);", "", after, flags=re.DOTALL | re.MULTILINE)
    return before + opening + text + slide + text + closing + after


def frame_in(page: Page, selector: str = "iframe") -> Frame:
    element = page.locator(selector).first.element_handle()
    assert element is not None
    frame = element.content_frame()
    assert frame is not None
    frame.wait_for_function("() => document.lab !== undefined")
    return frame


@pytest.mark.parametrize("name", ["myst", "sphinx", "quarto"])
def test_slider_works_in_a_built_page(page: Page, course: str, name: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{course}{name}/index.html")
    page.locator("iframe").first.scroll_into_view_if_needed()
    frame = frame_in(page)
    frame.wait_for_function("() => document.lab.player.time > 2")
    frame.wait_for_function(COMPLETE)
    frame.evaluate("() => { document.lab.player.pause(); document.lab.player.seek(0) }")
    old = frame.evaluate(PATH)
    rate = page.frame_locator("iframe").get_by_role("slider", name="Learning rate")
    frame.evaluate("() => document.lab.store.set({ selected: 0 })")
    rate.focus()
    for _ in range(5):
        rate.press("ArrowLeft")
    frame.wait_for_function(f"(old) => ({PATH})()[1] !== old", arg=old[1])
    new = frame.evaluate(PATH)
    assert new[0] == old[0]
    assert abs(new[1] - new[0]) < abs(old[1] - old[0]), "a smaller rate, a shorter first step"
    beyond = "({ documentElement: page }) => [page.scrollWidth - innerWidth, page.scrollHeight - innerHeight]"
    assert frame.evaluate(f"({beyond})(document)") == [0, 0]
    assert errors == []


def test_page_buttons_control_the_lab(page: Page, course: str) -> None:
    page.goto(f"{course}sphinx/index.html")
    frame = frame_in(page)
    frame.wait_for_function(COMPLETE)
    frame.evaluate("() => document.lab.player.setSpeed(16)")
    page.get_by_role("button", name="0.99").click()
    frame.wait_for_function("() => document.lab.state.spec.racers[1].optimizer.params.momentum === 0.99")
    assert frame.evaluate("() => document.lab.state.spec.edits ?? []") == []
    expect(page.locator("#momentum-told")).to_contain_text(":", timeout=30_000)


def test_slide_starts_and_stops_its_embed(page: Page, course: str) -> None:
    page.goto(f"{course}reveal/index.html")
    page.wait_for_function("() => Reveal.isReady()")
    assert page.locator("iframe").get_attribute("src") is None
    page.keyboard.press("ArrowRight")
    frame = frame_in(page)
    assert frame.evaluate("() => document.lab.state.view.autoplay") is False
    frame.wait_for_function("() => document.lab.player.playing && document.lab.player.time > 1")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => Reveal.getIndices().h === 2 && !document.querySelector('iframe').src")


ROLLS = "() => document.lab.player.playing && document.lab.player.time > 1"
EMBEDS = {"frame": "iframe", "element": "descent-lab iframe"}


@pytest.mark.parametrize(("name", "selector"), [("index", "iframe"), *EMBEDS.items()])
def test_deep_link_starts_the_embed_of_its_slide(page: Page, course: str, name: str, selector: str) -> None:
    page.goto(f"{course}reveal/{name}.html#/1")
    frame_in(page, selector).wait_for_function(ROLLS)
    page.reload()
    frame_in(page, selector).wait_for_function(ROLLS)


@pytest.mark.parametrize(("name", "selector"), EMBEDS.items())
def test_embed_of_another_slide_waits(page: Page, course: str, name: str, selector: str) -> None:
    page.goto(f"{course}reveal/{name}.html#/2")
    page.wait_for_function("() => Reveal.isReady() && Reveal.getIndices().h === 2")
    frame = frame_in(page, selector)
    frame.wait_for_function(COMPLETE)
    page.wait_for_timeout(1500)
    assert frame.evaluate("() => document.lab.player.time") == 0
    page.keyboard.press("ArrowLeft")
    frame.wait_for_function(ROLLS)
    page.keyboard.press("ArrowLeft")
    frame.wait_for_function("() => !document.lab.player.playing")


@pytest.mark.parametrize(("name", "selector"), EMBEDS.items())
def test_deck_gets_keys_that_an_embed_leaves(page: Page, course: str, name: str, selector: str) -> None:
    page.goto(f"{course}reveal/{name}.html#/1")
    frame = frame_in(page, selector)
    frame.wait_for_function(ROLLS)
    frame.evaluate("() => { document.lab.player.pause(); document.lab.player.seek(5) }")
    frame.locator("#scrubber").focus()
    page.keyboard.press("ArrowRight")
    frame.wait_for_function("() => document.lab.player.time === 6")
    assert page.evaluate("() => Reveal.getIndices().h") == 1, "the arrow is the embed's"
    page.keyboard.press("PageUp")
    page.wait_for_function("() => Reveal.getIndices().h === 0")
    page.evaluate("() => Reveal.slide(1)")
    frame.locator("#scrubber").focus()
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.hasFocus() && document.activeElement === document.body")
    page.evaluate("() => Reveal.toggleOverview(false)")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => Reveal.getIndices().h === 2")


@pytest.mark.parametrize("name", ["myst", "sphinx", "quarto"])
def test_share_snippets_build(name: str, tmp_path: Path) -> None:
    src = "https://lab.example/embed?v=1&surface=beale&run=adam,lr:0.05&run=gd"
    snippet = share_snippet(name, src)
    tools = load_builder()
    source, target = tmp_path / "source", tmp_path / "target"
    target.mkdir()
    shutil.copytree(ROOT / "examples" / name, source)
    page = next(source.glob("index.*"))
    head = {"myst": "# A page\n\n", "sphinx": "A page\n======\n\n", "quarto": "---\ntitle: A page\n---\n\n"}
    page.write_text(head[name] + snippet + "\n")
    tools.PAGES[name](source, target)
    built = (target / "index.html").read_text()
    assert 'src="https://lab.example/embed?v=1&amp;surface=beale&amp;run=adam,lr:0.05&amp;run=gd"' in built
