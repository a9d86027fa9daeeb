"""Embed tests: the embed in pages of another origin, as course pages and slides use it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from host_page import HostPage, share_snippet
from playwright.sync_api import Frame, Page, expect
from proxy import proxied

from app.http import state_codec

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]

LISTEN = """
<script>
  window.heard = [];
  addEventListener("message", ({ data }) => heard.push(data));
  window.ask = (frame, type, payload) => new Promise((done) => {
    const id = Math.random().toString(36);
    addEventListener("message", ({ data }) => data.re === id && done(data));
    frame.contentWindow.postMessage({ ns: "descentlab", v: 1, type, id, payload }, "*");
  });
</script>
"""
COMPLETE = "() => document.lab.live.complete && document.lab.live.answered && !document.lab.live.next"


@pytest.fixture
def host_page() -> Iterator[HostPage]:
    host_page = HostPage()
    yield host_page
    host_page.close()


def frame_of(page: Page, selector: str = "iframe") -> Frame:
    element = page.wait_for_selector(selector)
    assert element is not None
    frame = element.content_frame()
    assert frame is not None
    frame.wait_for_function("() => document.lab !== undefined")
    return frame


def iframe(src: str, width: int = 525, height: int = 450, more: str = "") -> str:
    return f'<iframe src="{src}" width="{width}" height="{height}" style="border:0" {more}></iframe>'


def test_embed_works_in_a_sandbox_of_another_origin(page: Page, host_page: HostPage, base_url: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    src = f"{base_url}embed?surface=bowl&amp;run=gd,lr:0.01&amp;steps=60&amp;eid=fig-1"
    host_page.body = LISTEN + iframe(src, more='sandbox="allow-scripts"')
    page.goto(host_page.url)
    frame = frame_of(page)
    frame.wait_for_function("() => document.lab.player.time > 3")
    frame.wait_for_function(COMPLETE)
    first = frame.evaluate("() => document.lab.live.tracks[0].column('x')[1]")
    frame.evaluate("() => { document.lab.player.pause(); document.lab.player.seek(0) }")
    rate = page.frame_locator("iframe").get_by_role("slider", name="Learning rate")
    rate.focus()
    for _ in range(5):
        rate.press("ArrowRight")
    frame.wait_for_function("(old) => document.lab.live.tracks[0].column('x')[1] !== old", arg=first)
    assert frame.evaluate("() => document.lab.state.spec.racers[0].optimizer.params.lr") > 0.01
    ready = page.evaluate("() => heard.find(({ type }) => type === 'ready')")
    assert ready["ns"] == "descentlab"
    assert ready["eid"] == "fig-1"
    assert ready["payload"]["url"].startswith(f"{base_url}?v=1&surface=bowl")
    assert errors == []


def test_host_page_controls_embed_by_messages(page: Page, host_page: HostPage, base_url: str) -> None:
    host_page.body = LISTEN + iframe(
        f"{base_url}embed?surface=bowl&amp;run=gd,lr:0.1&amp;steps=40&amp;autoplay=0"
    )
    page.goto(host_page.url)
    frame = frame_of(page)
    frame.wait_for_function(COMPLETE)

    def ask(kind: str, payload: dict[str, object] | None = None) -> dict[str, object]:
        answer: dict[str, object] = page.evaluate(
            "([kind, payload]) => ask(document.querySelector('iframe'), kind, payload)", [kind, payload or {}]
        )
        return answer

    before = frame.evaluate("() => [...document.lab.live.tracks[0].column('x')]")
    # The first step of gradient descent is the rate times the gradient: twice the rate, twice the step.
    ask("setState", {"changes": {"/racers/0/optimizer/params/lr": 0.2}})
    frame.wait_for_function("(old) => document.lab.live.tracks[0].column('x')[1] !== old", arg=before[1])
    after = frame.evaluate("() => [...document.lab.live.tracks[0].column('x')]")
    assert after[1] - after[0] == pytest.approx(2 * (before[1] - before[0]), rel=1e-9)
    frame.wait_for_function(COMPLETE)

    state = ask("seek", {"step": 12})["payload"]
    assert state["state"]["step"] == 12  # type: ignore[index]
    ask("subscribe", {"hz": 10})
    ask("play")
    page.wait_for_function("() => heard.some(({ type, payload }) => type === 'step' && payload.step > 12)")
    page.wait_for_function("() => heard.some(({ type }) => type === 'done')")
    page.evaluate("() => document.querySelector('iframe').contentWindow.postMessage('slide:start', '*')")
    frame.wait_for_function("() => document.lab.player.playing")
    page.evaluate("() => document.querySelector('iframe').contentWindow.postMessage('slide:stop', '*')")
    frame.wait_for_function("() => !document.lab.player.playing")

    picture = ask("screenshot", {"width": 300, "height": 200})["payload"]
    assert picture["data"].startswith("data:image/png;base64,iVBORw0KGgo")  # type: ignore[index]
    for wrong in ({"changes": {"/__proto__/x": 1}}, {"experiment": {"racers": []}}):
        assert ask("setState", wrong)["error"]["code"] == "bad-request"  # type: ignore[index]
    spec = frame.evaluate("() => document.lab.state.spec")
    for pointer, value in (("/racers", []), ("/racers/9/optimizer/params/lr", 0.1), ("/problem", None)):
        error = ask("setState", {"changes": {pointer: value}})["error"]
        assert error["code"] == "failed"  # type: ignore[index]
        assert pointer in error["message"] or "no experiment" in error["message"]  # type: ignore[index]
    assert frame.evaluate("() => document.lab.state.spec") == spec
    assert not frame.evaluate("() => document.lab.byHost")
    dialects = page.evaluate(
        "() => heard.filter((data) => typeof data === 'string' || data.ns !== 'descentlab')"
    )
    assert any("lti.frameResize" in text for text in dialects if isinstance(text, str))
    assert any("iframe.resize" in text for text in dialects if isinstance(text, str))
    assert any(isinstance(data, dict) and data.get("type") == "plugin.resize" for data in dialects)
    assert any(isinstance(data, dict) and list(data) == ["height"] for data in dialects)


def test_embed_fits_suspends_and_lets_page_scroll(page: Page, host_page: HostPage, base_url: str) -> None:
    sizes = [(525, 450), (360, 216), (1050, 700)]
    src = f"{base_url}embed?surface=bowl&amp;steps=2000&amp;speed=0.25"
    frames = [iframe(src, *size, more=f'id="f{index}"') for index, size in enumerate(sizes)]
    host_page.body = "<style>iframe{display:block;margin-bottom:1400px}</style>" + "".join(frames)
    page.goto(host_page.url)
    first, last = frame_of(page, "#f0"), frame_of(page, "#f2")
    first.wait_for_function("() => document.lab.player.time > 0.5")
    assert last.evaluate("() => [document.lab.live.connection, document.lab.live.tracks.length]") == [
        "connecting",
        0,
    ]
    page.mouse.move(200, 150)
    page.mouse.wheel(0, 900)
    page.wait_for_function("() => scrollY > 600")
    # By wall clock: a hidden frame gets no animation frames.
    first.wait_for_function("() => !document.lab.player.playing", polling=100)
    page.evaluate("() => scrollTo(0, 0)")
    first.wait_for_function("() => document.lab.player.playing")
    for index, (width, height) in enumerate(sizes):
        page.locator(f"#f{index}").scroll_into_view_if_needed()
        frame = frame_of(page, f"#f{index}")
        frame.wait_for_function("() => document.lab.player.time > 0.2")
        extent = frame.evaluate(
            "() => { const { scrollWidth, scrollHeight } = document.documentElement; "
            "return [scrollWidth, scrollHeight] }"
        )
        assert extent == [width, height]
        picture = frame.locator(".picture").bounding_box()
        assert picture is not None
        assert picture["height"] > 0.55 * height


def test_url_hides_and_locks_controls(page: Page, base_url: str) -> None:
    page.goto(
        f"{base_url}embed?surface=bowl&run=adam&hide=curves,link&lock=1&view=contour&theme=dark&controls=basic"
    )
    expect(page.locator("#curves")).to_be_hidden()
    expect(page.locator("#open")).to_be_hidden()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("() => document.querySelector('#lr-control').inert")
    page.goto(f"{base_url}embed?surface=bowl&controls=none")
    expect(page.locator(".time")).to_be_hidden()
    expect(page.locator("#lr-control")).to_be_hidden()


def test_custom_element_is_small_and_works(page: Page, host_page: HostPage, base_url: str) -> None:
    host_page.body = (
        f'<script src="{base_url}static/embed.js"></script>'
        '<descent-lab surface="bowl" run="gd,lr:0.1|adam" steps="30" autoplay="0"></descent-lab>'
    )
    with page.expect_response(lambda answer: "/static/embed.js" in answer.url) as script:
        page.goto(host_page.url)
    assert len(script.value.body()) < 8000
    state = page.evaluate("() => document.querySelector('descent-lab').seek({ step: 7 })")
    assert state["state"]["step"] == 7
    assert len(state["state"]["experiment"]["racers"]) == 2
    refused = page.evaluate("() => document.querySelector('descent-lab').seek({ step: -1 }).catch(String)")
    assert '"step" must be a number' in refused


def test_embed_works_below_an_unknown_path(page: Page, host_page: HostPage, base_url: str) -> None:
    missed: list[str] = []
    page.on("response", lambda answer: missed.append(answer.url) if answer.status >= 400 else None)
    with proxied(base_url, "/courses/opt/lab") as there:
        host_page.body = iframe(f"{there}embed?surface=bowl&amp;run=adam&amp;steps=30")
        page.goto(host_page.url)
        frame = frame_of(page)
        frame.wait_for_function("() => document.lab.player.time > 3")
        assert (frame.locator("#open").get_attribute("href") or "").startswith(f"{there}?v=1&surface=bowl")
        page.goto(f"{there}?view=contour&surface=bowl&run=adam&steps=30")
        page.wait_for_function("() => document.lab.player.time > 3")
    assert [url for url in missed if not url.endswith("favicon.ico")] == []


@pytest.mark.parametrize(("lang", "play"), [("de", "Anhalten"), ("es-MX", "Pausa"), ("fr", "Pause")])
def test_embed_uses_the_requested_language(page: Page, base_url: str, lang: str, play: str) -> None:
    page.goto(f"{base_url}embed?surface=bowl&run=gd&steps=2000&speed=0.25&lang={lang}")
    expect(page.locator("html")).to_have_attribute("lang", lang[:2])
    expect(page.locator(".play")).to_have_attribute("aria-label", play)
    for name in ("Learning rate", "One step forward (right arrow)", "Open the lab"):
        expect(page.get_by_text(name, exact=True)).to_have_count(0)
        expect(page.get_by_label(name, exact=True)).to_have_count(0)


def test_embed_reports_ignored_parameters(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}embed?surface=bowl&colour=red&view=4d")
    notice = page.get_by_role("status").filter(has_text="colour")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("4d")
    page.wait_for_function("() => document.lab.player.time > 1")


def test_slide_that_is_shown_at_once_starts(page: Page, host_page: HostPage, base_url: str) -> None:
    """As reveal.js does with a link to a slide: it speaks once, to a frame that is not loaded yet."""
    snippet = share_snippet("reveal", f"{base_url}embed?surface=bowl&run=gd,lr:0.01&steps=2000")
    present, past = (
        snippet.replace("<section>", f'<section class="{name}">') for name in ("present", "past")
    )
    host_page.body = f"""{present}{past}<script>
      for (const frame of document.querySelectorAll("iframe")) frame.src = frame.dataset.src;
      document.querySelector(".present iframe").contentWindow.postMessage("slide:start", "*");
    </script>"""
    page.goto(host_page.url)
    frame = frame_of(page, ".present iframe")
    frame.wait_for_function("() => document.lab.player.playing && document.lab.player.time > 1")
    assert not frame_of(page, ".past iframe").evaluate("() => document.lab.player.playing")


def test_requests_before_the_embed_listens_are_kept(page: Page, host_page: HostPage, base_url: str) -> None:
    """An experiment in the fragment is unpacked first; what a host asks meanwhile is answered."""
    problem = {"kind": "surface", "surface": {"name": "beale"}}
    racers = [{"optimizer": {"name": "adam", "params": {"lr": 0.05}}}]
    state = state_codec.encode(json.dumps({"problem": problem, "racers": racers}))
    early = """onload="ask(this, 'seek', { step: 7 }).then((data) => { window.answer = data })" """
    host_page.body = LISTEN + iframe(f"{base_url}embed?autoplay=0#s={state}", more=early)
    page.goto(host_page.url)
    page.wait_for_function("() => window.answer")
    answer = page.evaluate("() => window.answer")
    assert answer["payload"]["state"]["experiment"]["problem"]["surface"]["name"] == "beale"


def theme_of(page: Page) -> str:
    frame = frame_of(page, "descent-lab iframe")
    theme: str = frame.evaluate("() => document.documentElement.dataset.theme")
    return theme


HOSTS = {
    "furo": ('<html data-theme="dark">', "dark"),
    "material": ('<body data-md-color-scheme="slate">', "dark"),
    "bootstrap": ('<html data-bs-theme="dark">', "dark"),
    "light site": ('<html data-theme="light"><body style="background:#111">', "light"),
    "reveal black": ('<body style="background:#191919">', "dark"),
    "daisy": ('<body style="background:oklch(25% 0.01 260)">', "dark"),
    "scheme": ('<html style="color-scheme:dark">', "dark"),
    "plain": ("<body>", "light"),
}


@pytest.mark.parametrize("name", HOSTS)
def test_element_has_the_theme_of_its_page(page: Page, host_page: HostPage, base_url: str, name: str) -> None:
    opening, theme = HOSTS[name]
    page.emulate_media(color_scheme="light" if theme == "dark" else "dark")
    host_page.body = f'{opening}<script src="{base_url}static/embed.js"></script><descent-lab></descent-lab>'
    page.goto(host_page.url)
    assert theme_of(page) == theme


def test_element_follows_the_switch_of_its_page(page: Page, host_page: HostPage, base_url: str) -> None:
    host_page.body = (
        f'<html data-theme="light"><script type="module" src="{base_url}static/embed.js"></script>'
        '<descent-lab surface="bowl" theme="auto"></descent-lab>'
    )
    page.goto(host_page.url)
    assert theme_of(page) == "light"
    page.evaluate("() => { document.documentElement.dataset.theme = 'dark' }")
    frame = frame_of(page, "descent-lab iframe")
    frame.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    page.evaluate("() => document.querySelector('descent-lab').setAttribute('theme', 'light')")
    frame.wait_for_function("() => document.documentElement.dataset.theme === 'light'")
    assert page.locator("descent-lab iframe").count() == 1


def test_plain_frame_takes_a_theme(page: Page, host_page: HostPage, base_url: str) -> None:
    host_page.body = LISTEN + iframe(f"{base_url}embed?surface=bowl&amp;theme=light")
    page.goto(host_page.url)
    frame = frame_of(page)
    ask = "(theme) => ask(document.querySelector('iframe'), 'setTheme', { theme })"
    assert "error" not in page.evaluate(ask, "dark")
    frame.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    assert '"theme" of the view' in page.evaluate(ask, "pink")["error"]["message"]


def test_element_pasted_twice_loads_lazily(page: Page, host_page: HostPage, base_url: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    snippet = (
        f'<script src="{base_url}static/embed.js"></script><descent-lab surface="bowl" autoplay="0">'
        '<a href="https://lab.example/">Open the lab</a></descent-lab><div style="height:9000px"></div>'
    )
    host_page.body = snippet * 3
    page.goto(host_page.url)
    frame_of(page, "descent-lab iframe")
    loaded = [frame for frame in page.frames if "/embed?" in frame.url]
    assert (len(loaded), page.locator("descent-lab iframe").count(), errors) == (1, 3, [])
    expect(page.get_by_role("link", name="Open the lab")).to_have_count(0)
    # Whoever asks does not wait until it is seen.
    state = page.evaluate("() => document.querySelectorAll('descent-lab')[2].seek({ step: 3 })")
    assert state["state"]["step"] == 3


def test_changed_attribute_changes_the_embed(page: Page, host_page: HostPage, base_url: str) -> None:
    host_page.body = (
        f'<script src="{base_url}static/embed.js"></script>'
        '<descent-lab surface="bowl" autoplay="0" height="300"></descent-lab>'
    )
    page.goto(host_page.url)
    frame_of(page, "descent-lab iframe")
    entries = page.evaluate("() => history.length")
    page.evaluate("() => document.querySelector('descent-lab').setAttribute('surface', 'beale')")
    page.wait_for_function("() => document.querySelector('iframe').src.includes('surface=beale')")
    frame = frame_of(page, "descent-lab iframe")
    assert frame.evaluate("() => document.lab.state.spec.problem.surface.name") == "beale"
    page.evaluate("() => document.querySelector('descent-lab').setAttribute('height', '333')")
    page.wait_for_function("() => document.querySelector('iframe').height === '333'")
    assert page.evaluate("() => history.length") == entries
