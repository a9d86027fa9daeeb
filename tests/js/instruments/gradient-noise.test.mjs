import assert from "node:assert/strict";
import { test } from "node:test";
import { describe, draw } from "../../../static/js/instruments/gradient-noise.js";
import { drawingOf, drawnIn, near, placesOf } from "../plots/canvas-stand-in.mjs";

const ALONG = Array.from({ length: 20 }, (_, k) => 1 + Math.sin(k));
const ACROSS = Array.from({ length: 20 }, (_, k) => 0.9 * Math.cos(2 * k));

function drawn(facts, width, height) {
  const drawing = drawingOf(width, height);
  draw(drawing, facts);
  return drawing.drawn;
}

test("batches lie around the full gradient", () => {
  // From 1 - 2 to 1 + 2 along: 3 units wide and 4 high, 50 pixels each, in the middle of 424 by 224.
  const marks = drawn({ length: 1, spread: 2, along: ALONG, across: ACROSS }, 424, 224);
  const at = (a, b) => [212 + 50 * (a - 1), 112 - 50 * b];
  const dots = drawnIn(marks, "fill", "warm").flatMap(({ commands }) => commands[0].slice(1, 3));
  assert.ok(
    near(
      dots,
      ALONG.flatMap((along, k) => at(along, ACROSS[k])),
    ),
  );
  const [shaft, head] = drawnIn(marks, "stroke", "accent");
  assert.ok(near(placesOf(shaft), [...at(0, 0), ...at(1, 0)]));
  assert.ok(near(placesOf(head).slice(2, 4), at(1, 0)), "its head is at the tip");
  assert.ok(placesOf(head)[0] < at(1, 0)[0], "barbs lie behind it");
  const [circle] = drawnIn(marks, "stroke", "faint");
  assert.ok(near(circle.commands[0].slice(1, 4), [...at(1, 0), 100]));
  assert.deepEqual(circle.dash, [3, 3]);
  assert.ok(near(drawnIn(marks, "fill", "text")[0].commands[0].slice(1, 3), at(0, 0)));
});

test("one unit is the same both ways", () => {
  const marks = drawn({ length: 4, spread: 1, along: [4, 4], across: [1, -0.5] }, 124, 500);
  const [up, down] = drawnIn(marks, "fill", "warm").map(({ commands }) => commands[0].slice(1, 3));
  // 5 units in 100 pixels.
  assert.ok(near(up, [12 + 80, 250 - 20]));
  assert.ok(near(down, [92, 250 + 10]));
});

test("the sentence tells noise and batches", () => {
  const facts = { batch_size: 8, own: true, noise_scale: 12.34, noise_scale_error: null, length: 1 };
  assert.equal(describe({ ...facts, noise_scale_error: 4.56 }), "noise scale 12.3 \u00b1 4.6, batches of 8");
  assert.equal(describe(facts), "noise scale 12.3, batches of 8");
  assert.equal(
    describe({ ...facts, own: false, noise_scale: null }),
    "no gradient, batches of 8 (its steps take all)",
  );
});
