"""Course page tests: pages built by course tools embed the lab from another origin and control it."""

import importlib.util
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT
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
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def frame_in(page: Page) -> Frame:
    element = page.locator("iframe").first.element_handle()
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


@pytest.mark.parametrize("name", ["myst", "sphinx", "quarto"])
def test_share_snippets_build(name: str, tmp_path: Path) -> None:
    src = "https://lab.example/embed?v=1&surface=beale&run=adam,lr:0.05&run=gd"
    place = {
        "src": src,
        "link": src,
        "script": "https://lab.example/static/embed.js",
        "width": 700,
        "height": 420,
    }
    write = f"""
      import {{ KINDS }} from "{(ROOT / "static" / "js" / "share" / "snippets.js").as_uri()}";
      const kind = KINDS.find(({{ name }}) => name === "{name}");
      process.stdout.write(kind.write({json.dumps(place)}));
    """
    done = subprocess.run(
        ["node", "--input-type=module", "-e", write], capture_output=True, text=True, check=True, timeout=60
    )
    tools = load_builder()
    source, target = tmp_path / "source", tmp_path / "target"
    target.mkdir()
    shutil.copytree(ROOT / "examples" / name, source)
    page = next(source.glob("index.*"))
    head = {"myst": "# A page\n\n", "sphinx": "A page\n======\n\n", "quarto": "---\ntitle: A page\n---\n\n"}
    page.write_text(head[name] + done.stdout + "\n")
    tools.PAGES[name](source, target)
    built = (target / "index.html").read_text()
    assert 'src="https://lab.example/embed?v=1&amp;surface=beale&amp;run=adam,lr:0.05&amp;run=gd"' in built
