import assert from "node:assert/strict";
import { test } from "node:test";
import "../dom-stand-in.mjs";
import { make } from "../../../static/js/components/dom.js";
import { oneTabStop } from "../../../static/js/components/roving.js";

/** A group of buttons and a menu in the page. */
function groupOf(...pressed) {
  const buttons = ["a", "b", "c"].map((text) =>
    make("button", { "aria-pressed": String(pressed.includes(text)) }, text),
  );
  const group = make("div", {}, ...buttons, make("select", {}));
  document.body.replaceChildren(group);
  return oneTabStop(group);
}

/** Texts of the stops of the Tab key. */
const stops = (group) =>
  group.children
    .filter(({ tabIndex }) => tabIndex === 0)
    .map(({ localName, textContent }) => textContent || localName);

/** Presses a key on what has the focus. */
function press(key, more = {}) {
  const { activeElement } = document;
  const event = Object.assign(new Event("keydown", { bubbles: true, cancelable: true }), { key, ...more });
  activeElement.dispatchEvent(event);
  document.activeElement.dispatchEvent(new Event("focusin", { bubbles: true }));
  return event.defaultPrevented;
}

test("a group is one stop: the chosen one, else the first", () => {
  assert.deepEqual([stops(groupOf()), stops(groupOf("b"))], [["a"], ["b"]]);
});

test("arrows go round the group, and the stop with them", () => {
  const group = groupOf("b");
  group.children[1].focus();
  const reached = ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "Home", "End"].map((key) => {
    assert.equal(press(key), true);
    return group.children.indexOf(document.activeElement);
  });
  assert.deepEqual(reached, [2, 3, 0, 3, 0, 3]);
  assert.deepEqual(stops(group), ["select"]);
});

test("a menu keeps up and down, a modified key is the browser's", () => {
  const group = groupOf();
  group.children[3].focus();
  assert.deepEqual(
    [press("ArrowDown"), press("ArrowUp"), press("ArrowRight", { altKey: true })],
    [false, false, false],
  );
  assert.equal(document.activeElement, group.children[3]);
});

test("what cannot be used is no stop", () => {
  const group = groupOf();
  group.children[0].disabled = true;
  oneTabStop(group);
  group.children[1].focus();
  press("ArrowLeft");
  assert.equal(document.activeElement, group.children[3]);
});
