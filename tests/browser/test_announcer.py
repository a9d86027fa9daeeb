"""Announcer tests: sentences for screen readers, and the tone that follows the loss."""

import re

import pytest
from lab_page import LabPage
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_announcements_are_rare_and_tone_follows_loss(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open("?run=adam&run=momentum&steps=400&view=contour")
    announcer = page.locator("#announcer")
    expect(announcer).to_have_attribute("role", "status")
    page.evaluate("""() => {
      window.said = [];
      const region = document.querySelector('#announcer');
      new MutationObserver(() => window.said.push(region.textContent)).observe(region, { childList: true });
    }""")
    lab.open_more()
    sound = page.get_by_role("button", name="Sound")
    expect(sound).to_have_attribute("aria-pressed", "false")
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => document.lab.player.time > 60")
    assert page.evaluate("() => window.said.length") <= 1, "a sentence at every step helps no listener"
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(announcer).to_have_text(re.compile(r"^(Adam|Momentum).*: \w.* loss [\d.e−-]+ at step \d+\.$"))
    step = page.evaluate("() => Math.floor(document.lab.player.time)")
    expect(announcer).to_contain_text(f"at step {step}.")
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "false")
    lab.expect_no_errors()
