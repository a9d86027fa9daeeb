import assert from "node:assert/strict";
import { test } from "node:test";
import { describe, draw } from "../../../static/js/instruments/layer-gradients.js";
import { drawingOf, drawnIn, near, textOf, textsOf } from "../plots/canvas-stand-in.mjs";

function drawn(gradient) {
  const drawing = drawingOf(240, 126);
  draw(drawing, { gradient, layers: gradient.map(String), finite: true });
  return drawing.drawn;
}

test("each decade of a bar is as high", () => {
  // From 10^-3 at pixel 108 to 10^2 at pixel 8: 20 pixels a decade. Five layers of 40 pixels from pixel 34.
  const marks = drawn([0.002, 0.01, 1, 10, 50]);
  const bars = drawnIn(marks, "rect", "accent");
  const tall = [0.002, 0.01, 1, 10, 50].map((value) => 20 * (Math.log10(value) + 3));
  assert.ok(
    near(
      bars.map(({ height }) => height),
      tall,
    ),
  );
  assert.ok(
    near(
      bars.map(({ y, height }) => y + height),
      [108, 108, 108, 108, 108],
    ),
  );
  assert.ok(
    near(
      bars.map(({ x, width }) => x + width / 2),
      [54, 94, 134, 174, 214],
    ),
  );
  assert.deepEqual(
    ["10⁻³", "10⁻¹", "10¹"].map((text) => textOf(marks, text).y),
    [108.5, 68.5, 28.5],
  );
  assert.deepEqual(
    ["1", "2", "5"].map((text) => textOf(marks, text).x),
    [54, 94, 214],
  );
});

test("a layer without gradient has no bar", () => {
  const marks = drawn([1, 0, 1]);
  assert.equal(drawnIn(marks, "rect", "accent").length, 2);
  assert.deepEqual(textsOf(drawn([0, 0])), ["No gradient at all"]);
});

test("many layers have no numbers", () => {
  const texts = (count) => textsOf(drawn(Array(count).fill(1)));
  assert.ok(texts(14).includes("14") && !texts(14).includes("last"));
  assert.ok(!texts(15).includes("15") && texts(15).includes("first layer") && texts(15).includes("last"));
});

test("an exploded gradient is told as such", () => {
  const facts = { gradient: [1e30, null, null], layers: ["1", "2", "3"], ratio: null, finite: false };
  const drawing = drawingOf(240, 126);
  draw(drawing, facts);
  assert.deepEqual(textsOf(drawing.drawn), ["Exploded: beyond any number"]);
  assert.equal(describe(facts), "Exploded: beyond any number");
  assert.equal(describe({ ...facts, gradient: [0, 0, 0], finite: true }), "");
});
