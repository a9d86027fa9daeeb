import assert from "node:assert/strict";
import { test } from "node:test";
import { Gestures } from "../../../../static/js/plots/canvas/gestures.js";
import { FakeElement } from "../canvas-stand-in.mjs";

function watched(touchAction = "none") {
  globalThis.getComputedStyle = () => ({ touchAction });
  const seen = [];
  const element = new FakeElement("div", { width: 100, height: 100 });
  element.getBoundingClientRect = () => ({ left: 10, top: 20 });
  const note =
    (name) =>
    (...args) =>
      seen.push([name, ...args.filter((one) => !(one instanceof Event))]);
  const names = ["press", "drag", "release", "cancel", "pinch", "hover", "leave"];
  new Gestures(element, Object.fromEntries(names.map((name) => [name, note(name)])));
  const at = (type, x, y, pointerId = 1, button = 0, more = {}) =>
    element.dispatchEvent(
      Object.assign(new Event(type), { clientX: 10 + x, clientY: 20 + y, pointerId, button, ...more }),
    );
  return { seen, at };
}

test("a press that moves is a drag, with its way", () => {
  const { seen, at } = watched();
  at("pointerdown", 5, 6);
  at("pointermove", 8, 2);
  at("pointerup", 8, 2);
  assert.deepEqual(seen, [
    ["press", 5, 6],
    ["drag", 8, 2, 3, -4],
    ["release", 8, 2, false],
  ]);
});

test("a press that hardly moves is a click", () => {
  const { seen, at } = watched();
  at("pointerdown", 5, 6);
  at("pointermove", 7, 6);
  at("pointerup", 7, 6);
  assert.deepEqual(seen.at(-1), ["release", 7, 6, true]);
  at("pointerdown", 5, 6);
  at("pointercancel", 5, 6);
  assert.deepEqual(seen.at(-1), ["cancel"]);
});

test("two fingers pinch by their distance", () => {
  const { seen, at } = watched();
  at("pointerdown", 0, 0, 1);
  at("pointerdown", 10, 0, 2);
  at("pointermove", 20, 0, 2);
  at("pointerup", 20, 0, 2);
  at("pointerup", 0, 0, 1);
  assert.deepEqual(seen, [["press", 0, 0], ["cancel"], ["pinch", 2]]);
});

const TOUCH = { pointerType: "touch" };

test("a finger that scrolls does nothing", () => {
  const { seen, at } = watched("pan-y");
  at("pointerdown", 50, 50, 1, 0, TOUCH);
  at("pointermove", 52, 62, 1, 0, TOUCH);
  at("pointercancel", 52, 62, 1, 0, TOUCH);
  at("pointerdown", 50, 50, 1, 0, TOUCH);
  at("pointermove", 52, 64, 1, 0, TOUCH);
  at("pointermove", 90, 64, 1, 0, TOUCH);
  at("pointerup", 90, 64, 1, 0, TOUCH);
  assert.deepEqual(seen, []);
});

test("a finger acts when lifted, or across the scrolling", () => {
  const { seen, at } = watched("pan-y");
  at("pointerdown", 50, 50, 1, 0, TOUCH);
  at("pointermove", 53, 54, 1, 0, TOUCH);
  assert.deepEqual(seen, []);
  at("pointerup", 53, 54, 1, 0, TOUCH);
  assert.deepEqual(seen.splice(0), [
    ["press", 50, 50],
    ["release", 53, 54, true],
  ]);
  at("pointerdown", 50, 50, 1, 0, TOUCH);
  at("pointermove", 65, 52, 1, 0, TOUCH);
  at("pointerup", 65, 52, 1, 0, TOUCH);
  assert.deepEqual(seen, [
    ["press", 50, 50],
    ["drag", 65, 52, 15, 2],
    ["release", 65, 52, false],
  ]);
});

test("where nothing scrolls, every direction drags", () => {
  const { seen, at } = watched("none");
  at("pointerdown", 50, 50, 1, 0, TOUCH);
  at("pointermove", 50, 65, 1, 0, TOUCH);
  assert.deepEqual(seen, [
    ["press", 50, 50],
    ["drag", 50, 65, 0, 15],
  ]);
});

test("a finger that rests holds", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { seen, at } = watched("pan-y");
  at("pointerdown", 50, 50, 1, 0, TOUCH);
  t.mock.timers.tick(399);
  assert.deepEqual(seen, []);
  t.mock.timers.tick(1);
  at("pointermove", 50, 90, 1, 0, TOUCH);
  assert.deepEqual(seen, [
    ["press", 50, 50],
    ["drag", 50, 90, 0, 40],
  ]);
});

test("a second finger, and the browser, take back what was done", () => {
  const { seen, at } = watched("pan-y");
  at("pointerdown", 50, 50, 1, 0, TOUCH);
  at("pointermove", 70, 50, 1, 0, TOUCH);
  at("pointerdown", 90, 50, 2, 0, TOUCH);
  at("pointermove", 110, 50, 2, 0, TOUCH);
  at("pointercancel", 110, 50, 2, 0, TOUCH);
  at("pointercancel", 70, 50, 1, 0, TOUCH);
  assert.deepEqual(seen, [["press", 50, 50], ["drag", 70, 50, 20, 0], ["cancel"], ["pinch", 2], ["cancel"]]);
});

test("only the first button presses; else it hovers", () => {
  const { seen, at } = watched();
  at("pointerdown", 5, 6, 1, 2);
  at("pointermove", 7, 8);
  at("pointerleave", 0, 0);
  assert.deepEqual(seen, [["hover", 7, 8], ["leave"]]);
});
