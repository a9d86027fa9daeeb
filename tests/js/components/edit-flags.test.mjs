import assert from "node:assert/strict";
import { test } from "node:test";
import "../dom-stand-in.mjs";
import { ChangesApply } from "../../../static/js/components/changes-apply.js";
import { EditFlags, flagText } from "../../../static/js/components/edit-flags.js";
import { HistoryButtons } from "../../../static/js/components/history-buttons.js";
import { realCatalog } from "../catalog.mjs";

realCatalog();
const MARK = { name: "lr", racers: [0], steps: [84], from: 0.1, to: 0.5 };
const LATER = { name: "momentum", racers: [1], steps: [300, 310], from: 0, to: 0.9 };
const flag = (mark, who = "Adam") => ({ mark, who, color: "red" });

/** Flags in the page, and what they tell. */
function placed(flags, fixed = false) {
  const element = new EditFlags();
  document.body.replaceChildren(element);
  element.update(flags, 500, fixed);
  const told = [];
  for (const type of ["flag-move", "flag-remove"])
    element.addEventListener(type, ({ detail: { mark, step, done } }) => told.push([type, mark, step, done]));
  return { element, told };
}

/** Presses a key on a flag. */
function press(button, key, more = {}) {
  const event = Object.assign(new Event("keydown", { bubbles: true, cancelable: true }), { key, ...more });
  button.dispatchEvent(event);
  return event;
}

test("a flag says who changed what, from when on", () => {
  assert.equal(flagText(MARK, "Adam"), "Adam: learning rate 0.1 \u2192 0.5 from step 84");
  const batch = { name: "batch_size", racers: [0, 1], steps: [9], from: null, to: 8 };
  assert.equal(flagText(batch, ""), "Batch size all \u2192 8 from step 9");
  const betas = { name: "betas", racers: [0], steps: [9], from: undefined, to: [0.8, 0.95] };
  assert.match(flagText(betas, "Adam"), / 0\.8, 0\.95 from step 9$/);
});

test("a flag stands at its step on the axis", () => {
  const { element } = placed([flag(MARK), flag(LATER)]);
  const [first, second] = element.buttons;
  assert.deepEqual([first.style["--at"], second.style["--at"]], [String(84 / 500), String(300 / 500)]);
  assert.deepEqual([first.textContent, second.textContent], ["0.1 \u2192 0.5", "0 \u2192 0.9"]);
  assert.match(first.title, /^Adam: learning rate 0\.1 \u2192 0\.5 from step 84\. Click removes it/);
  element.update([], 500, false);
  assert.deepEqual([element.buttons.length, element.hidden], [0, true]);
});

test("all flags are one tab stop", () => {
  const { element } = placed([flag(MARK), flag(LATER)]);
  const stops = () => element.buttons.map(({ tabIndex }) => tabIndex);
  assert.deepEqual(stops(), [0, -1]);
  element.buttons[1].dispatchEvent(new Event("focus"));
  assert.deepEqual(stops(), [-1, 0]);
});

test("keys move and remove a flag, within the run", () => {
  const { element, told } = placed([flag(MARK), flag(LATER)]);
  const [first, second] = element.buttons;
  const edge = placed([flag({ ...MARK, steps: [1] })]);
  assert.equal(press(first, "ArrowRight").defaultPrevented, true);
  press(second, "ArrowLeft", { shiftKey: true });
  press(first, "Delete");
  press(second, "Backspace");
  assert.equal(press(first, "x").defaultPrevented, false, "other keys are the page's");
  press(edge.element.buttons[0], "ArrowLeft");
  assert.deepEqual(told, [
    ["flag-move", MARK, 85, true],
    ["flag-move", LATER, 290, true],
    ["flag-remove", MARK, undefined, undefined],
    ["flag-remove", LATER, undefined, undefined],
  ]);
  assert.deepEqual(edge.told, [["flag-move", { ...MARK, steps: [1] }, 1, true]]);
});

test("up and down go from flag to flag", () => {
  const { element } = placed([flag(MARK), flag(LATER)]);
  const [first, second] = element.buttons;
  first.focus();
  press(first, "ArrowDown");
  assert.equal(document.activeElement, second);
  press(second, "ArrowDown");
  assert.equal(document.activeElement, second, "there is none after the last");
  press(second, "ArrowUp");
  assert.equal(document.activeElement, first);
});

test("of a pair, the flag shows what changed", () => {
  const mark = { name: "betas", racers: [0], steps: [9], from: [0.9, 0.999], to: [0.9, 0.95] };
  assert.match(flagText(mark, "Adam"), / 0\.999 \u2192 0\.95 from step 9$/);
});

test("flags of a locked page cannot be changed", () => {
  const { element } = placed([flag(MARK)], true);
  assert.equal(element.buttons[0].disabled, true);
  assert.doesNotMatch(element.buttons[0].title, /Click/);
});

test("history buttons offer what there is", () => {
  const buttons = new HistoryButtons();
  document.body.replaceChildren(buttons);
  const told = [];
  buttons.addEventListener("history-act", ({ detail }) => told.push(detail));
  const offered = () =>
    buttons.querySelectorAll("button").map((one) => one.getAttribute("aria-disabled") === "false");
  buttons.update({ undoable: 0, redoable: 0, changed: false });
  assert.deepEqual(offered(), [false, false, false]);
  buttons.update({ undoable: 2, redoable: 0, changed: true });
  assert.deepEqual(offered(), [true, false, true]);
  buttons.update({ undoable: 0, redoable: 1, changed: false });
  assert.deepEqual(offered(), [false, true, false]);
  for (const button of buttons.querySelectorAll("button")) button.click();
  assert.deepEqual(told, ["undo", "redo", "reset-all"]);
});

test("the choice of where changes apply has a caption", () => {
  const choice = new ChangesApply();
  document.body.replaceChildren(choice);
  const told = [];
  choice.addEventListener("changes-apply", ({ detail }) => told.push(detail));
  choice.update("here");
  const buttons = choice.querySelectorAll("button");
  assert.deepEqual(
    buttons.map((one) => one.getAttribute("aria-pressed")),
    ["false", "true"],
  );
  for (const button of buttons) button.click();
  assert.deepEqual(told, ["start", "here"]);
  assert.equal(choice.querySelector(".caption").textContent, "Changes apply from:");
});
