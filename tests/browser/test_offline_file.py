"""Offline file tests: the file plays from disk without a network."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

EXPERIMENT: dict[str, Any] = {
    "problem": {"kind": "surface", "surface": {"name": "himmelblau"}, "noise": 0.5},
    "racers": [
        {"label": "Slow </script><b>", "optimizer": {"name": "sgd", "params": {"lr": 0.002}}},
        {"label": "Adam", "optimizer": {"name": "adam"}},
        {"label": "Too fast", "optimizer": {"name": "sgd", "params": {"lr": 0.3}}},
    ],
    "steps": 120,
}
NUMBERS = "lab.allTracks.map(track => Array.from(track.column('loss')))"


def fetch(base: str, path: str, experiment: dict[str, Any] = EXPERIMENT) -> bytes:
    request = urllib.request.Request(
        f"{base}api/v1/{path}", json.dumps(experiment).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
        content: bytes = answer.read()
        return content


@pytest.fixture(scope="module")
def file(base_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("offline") / "roll.html"
    path.write_bytes(fetch(base_url, "exports/html"))
    return path


@pytest.fixture
def offline(browser: Browser, file: Path) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1024, "height": 768}, offline=True)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.goto(file.as_uri())
    expect(page.locator(".chip .loss").first).not_to_be_empty()
    yield page
    context.close()
    assert {url.partition(":")[0] for url in asked_for} <= {"file", "data"}


@pytest.mark.browser
def test_offline_file_plays_scrubs_and_hides_racers(offline: Page, file: Path, base_url: str) -> None:
    assert file.stat().st_size < 2_500_000
    page = offline
    expected = [racer["loss"] for racer in json.loads(fetch(base_url, "trajectories"))["racers"]]
    text = page.evaluate(f"JSON.stringify(document.{NUMBERS})")
    assert json.loads(text, parse_int=float) == expected

    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator("transport-bar .count")).not_to_have_text("0 / 120")
    page.get_by_role("button", name="Pause", exact=True).click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("End")
    expect(page.locator("transport-bar .count")).to_have_text("120 / 120")
    page.get_by_role("slider", name="Step").fill("40")
    expect(page.locator("transport-bar .count")).to_have_text("40 / 120")
    at_40 = page.locator(".chip", has_text="Adam").locator(".loss")
    expect(at_40).to_have_text(f"{expected[1][40]:#.4g}")

    adam = page.locator(".chip", has_text="Adam")
    adam.click()
    expect(adam).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("document.lab.live.tracks.length") == 2
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("2")
    expect(adam).to_have_attribute("aria-pressed", "true")


@pytest.mark.browser
def test_offline_map_is_drawn_in_both_themes(offline: Page) -> None:
    # The middle of the map is not blank, and dark is darker than light.
    sample = """async () => {
      const image = document.querySelector('.picture-plot img');
      await image.decode();
      const canvas = new OffscreenCanvas(1, 1);
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0, 1, 1);
      return Array.from(context.getImageData(0, 0, 1, 1).data.slice(0, 3)).reduce((a, b) => a + b);
    }"""
    offline.wait_for_selector(".picture-plot img[src^='data:image/png']", state="attached")
    before = offline.evaluate("document.documentElement.dataset.theme")
    light = offline.evaluate(sample)
    source = offline.evaluate("document.querySelector('.picture-plot img').src")
    offline.keyboard.press("t")
    expect(offline.locator(".picture-plot img")).not_to_have_attribute("src", source)
    dark = offline.evaluate(sample)
    assert offline.evaluate("document.documentElement.dataset.theme") != before
    assert before == "light"
    assert dark < light - 60


@pytest.mark.browser
def test_offline_map_has_holes(browser: Browser, base_url: str, tmp_path: Path) -> None:
    """The relief of sqrt(x*y) is opaque in two quadrants only: upper left and lower right have no value."""
    formula = {"kind": "formula", "expression": "sqrt(x*y)"}
    content = fetch(base_url, "exports/html", EXPERIMENT | {"problem": formula})
    (tmp_path / "holes.html").write_bytes(content)
    page = browser.new_page()
    page.goto((tmp_path / "holes.html").as_uri())
    page.wait_for_selector(".picture-plot img[src^='data:image/png']", state="attached")
    opaque = page.evaluate(
        """async () => {
          const image = document.querySelector('.picture-plot img');
          await image.decode();
          const { naturalWidth: width, naturalHeight: height } = image;
          const context = new OffscreenCanvas(width, height).getContext('2d');
          context.drawImage(image, 0, 0);
          const alpha = (x, y) => context.getImageData(x * width, y * height, 1, 1).data[3];
          return [[0.3, 0.3], [0.7, 0.3], [0.3, 0.7], [0.7, 0.7]].map(([x, y]) => alpha(x, y));
        }"""
    )
    assert opaque == [0, 255, 255, 0]
    page.close()
