"""URL tests: every registry entry is restored from its URL, and links open the same run."""

import re

import pytest
from lab_page import LabPage
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

IGNORED = [
    "surface=nowhere",
    "run=nobody",
    "run=adam,lr:abc",
    "run=adam,lr:-3",
    "steps=99999999",
    "steps=20001",
    "steps=0",
    "seed=4294967296",
]

ROUND_TRIPS = """
async () => {
  const { write, read, pack, unpack, defaultView } = await import("./static/js/url/url-state.js");
  const { withKnownNames } = await import("./static/js/url/validate-url.js");
  const catalog = JSON.parse(document.getElementById("catalog").textContent);
  const adam = { optimizer: { name: "adam", params: { lr: 0.012345678901234567 } } };
  const bowl = { kind: "surface", surface: { name: "bowl" } };
  const network = { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" }, batch_size: 32 };
  const defaults = ({ name, params }) => {
    const all = Object.entries(params?.properties ?? {});
    const own = all.filter(([, one]) => one.default !== undefined).map(([key, one]) => [key, one.default]);
    return own.length ? { name, params: Object.fromEntries(own) } : { name };
  };
  const all = [];
  const add = (what, experiment) => all.push([what, { problem: bowl, racers: [adam], ...experiment }]);
  for (const e of catalog.surfaces)
    add(e.name, { problem: { ...bowl, surface: defaults(e), start: [0.1, -1e-7], noise: 0.3 }, seed: 4e9 });
  for (const e of catalog.optimizers) add(e.name, { racers: [{ optimizer: defaults(e) }, adam], steps: 7 });
  const schedules = catalog.schedules.filter((e) => e.name !== "constant"); // the default, which is left out
  for (const e of schedules) add(e.name, { racers: [{ ...adam, schedule: { params: {}, ...defaults(e) } }] });
  for (const [family, key] of [["models", "model"], ["datasets", "dataset"], ["losses", "loss"],
                               ["initializers", "initializer"]])
    for (const e of catalog[family]) add(e.name, { problem: { ...network, [key]: defaults(e) } });
  for (const e of catalog.planes) add(e.name, { problem: network, plane: defaults(e) });
  add("edits", { edits: [{ step: 3, racer: 0, set: { lr: 1e-300 } }] });
  add("a label", { racers: [{ ...adam, label: "\u03b7 = 5 & \\"more\\" #1" }] });
  const formula = { kind: "formula", expression: "x**2 + sin(3*y) - 1e-3 & y", domain: [[-1, 2], [0, 0.1]] };
  add("a formula", { problem: formula });
  const inOrder = (v) => Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)));
  const isMap = (v) => v && typeof v === "object" && !Array.isArray(v);
  const sorted = (value) => JSON.stringify(value, (_, v) => (isMap(v) ? inOrder(v) : v));
  const wrong = [];
  for (const [what, experiment] of all) {
    const once = write(experiment, defaultView());
    const there = once.packed ? await unpack(await pack(once.packed)) : null;
    const back = read(once.query, there).experiment;
    const again = write(withKnownNames(back, catalog).experiment, defaultView());
    const same = sorted(back) === sorted(experiment) && again.query === once.query;
    if (!same) wrong.push([what, once.query, back]);
  }
  return { count: all.length, wrong };
}
"""


def test_every_catalog_entry_round_trips_through_the_url(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open("?view=contour&surface=bowl&run=adam&steps=20")
    result = lab.page.evaluate(ROUND_TRIPS)
    assert result["wrong"] == []
    assert result["count"] > 80


def test_share_dialog_link_opens_the_same_run(page: Page, base_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lab = LabPage(page, base_url).open("?view=contour&surface=beale&run=adam,lr:0.02&steps=40")
    page.get_by_role("button", name="Share").click()
    dialog = page.get_by_role("dialog", name="Share")
    link = dialog.get_by_role("textbox", name="Link").input_value()
    assert link.startswith(f"{base_url}?v=1&surface=beale&run=adam,lr:0.02&steps=40")
    qr = dialog.get_by_role("img", name="The link as a QR code")
    page.wait_for_function("() => document.querySelector('.share-qr').naturalWidth > 0")
    expect(qr).to_be_visible()
    dialog.get_by_role("checkbox", name="Loss curves").uncheck()
    snippet = dialog.get_by_role("textbox", name="Snippet")
    expect(snippet).to_have_value(re.compile("hide=curves"))
    for kind in dialog.get_by_label("Embed in").locator("option").all_inner_texts():
        dialog.get_by_label("Embed in").select_option(label=kind)
        expect(snippet).to_have_value(re.compile("beale"))
    dialog.get_by_role("button", name="Copy", exact=True).first.click()
    expect(dialog.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == link
    with page.expect_download() as download:
        dialog.get_by_role("button", name="CSV").click()
    text = download.value.path().read_text().splitlines()
    assert len(text) == 42
    page.keyboard.press("Escape")
    path = lab.path(0)
    other = LabPage(page.context.new_page(), base_url)
    other.page.goto(link)
    other.settle()
    assert other.path(0) == path
    lab.expect_no_errors()


def test_pasted_link_is_opened_and_back_returns(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open("?view=contour&surface=bowl&run=adam&steps=20")
    pack = """async (racers) => {
      const { pack } = await import("./static/js/url/url-state.js");
      return pack({ problem: { kind: "surface", surface: { name: "beale" } }, racers, steps: 20 });
    }"""
    states = [page.evaluate(pack, [{"label": label, "optimizer": {"name": "adam"}}]) for label in "AB"]
    for state, label in zip(states, "AB", strict=True):
        page.goto(f"{base_url}?view=contour&autoplay=0#s={state}")
        expect(lab.racers.locator(".name")).to_have_text([label])
    page.go_back()
    expect(lab.racers.locator(".name")).to_have_text(["A"])


def test_back_and_forward_change_the_landscape(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open("?view=contour&surface=bowl&run=adam,lr:0.1&steps=20")
    first = lab.path(0)
    page.evaluate("() => document.lab.change('/racers/0/optimizer/params/lr', 0.2, true)")
    page.wait_for_url("**lr:0.2**")
    page.evaluate(
        "() => document.lab.change('/problem', { kind: 'surface', surface: { name: 'beale' } }, true)"
    )
    page.wait_for_url("**surface=beale**")
    lab.settle()
    there = lab.path(0)
    page.evaluate("() => { window.same = true }")
    page.go_back()
    page.wait_for_function("() => document.lab.state.spec.problem.surface.name === 'bowl'")
    lab.settle()
    assert page.evaluate("() => document.lab.state.spec.racers[0].optimizer.params.lr") == 0.2
    assert lab.path(0)[0] == first[0]
    page.go_forward()
    page.wait_for_function("() => document.lab.state.spec.problem.surface.name === 'beale'")
    lab.settle()
    assert lab.path(0) == there
    assert page.evaluate("() => window.same"), "the page was not loaded again"
    lab.expect_no_errors()


def test_short_link_opens_the_saved_experiment(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}?surface=beale&run=adam,lr:0.0437&steps=77")
    page.wait_for_function("() => document.lab?.live.tracks[0]?.length === 78")
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("button", name="Shorten").click()
    link = page.locator(".share-link input")
    expect(link).to_have_value(re.compile(r"/e/[0-9a-f]{32}$"))
    page.goto(link.input_value())
    page.wait_for_function("() => document.lab?.live.tracks[0]?.length === 78")
    assert page.evaluate("document.lab.state.spec.racers[0].optimizer.params.lr") == 0.0437


def test_link_restores_step_and_camera(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open("?view=3d&surface=beale&run=adam,lr:0.02&steps=40")
    page.wait_for_function("() => document.querySelector('#scene canvas')?.width > 100")
    page.mouse.move(500, 400)
    page.mouse.down()
    page.mouse.move(560, 380, steps=3)
    page.mouse.up()
    page.wait_for_url("**camera=**")
    page.evaluate("() => document.lab.player.seek(17)")
    page.get_by_role("button", name="Share").click()
    link = page.get_by_role("dialog", name="Share").get_by_role("textbox", name="Link").input_value()
    assert "step=17" in link
    pose = re.search(r"camera=[-\d.,]+", page.url)
    assert pose is not None
    assert pose[0] in link
    other = LabPage(page.context.new_page(), base_url)
    other.page.goto(link)
    other.settle()
    other.page.wait_for_function("() => document.querySelector('#scene canvas')?.width > 100")
    assert other.step == 17
    other.page.evaluate(
        "() => document.lab.store.set({ view: { ...document.lab.state.view, loss: 'linear' } })"
    )
    other.page.wait_for_url("**loss=linear**")
    assert pose[0] in other.page.url, "the camera is unchanged"
    other.expect_no_errors()
    lab.expect_no_errors()


def test_locked_lab_plays_but_does_not_change(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open("?view=contour&surface=bowl&run=adam,lr:0.1&steps=20&lock=1")
    before = lab.state()["spec"]
    assert page.evaluate("() => document.querySelector('.panel').inert")
    page.locator("#contour").click(position={"x": 200, "y": 200})
    page.keyboard.press("f")
    page.keyboard.press("e")
    page.evaluate("() => document.lab.change('/racers/0/optimizer/params/lr', 0.2, true)")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert lab.state()["spec"] == before
    page.keyboard.press("Space")
    page.wait_for_function("() => document.lab.player.time > 1")
    lab.expect_no_errors()


@pytest.mark.parametrize("query", IGNORED)
def test_invalid_url_opens_no_empty_page(page: Page, base_url: str, query: str) -> None:
    lab = LabPage(page, base_url).open(f"?{query}&steps=20")
    value = re.split("[=:]", query)[-1]
    expect(lab.page.get_by_role("status", name="About this link")).to_contain_text(value)
    assert len(lab.path(0)) == (501 if query.startswith("steps") else 21)
    lab.expect_no_errors()
