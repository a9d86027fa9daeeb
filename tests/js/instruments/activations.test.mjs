import assert from "node:assert/strict";
import { test } from "node:test";
import { describe, draw } from "../../../static/js/instruments/activations.js";
import { drawingOf, drawnIn, near, textOf, textsOf } from "../plots/canvas-stand-in.mjs";

const layer = (counts, idle = 0) => ({ counts, idle, word: "dead", edges: [-1, 0, 2] });

test("a bar's square is its share", () => {
  const drawing = drawingOf(226, 200);
  draw(drawing, { layers: [layer([1, 4, 16, 9]), layer([25, 0, 0, 1], 0.5)] });
  const [upper, lower] = ["accent", "warm"].map((color) => drawnIn(drawing.drawn, "rect", color));
  // Two halves of 100 pixels with 15 for the label; four bins over the 200 pixels between 20 and 220.
  assert.deepEqual(
    upper.map(({ x, width }) => [x, width]),
    [20, 70, 120, 170].map((x) => [x, 49]),
  );
  assert.ok(
    near(
      upper.map(({ height }) => height),
      [1, 2, 4, 3].map((root) => (85 * root) / 4),
    ),
  );
  assert.ok(
    near(
      lower.map(({ height }) => height),
      [1, 0, 0, 0.2].map((root) => 85 * root),
    ),
  );
  assert.ok(
    upper.every(({ y, height }) => y + height === 99),
    "the first layer is on top",
  );
  assert.ok(lower.every(({ y, height }) => y + height === 199));
  assert.deepEqual(
    drawnIn(drawing.drawn, "rect", "hairline").map(({ x, y, width }) => [x, y, width]),
    [
      [20, 99, 200],
      [20, 199, 200],
    ],
  );
  assert.ok(textOf(drawing.drawn, "1").y < textOf(drawing.drawn, "2").y);
});

test("only idle layers tell their share", () => {
  const drawing = drawingOf(226, 200);
  draw(drawing, { layers: [layer([1], 0.004), layer([1], 0.3), layer([1], 0.31)] });
  assert.deepEqual(textsOf(drawing.drawn), ["1", "2", "30\u00a0% dead", "3", "31\u00a0% dead"]);
  assert.equal(drawnIn(drawing.drawn, "rect", "warm").length, 1);
});

test("deep networks show eight layers", () => {
  const drawing = drawingOf(226, 400);
  draw(drawing, { layers: Array.from({ length: 20 }, () => layer([1, 2])) });
  assert.deepEqual(textsOf(drawing.drawn), ["1", "4", "6", "9", "12", "15", "17", "20"]);
});

test("the sentence has the first layer's range", () => {
  assert.equal(describe({ layers: [layer([1, 1])] }), "Layer 1: \u22121.0 to 2.0");
});
