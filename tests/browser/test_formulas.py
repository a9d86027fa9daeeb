"""Formula tests: no formula is cut off at any width of the panel."""

import json

import pytest
from lab_page import LabPage
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

# Renders each formula in a box of the panel's inner width, as the panel does.
CLIPPED = """async ([width, formulas]) => {
  const box = document.createElement('div');
  box.style.width = `${width}px`;
  document.querySelector('.panel').append(box);
  const elements = formulas.map((tex) => {
    const element = document.createElement('math-formula');
    element.setAttribute('display', '');
    element.setAttribute('tex', tex);
    box.append(element);
    return element;
  });
  await document.fonts.ready;
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  const sizes = elements.map((element) => [element.clientWidth, element.scrollWidth]);
  box.remove();
  return formulas.filter((_, k) => sizes[k][0] === 0 || sizes[k][1] > sizes[k][0]);
}"""


def test_no_formula_is_cut_off(browser: Browser, base_url: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        lab = LabPage(context.new_page(), base_url).open("?view=contour&steps=20&run=gd")
        catalog = json.loads(lab.page.locator("#catalog").text_content() or "{}")
        # The narrowest places: a racer's rule and a surface's formula, in a window of 1024 pixels.
        for family, width, count in (("optimizers", 201, 12), ("surfaces", 220, 34)):
            formulas = [entry["formula"] for entry in catalog[family] if entry["formula"]]
            assert len(formulas) >= count
            assert lab.page.evaluate(CLIPPED, [width, formulas]) == []
        assert lab.page.evaluate(CLIPPED, [249, [r"\underbrace{" + "a + " * 60 + "b}_c"]]) != []
        shown = lab.page.locator(".problem-body math-formula[display]")
        assert shown.evaluate("e => e.scrollWidth <= e.clientWidth")
    finally:
        context.close()
