import assert from "node:assert/strict";
import { test } from "node:test";
import "../dom-stand-in.mjs";
import { CARDS } from "../../../static/js/tour/cards.js";
import { Tour } from "../../../static/js/tour/tour.js";
import { openTemplate, pressKey } from "../dom-stand-in.mjs";

/** A tour of the lab's page. */
function touring() {
  openTemplate("index");
  let examples = 0;
  const tour = new Tour(() => {
    examples += 1;
  });
  const shown = () => [tour.count, tour.title, tour.next, tour.back].map(({ textContent }) => textContent);
  return { tour, shown, examples: () => examples };
}

test("the cards come one after another", () => {
  const { tour, shown } = touring();
  tour.open({ focus: false });
  assert.equal(tour.element.hidden, false);
  for (const [index, { title, about }] of CARDS.entries()) {
    const last = index === 4;
    assert.deepEqual(shown(), [
      `${index + 1} of 5`,
      title,
      last ? "Done" : "Next",
      index > 0 ? "Back" : "Skip",
    ]);
    assert.equal(tour.examples.hidden, !last);
    const toured = document.querySelectorAll("[data-toured]");
    assert.deepEqual(toured, [document.querySelector(about[0])], "one part is marked");
    tour.next.click();
  }
  assert.deepEqual([tour.element.hidden, document.querySelectorAll("[data-toured]")], [true, []]);
});

test("back leads to the card before, skip to the page", () => {
  const { tour, shown } = touring();
  tour.open({ focus: false });
  tour.next.click();
  tour.next.click();
  tour.back.click();
  assert.equal(shown()[0], "2 of 5");
  tour.back.click();
  tour.back.click();
  assert.equal(tour.element.hidden, true);
  tour.open({ focus: false });
  assert.equal(shown()[0], "1 of 5", "it begins again");
});

test("only an asked tour takes the focus, and gives it back", () => {
  const { tour } = touring();
  const help = document.querySelector("#help");
  help.focus();
  tour.open({ focus: false });
  assert.equal(document.activeElement, help);
  tour.close();
  tour.open({ focus: true });
  assert.equal(document.activeElement, tour.next);
  tour.close();
  assert.equal(document.activeElement, help);
});

test("Escape ends the tour, unless a dialog is open", () => {
  const { tour } = touring();
  tour.open({ focus: false });
  const dialog = document.createElement("dialog");
  document.body.append(dialog);
  dialog.showModal();
  pressKey("Escape");
  assert.equal(tour.element.hidden, false);
  dialog.close();
  pressKey("a");
  assert.equal(tour.element.hidden, false);
  pressKey("Escape");
  assert.equal(tour.element.hidden, true);
});

test("the last card opens the examples", () => {
  const { tour, examples } = touring();
  tour.open({ focus: false });
  for (let k = 0; k < 4; k += 1) tour.next.click();
  tour.examples.click();
  assert.deepEqual([examples(), tour.element.hidden], [1, true]);
});

test("keys on a card are not the page's", () => {
  const { tour } = touring();
  tour.open({ focus: true });
  const heard = [];
  const note = ({ key }) => heard.push(key);
  document.addEventListener("keydown", note);
  for (const key of [" ", "ArrowRight", "Tab"]) pressKey(key, { target: tour.next });
  document.removeEventListener("keydown", note);
  assert.deepEqual(heard, ["Tab"]);
});

test("a card whose part is hidden stands at the next one", () => {
  const { tour } = touring();
  document.querySelector(".panel").hidden = true;
  tour.open({ focus: false });
  tour.show(2);
  assert.equal(document.querySelector("[data-toured]"), document.querySelector("#sheet-handle"));
});
