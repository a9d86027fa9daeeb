import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../../../static/js/instruments/sharpness.js";
import { drawingOf, drawnIn, near, placesOf, textOf, textsOf } from "../plots/canvas-stand-in.mjs";

/** Steps 0 to 100 lie from pixel 38 to 238 of 246; values from 0 at pixel 82 up to pixel 10 of 100. */
function drawn(sharpness, bearable, { step = 100 } = {}) {
  const history = sharpness.map((value, k) => ({
    step: (100 * k) / (sharpness.length - 1),
    facts: { sharpness: value, bearable: bearable[k] ?? null },
  }));
  const drawing = drawingOf(246, 100);
  draw(drawing, history.at(-1).facts, { history, steps: 100, step });
  return drawing.drawn;
}

test("twenty measurements lie on a linear scale", () => {
  const values = Array.from({ length: 20 }, (_, k) => 1 + ((7 * k) % 20));
  const [curve] = drawnIn(drawn(values, []), "stroke", "accent");
  const expected = values.flatMap((value, k) => [38 + (200 * k) / 19, 82 - (72 * value) / (1.12 * 20)]);
  assert.ok(near(placesOf(curve), expected));
});

test("the dot is at the step now", () => {
  const dot = drawnIn(drawn([1, 2], [], { step: 25 }), "fill", "accent").at(-1);
  assert.ok(near(dot.commands[0].slice(1, 3), [38 + 50, 82 - (72 * 2) / (1.12 * 2)]));
});

test("negative curvature lies below the zero line", () => {
  const marks = drawn([-1, 3], []);
  const range = 1.12 * 3 + 1;
  const up = (value) => 82 - (72 * (value + 1)) / range;
  const [curve] = drawnIn(marks, "stroke", "accent");
  assert.ok(near(placesOf(curve), [38, up(-1), 238, up(3)]));
  const [zero] = drawnIn(marks, "rect", "hairline");
  assert.deepEqual([zero.x, zero.y, zero.width], [38, Math.round(up(0)), 200]);
  assert.ok(near([textOf(marks, "3.0").y, textOf(marks, "\u22121.0").y], [up(3), up(-1)]));
});

test("a near edge is a dashed line", () => {
  const marks = drawn([1, 2], [4, 8]);
  const [edge] = drawnIn(marks, "stroke", "error");
  const up = (value) => 82 - (72 * value) / (1.12 * 8);
  assert.ok(near(placesOf(edge), [38, up(4), 38, up(4), 238, up(8), 238, up(8)]));
  assert.deepEqual(edge.dash, [4, 3]);
  assert.ok(textsOf(marks).includes("edge of stability"));
});

test("a far edge is told, not drawn", () => {
  const marks = drawn([1, 2], [12, 13]);
  assert.deepEqual(drawnIn(marks, "stroke", "error"), []);
  assert.equal(textOf(marks, "edge at 13.0 \u2191").color, "error");
  assert.ok(textOf(marks, "2.0"), "the scale ends at the measurements");
});
