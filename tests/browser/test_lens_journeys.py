"""Lens tests: step breakdown, curvature, branches, many runs and the learning rate sweep."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_page import LabPage
from playwright.sync_api import Page, expect


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    return LabPage(page, base_url)


def test_step_breakdown_ends_at_the_next_point(lab: LabPage) -> None:
    lab.page.emulate_media(reduced_motion="reduce")
    lab.open("?surface=rosenbrock&run=adam,lr:0.1&steps=40")
    lab.page.evaluate("() => document.lab.player.seek(12)")
    lab.page.keyboard.press("o")
    frames = lab.page.locator(".breakdown-frame")
    expect(frames).to_have_count(7)
    expect(lab.page.locator(".breakdown-title")).to_have_text("Adam: step 12 to 13")
    titles = ["Gradient", "First moment", "Second moment", "Bias correction", "Bias correction", "Step"]
    assert [frames.nth(k).locator("span").last.inner_text() for k in range(6)] == titles
    # With reduced motion nothing plays by itself; the keys show the parts.
    expect(frames.first).to_have_attribute("aria-current", "step")
    frames.first.focus()
    for _ in range(6):
        lab.page.keyboard.press("ArrowRight")
    expect(frames.last).to_have_attribute("aria-current", "step")
    assert lab.step == 13
    x, y = lab.path(0, "x")[13], lab.path(0, "y")[13]
    found_text = lab.page.locator(".breakdown-rules").get_attribute("aria-label") or ""
    shown = [f"{value:.3f}".replace("-", "\u2212") for value in (x, y)]
    assert all(number in found_text for number in shown), (found_text, shown)
    lab.page.keyboard.press("ArrowLeft")
    assert lab.step == 12
    lab.page.get_by_role("button", name="Next step").click()
    expect(lab.page.locator(".breakdown-title")).to_have_text("Adam: step 13 to 14")
    lab.page.keyboard.press("o")
    expect(lab.page.locator("#lens")).to_be_hidden()
    lab.expect_no_errors()


def test_step_breakdown_of_a_network_offers_its_weights(lab: LabPage) -> None:
    lab.open("?surface=bowl&run=momentum&steps=20")
    lab.pick("Multilayer perceptron")
    lab.settle()
    lab.page.get_by_role("button", name="Explain this step", exact=True).click()
    expect(lab.page.get_by_label("Weights shown").locator("option")).to_have_count(6)
    expect(lab.page.locator(".breakdown-frame").first).to_contain_text("Gradient")
    lab.expect_no_errors()


def test_curvature_at_ball_typed_place_and_pointer(lab: LabPage) -> None:
    lab.open("?surface=ellipse10&run=momentum,lr:0.05&steps=40")
    lab.page.keyboard.press("b")
    rows = lab.page.locator(".curvature-facts tbody tr")
    expect(rows.first).to_contain_text("10.00")
    # beta = 0.9 oscillates where lr is above (1 - sqrt(beta))^2 / curvature = 0.000263 and 0.00263.
    expect(rows.first).to_contain_text("under-damped")
    expect(rows.last).to_contain_text("under-damped")
    expect(lab.page.locator(".curvature-limit")).to_contain_text(
        "13 % of it: stable"
    )  # 0.05 of 2 (1 + 0.9) / 10
    head = lab.page.locator(".curvature-head")
    lab.page.get_by_label("Place x").fill("1")
    lab.page.get_by_label("Place y").fill("-1")
    expect(head).to_contain_text("(1.000, \u22121.000): loss 5.500")
    lab.page.hover("#contour", position={"x": 500, "y": 200})
    expect(head).not_to_contain_text("(1.000, \u22121.000)")
    lab.page.mouse.move(1300, 600)
    expect(head).to_contain_text("(1.000, \u22121.000)")
    lab.page.get_by_role("button", name="At the ball").click()
    expect(head).not_to_contain_text("(1.000, \u22121.000)")
    lab.expect_no_errors()


def test_best_rates_are_applied_and_undone(lab: LabPage) -> None:
    lab.open("?surface=booth&run=gd,lr:0.001&run=adam,lr:0.001&steps=60")
    before = [lab.path(k, "loss")[-1] for k in range(2)]
    lab.page.get_by_role("button", name="Find best rate", exact=True).click()
    rows = lab.page.locator(".lens-list li")
    expect(rows.filter(has_text="best")).to_have_count(2, timeout=30_000)
    lab.page.get_by_role("button", name="Take all").click()
    lab.settle()
    after = [lab.path(k, "loss")[-1] for k in range(2)]
    assert all(now < 1e-3 * then for now, then in zip(after, before, strict=True))
    # Booth's curvatures are 2 and 18: gradient descent is fastest at 2 / 20.
    rates = [racer["optimizer"]["params"]["lr"] for racer in lab.state()["spec"]["racers"]]
    assert rates[0] == pytest.approx(0.1, rel=0.12)
    lab.page.locator("#contour").focus()
    lab.page.keyboard.press("z")
    lab.settle()
    assert [lab.path(k, "loss")[-1] for k in range(2)] == before
    lab.expect_no_errors()


def test_many_runs_show_starts_and_seeds(lab: LabPage) -> None:
    lab.open("?surface=himmelblau&run=gd,lr:0.01&steps=60")
    lab.page.get_by_role("button", name="Repeat").click()
    about = lab.page.locator(".multi-run .lens-about")
    expect(about).to_contain_text("from 50 starts", timeout=30_000)
    lab.page.get_by_role("button", name="Seeds").click()
    expect(about).to_contain_text("raise the noise", timeout=30_000)
    lab.errors.clear()  # the browser logs every rejected request
    lab.page.evaluate("() => document.lab.change('/problem/noise', 5, true)")
    expect(about).to_contain_text("from 50 seeds", timeout=30_000)
    lab.expect_no_errors()


def test_x_axes_and_comparison_notes(lab: LabPage) -> None:
    lab.open("?surface=rosenbrock&run=lbfgs&run=adam&steps=40&axis=gradients")
    spent = [int(lab.path(k, "evaluations")[-1]) for k in range(2)]
    assert spent[0] > spent[1] == 40
    # The curves end at the number of gradients, once the frame with the last points is drawn.
    lab.page.wait_for_function(
        "(spent) => { const { drawnRacers, scale, scales } = document.stage.picture.curves;"
        "const ends = drawnRacers.map((player) => scale.step(scales.get(player).x(40)));"
        "return ends.every((end, racer) => Math.abs(end / spent[racer] - 1) < 1e-9) }",
        arg=spent,
    )
    lab.open_more()
    assert lab.page.get_by_role("button", name="Examples seen").is_hidden()
    lab.page.get_by_role("button", name="Time", exact=True).click()
    # A method with six gradients per step takes longer on any machine.
    lab.page.wait_for_function(
        "() => { const { axis, drawnRacers, scale, scales } = document.stage.picture.curves;"
        "const [slow, quick] = drawnRacers.map((player) => scale.step(scales.get(player).x(40)));"
        "return axis === 'time' && slow > quick && quick > 0 }"
    )
    lab.page.get_by_role("button", name="Steps", exact=True).click()
    assert "axis" not in lab.page.evaluate(
        "async () => { await new Promise(r => setTimeout(r, 600)); return location.search }"
    )
    lab.page.keyboard.press("n")
    notes = lab.page.locator(".comparison-notes")
    expect(notes).to_contain_text("The same for all: the start (\u22121.2, 1)")
    expect(notes).to_contain_text("Adam 0.1")
    lab.expect_no_errors()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lenses_are_accessible(lab: LabPage, scheme: Literal["light", "dark"]) -> None:
    lab.page.emulate_media(reduced_motion="reduce", color_scheme=scheme)
    lab.open("?surface=booth&run=momentum,lr:0.01&run=adam&steps=20")
    for name, filled in (
        ("Explain this step", ".breakdown-frame"),
        ("Curvature", ".curvature-facts tbody tr"),
        ("Forks", ".branches .lens-list li"),
        ("Repeat", ".multi-run .lens-about:has-text('from 50 starts')"),
        ("Find best rate", ".lens-list li:has-text('best')"),
    ):
        lab.page.get_by_role("button", name=name, exact=True).click()
        expect(lab.page.locator(filled).first).to_be_visible(timeout=30_000)
        found = Axe().run(lab.page, context="#lens")
        found_text = [
            (one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]
        ]
        assert found_text == [], name
    lab.expect_no_errors()


def test_fork_appears_in_the_branch_tree(lab: LabPage) -> None:
    lab.open("?surface=booth&run=momentum,lr:0.01&steps=60")
    lab.page.get_by_role("button", name="Forks", exact=True).click()
    about = lab.page.locator(".branches .lens-about")
    expect(about).to_contain_text("No forks yet")
    lab.page.evaluate("() => document.lab.player.seek(20)")
    lab.page.keyboard.press("f")
    lab.settle()
    lab.type_value("Learning rate", "0.03")
    lab.settle()
    expect(about).to_contain_text("1 of 2 optimizers went the same way as another at first")
    rows = lab.page.locator(".branches .lens-list li")
    expect(rows.last).to_contain_text("leaves Momentum at step 20: learning rate 0.01 \u2192 0.03")
    lab.expect_no_errors()
