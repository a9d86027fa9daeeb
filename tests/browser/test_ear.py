"""What those hear who do not look: sentences at a gentle rate, and a tone when it is asked for."""

import re

import pytest
from lab_page import LabPage
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_what_happens_is_told_gently_and_a_tone_follows_the_loss(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open("?run=adam&run=momentum&steps=400&view=contour")
    told = page.locator("#announcer")
    expect(told).to_have_attribute("role", "status")
    page.evaluate("""() => {
      window.said = [];
      const told = document.querySelector('#announcer');
      new MutationObserver(() => window.said.push(told.textContent)).observe(told, { childList: true });
    }""")
    sound = page.get_by_role("button", name="Sound")
    expect(sound).to_have_attribute("aria-pressed", "false")
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => document.lab.player.time > 60")
    assert page.evaluate("() => window.said.length") <= 1, "a sentence at every step is no help to anybody"
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(told).to_have_text(re.compile(r"^(Adam|Momentum).*: \w.* loss [\d.e−-]+ at step \d+\.$"))
    step = page.evaluate("() => Math.floor(document.lab.player.time)")
    expect(told).to_contain_text(f"at step {step}.")
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "false")
    lab.is_well()
