"""Link notices: what cannot be read is told on a page that stays, and nothing stands in for it."""

from collections.abc import Iterator

import pytest
from host_page import HostPage
from lab_page import LabPage
from playwright.sync_api import Page, expect
from test_embed import COMPLETE, LISTEN, frame_of, iframe

pytestmark = pytest.mark.browser

PACK = """async (base) => {
  const { pack } = await import(`${base}static/js/url/url-state.js`);
  const racers = [{ label: "Mine", optimizer: { name: "adam", params: { lr: 0.05 } } }];
  return pack({ problem: { kind: "surface", surface: { name: "beale" } }, racers, steps: 20 });
}"""
LONGER_THAN_A_TOAST_MS = 6000


@pytest.fixture
def host_page() -> Iterator[HostPage]:
    host_page = HostPage()
    yield host_page
    host_page.close()


@pytest.fixture
def state(page: Page, base_url: str) -> str:
    page.goto(f"{base_url}limits")
    packed: str = page.evaluate(PACK, base_url)
    return packed


def test_damaged_link_opens_a_page_that_stays(page: Page, base_url: str, state: str) -> None:
    address = f"{base_url}?view=contour&autoplay=0#s={state[:-3]}"
    page.goto("about:blank")
    page.goto(address)
    notice = page.get_by_role("alert", name="This link is damaged")
    expect(notice).to_be_visible()
    page.wait_for_timeout(LONGER_THAN_A_TOAST_MS)
    expect(notice).to_be_visible()
    assert page.url == address
    expect(notice.get_by_role("textbox")).to_have_value(address)
    expect(page.locator("canvas:visible, racer-card:visible")).to_have_count(0)
    assert page.evaluate("() => document.lab") is None
    page.evaluate("(state) => { location.hash = `s=${state}` }", state)  # the whole link, pasted
    expect(page.locator("racer-card .name")).to_have_text(["Mine"])


def test_changed_character_never_opens_other_data(page: Page, base_url: str, state: str) -> None:
    other = "A" if state[20] != "A" else "B"
    page.goto("about:blank")
    page.goto(f"{base_url}?autoplay=0#s={state[:20]}{other}{state[21:]}")
    expect(page.get_by_role("alert", name="This link is damaged")).to_be_visible()
    page.get_by_role("link", name="Open the lab without it").click()
    expect(page.locator("racer-card")).to_have_count(4)
    assert "#s=" not in page.url


def test_link_of_a_later_version_is_told(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}?v=99&surface=bowl")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("later version")
    expect(notice).to_contain_text("v=99")
    assert page.evaluate("() => document.lab") is None


def test_unknown_parts_are_told_with_suggestions(page: Page, base_url: str) -> None:
    query = "?surface=rosenbrok&run=adm&run=adam,learning_rate:0.1&seeed=3&steps=20&view=contour&autoplay=0"
    page.goto(base_url + query)
    notice = page.get_by_role("status").filter(has_text="rosenbrok")
    for name in ("rosenbrock", "adam", "lr", "seed"):
        expect(notice).to_contain_text(f"did you mean \u201c{name}\u201d?")
    page.mouse.click(700, 400)
    page.wait_for_timeout(LONGER_THAN_A_TOAST_MS)
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="Go on").click()
    expect(notice).to_have_count(0)


def test_address_stays_until_something_changes(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open("?surface=bowl&run=adam&steps=20&view=contour&colour=1")
    address = page.url
    page.locator("h1").click()
    page.wait_for_timeout(800)
    assert page.url == address
    page.evaluate("() => document.lab.change('/racers/0/optimizer/params/lr', 0.2, true)")
    page.wait_for_url("**lr:0.2**")
    lab.expect_no_errors()


def test_network_part_that_does_not_exist_opens_nothing(page: Page, base_url: str) -> None:
    page.goto(base_url)
    pack = PACK.replace(
        '{ kind: "surface", surface: { name: "beale" } }',
        '{ kind: "network", model: { name: "mlpp" }, dataset: { name: "moons" }, batch_size: 8 }',
    )
    state = page.evaluate(pack, base_url)
    page.goto("about:blank")
    page.goto(f"{base_url}#s={state}")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("names the model \u201cmlpp\u201d")
    expect(notice).to_contain_text("did you mean \u201cmlp\u201d?")


def test_embed_tells_its_host_of_a_damaged_link(
    page: Page, host_page: HostPage, base_url: str, state: str
) -> None:
    host_page.body = LISTEN + iframe(f"{base_url}embed#s={state[:-4]}")
    page.goto(host_page.url)
    page.wait_for_function("() => heard.some(({ type }) => type === 'error')")
    error = page.evaluate("() => heard.find(({ type }) => type === 'error').payload")
    assert error["code"] == "unopened"
    assert "damaged" in error["detail"]
    expect(page.frame_locator("iframe").get_by_role("alert")).to_contain_text("damaged")
    answer = page.evaluate("() => ask(document.querySelector('iframe'), 'getState', {})")
    assert "damaged" in answer["error"]["message"]


def test_comparison_tells_which_side_is_damaged(page: Page, base_url: str, state: str) -> None:
    address = f"{base_url}compare?a=surface%3Dbowl&b=s%3D{state[:-4]}"
    page.goto(address)
    notice = page.get_by_role("status", name="About this link")
    expect(notice).to_contain_text("The right side can\u2019t be opened")
    expect(page.frame_locator("#side-b iframe").get_by_role("alert")).to_contain_text("damaged")
    page.wait_for_timeout(800)
    assert page.url == address


def test_back_restores_the_camera(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open("?view=3d&surface=beale&run=adam&steps=20&camera=-30,50,1.2")
    page.wait_for_function("() => document.stage.picture.scene.projection")
    page.evaluate(
        "() => document.lab.change('/problem', { kind: 'surface', surface: { name: 'bowl' } }, true)"
    )
    page.wait_for_url("**surface=bowl**")
    lab.settle()
    page.go_back()
    page.wait_for_function("() => document.lab.state.spec.problem.surface.name === 'beale'")
    lab.settle()
    page.wait_for_function("() => document.stage.cameraDegrees?.join() === '-30,50,1.2'")
    page.go_forward()
    page.wait_for_function("() => document.lab.state.spec.problem.surface.name === 'bowl'")
    page.wait_for_function("() => document.stage.cameraDegrees === null")
    lab.expect_no_errors()


def test_short_address_is_the_page_itself(page: Page, base_url: str) -> None:
    spec = {
        "problem": {"kind": "surface", "surface": {"name": "beale"}},
        "racers": [{"optimizer": {"name": "adam", "params": {"lr": 0.0437}}}],
        "steps": 33,
    }
    saved = page.request.post(f"{base_url}api/v1/experiments", data=spec).json()
    address = base_url.rstrip("/") + saved["short_url"]
    lab = LabPage(page, base_url)
    page.goto(f"{address}?view=contour&autoplay=0")
    lab.settle()
    assert len(lab.path(0)) == 34
    page.locator("h1").click()
    page.wait_for_timeout(800)
    assert page.url == f"{address}?view=contour&autoplay=0"
    page.evaluate("() => document.lab.change('/racers/0/optimizer/params/lr', 0.2, true)")
    page.wait_for_function("() => location.hash.startsWith('#s=')")  # labels fit into no readable address
    assert page.url.startswith(f"{base_url}?view=contour")
    page.evaluate(
        "() => document.lab.change('/problem', { kind: 'surface', surface: { name: 'bowl' } }, true)"
    )
    page.wait_for_timeout(1000)
    page.reload()
    lab.settle()
    assert lab.state()["spec"]["problem"]["surface"]["name"] == "bowl"
    lab.expect_no_errors()


def test_host_gets_keys_that_the_embed_does_not_need(page: Page, host_page: HostPage, base_url: str) -> None:
    keys = "<script>window.keys = []; addEventListener('keydown', ({ key }) => keys.push(key))</script>"
    src = f"{base_url}embed?surface=bowl&amp;run=gd,lr:0.1&amp;steps=40&amp;autoplay=0"
    host_page.body = LISTEN + keys + '<button id="next">Next</button>' + iframe(src)
    page.goto(host_page.url)
    frame = frame_of(page)
    frame.wait_for_function(COMPLETE)
    frame.locator("#scrubber").click()
    step = frame.evaluate("() => document.lab.player.time")
    for key in ("PageDown", "n", "ArrowRight", "Escape"):
        page.keyboard.press(key)
    told = "() => heard.filter(({ type }) => type === 'key').map(({ payload }) => payload.key)"
    page.wait_for_function(f"() => ({told})().length >= 3")
    assert page.evaluate(told) == ["PageDown", "n", "Escape"]
    assert frame.evaluate("() => document.lab.player.time") == step + 1, "the arrow is the embed's"
    page.wait_for_function("() => document.hasFocus() && document.activeElement === document.body")
    page.keyboard.press("PageDown")
    assert page.evaluate("() => keys") == ["PageDown"]


def test_element_dispatches_keys(page: Page, host_page: HostPage, base_url: str) -> None:
    host_page.body = (
        f'<script src="{base_url}static/embed.js"></script>'
        '<descent-lab surface="bowl" run="gd,lr:0.1" autoplay="0"></descent-lab>'
        "<script>window.keys = []; addEventListener('keydown', (e) => keys.push([e.key, e.keyCode]))</script>"
    )
    page.goto(host_page.url)
    frame = frame_of(page)
    frame.wait_for_function(COMPLETE)
    frame.locator("#contour").focus()
    page.keyboard.press("PageDown")
    page.wait_for_function("() => keys.length === 1")
    assert page.evaluate("() => keys") == [["PageDown", 34]]


def test_invalid_request_keeps_the_old_state(page: Page, host_page: HostPage, base_url: str) -> None:
    host_page.body = LISTEN + iframe(
        f"{base_url}embed?surface=bowl&amp;run=gd,lr:0.1&amp;steps=40&amp;autoplay=0"
    )
    page.goto(host_page.url)
    frame = frame_of(page)
    frame.wait_for_function(COMPLETE)
    before = frame.evaluate("() => document.lab.state.spec")
    asks = [
        ("setState", {"changes": {"/racers/0/optimizer/params/lr": -5}}, "at least 0"),
        ("setState", {"changes": {"/racers/0/optimizer/params/learning_rate": 1}}, "Did you mean lr?"),
        ("setState", {"view": {"mode": "4d"}}, "4d"),
        ("setState", {"view": {"modee": "3d"}}, "modee"),
        ("setSate", {}, "setState"),
    ]
    for kind, payload, words in asks:
        answer = page.evaluate(
            "([kind, payload]) => ask(document.querySelector('iframe'), kind, payload)", [kind, payload]
        )
        assert words in answer["error"]["message"]
        assert "payload" not in answer
    assert frame.evaluate("() => document.lab.state.spec") == before
    shot = page.evaluate("() => ask(document.querySelector('iframe'), 'screenshot', {})")
    assert shot["payload"]["data"].startswith("data:image/png")
