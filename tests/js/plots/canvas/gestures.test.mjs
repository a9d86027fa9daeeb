import assert from "node:assert/strict";
import { test } from "node:test";
import { Gestures } from "../../../../static/js/plots/canvas/gestures.js";
import { FakeElement } from "../canvas-stand-in.mjs";

function watched() {
  const seen = [];
  const element = new FakeElement("div", { width: 100, height: 100 });
  element.getBoundingClientRect = () => ({ left: 10, top: 20 });
  const note =
    (name) =>
    (...args) =>
      seen.push([name, ...args.filter((one) => !(one instanceof Event))]);
  const names = ["press", "drag", "release", "pinch", "hover", "leave"];
  new Gestures(element, Object.fromEntries(names.map((name) => [name, note(name)])));
  const at = (type, x, y, pointerId = 1, button = 0) =>
    element.dispatchEvent(
      Object.assign(new Event(type), { clientX: 10 + x, clientY: 20 + y, pointerId, button }),
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
  assert.deepEqual(seen.at(-1), ["release", 5, 6, false]);
});

test("two fingers pinch by their distance", () => {
  const { seen, at } = watched();
  at("pointerdown", 0, 0, 1);
  at("pointerdown", 10, 0, 2);
  at("pointermove", 20, 0, 2);
  at("pointerup", 20, 0, 2);
  at("pointerup", 0, 0, 1);
  assert.deepEqual(seen, [
    ["press", 0, 0],
    ["pinch", 2],
    ["release", 0, 0, false],
  ]);
});

test("only the first button presses; else it hovers", () => {
  const { seen, at } = watched();
  at("pointerdown", 5, 6, 1, 2);
  at("pointermove", 7, 8);
  at("pointerleave", 0, 0);
  assert.deepEqual(seen, [["hover", 7, 8], ["leave"]]);
});
