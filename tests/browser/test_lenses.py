"""Looking closer: one step as a film."""

import pytest
from lab_page import LabPage
from playwright.sync_api import Page, expect


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    return LabPage(page, base_url)


def test_one_step_is_told_part_by_part_and_ends_at_the_next_point(lab: LabPage) -> None:
    lab.page.emulate_media(reduced_motion="reduce")
    lab.open("?surface=rosenbrock&run=adam,lr:0.1&steps=40")
    lab.page.evaluate("() => document.lab.player.seek(12)")
    lab.page.keyboard.press("o")
    frames = lab.page.locator(".film-frame")
    expect(frames).to_have_count(7)
    expect(lab.page.locator(".film-title")).to_have_text("Adam: step 12 to 13")
    titles = ["Gradient", "First moment", "Second moment", "Bias correction", "Bias correction", "Step"]
    assert [frames.nth(k).locator("span").last.inner_text() for k in range(6)] == titles
    # Without motion nothing turns by itself; the keys turn it.
    expect(frames.first).to_have_attribute("aria-current", "step")
    frames.first.focus()
    for _ in range(6):
        lab.page.keyboard.press("ArrowRight")
    expect(frames.last).to_have_attribute("aria-current", "step")
    assert lab.step == 13
    x, y = lab.path(0, "x")[13], lab.path(0, "y")[13]
    told = lab.page.locator(".film-rules").get_attribute("aria-label") or ""
    shown = [f"{value:.3f}".replace("-", "\u2212").rstrip("0") for value in (x, y)]
    assert all(number in told for number in shown), (told, shown)
    lab.page.keyboard.press("ArrowLeft")
    assert lab.step == 12
    lab.page.get_by_role("button", name="Next step").click()
    expect(lab.page.locator(".film-title")).to_have_text("Adam: step 13 to 14")
    lab.page.keyboard.press("o")
    expect(lab.page.locator("#lens")).to_be_hidden()
    lab.is_well()


def test_a_film_of_a_network_shows_the_weights_that_move_most(lab: LabPage) -> None:
    lab.open("?net=mlp&data=moons&run=momentum&steps=20")
    lab.page.get_by_role("button", name="One step").click()
    expect(lab.page.get_by_label("Weights shown").locator("option")).to_have_count(6)
    expect(lab.page.locator(".film-frame").first).to_contain_text("Gradient")
    lab.is_well()
