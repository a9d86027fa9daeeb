import assert from "node:assert/strict";
import { test } from "node:test";
import { describe, draw } from "../../../static/js/instruments/learning.js";
import { drawingOf, drawnIn, near, placesOf, textOf, textsOf } from "../plots/canvas-stand-in.mjs";

const STEPS = Array.from({ length: 20 }, (_, k) => 5 * k);
const NONE = STEPS.map(() => null);
const TRAIN = STEPS.map((step) => 2 / (1 + step));
const TEST = STEPS.map((step) => 2.5 / (1 + 0.5 * step));
const FACTS = { steps: STEPS, train_loss: TRAIN, test_loss: TEST, train_accuracy: NONE, test_accuracy: NONE };

/** On 242 by 134 pixels the loss has 200 by 100: from (34, 116) to (234, 16). */
function drawn(facts, width = 242, step = 50) {
  const drawing = drawingOf(width, 134);
  draw(drawing, facts, { step, steps: 100 });
  return drawing.drawn;
}

const line = (values, left, wide, low, high) =>
  values.flatMap((value, k) => [left + (wide * STEPS[k]) / 100, 116 - (100 * (value - low)) / (high - low)]);

test("losses start at zero, train solid, test dashed", () => {
  const marks = drawn(FACTS);
  const [train] = drawnIn(marks, "stroke", "accent");
  const [other] = drawnIn(marks, "stroke", "warm");
  const high = 1.08 * 2.5;
  assert.ok(near(placesOf(train), line(TRAIN, 34, 200, 0, high)));
  assert.ok(near(placesOf(other), line(TEST, 34, 200, 0, high)));
  assert.deepEqual([train.dash, other.dash], [[], [5, 3]]);
  assert.deepEqual([textOf(marks, "train").color, textOf(marks, "test").color], ["accent", "warm"]);
  assert.ok(near([textOf(marks, "2.5").y, textOf(marks, "0").y], [116 - 100 / 1.08, 116]));
  const dots = drawnIn(marks, "fill", "accent").map(({ commands }) => commands[0].slice(1, 3));
  assert.ok(near(dots[0], [34 + 190, 116 - (100 * TRAIN[19]) / high]), "at the last measurement");
  const playhead = drawnIn(marks, "rect", "warm").at(-1);
  assert.deepEqual([playhead.x, playhead.y, playhead.width], [134, 116, 1]);
});

test("accuracies have a panel of their own", () => {
  const own = STEPS.map((step) => 0.62 + step / 300);
  const others = STEPS.map((step) => 0.55 + step / 300);
  const marks = drawn({ ...FACTS, train_accuracy: own, test_accuracy: others }, 498);
  const [losses, right] = drawnIn(marks, "stroke", "accent");
  assert.ok(near(placesOf(losses), line(TRAIN, 34, 200, 0, 1.08 * 2.5)));
  // The second panel begins at (498 - 14) / 2 + 14; the scale at the last tenth below 0.55.
  assert.ok(near(placesOf(right), line(own, 256 + 34, 200, 0.5, 1)));
  assert.ok(near(placesOf(drawnIn(marks, "stroke", "warm")[1]), line(others, 290, 200, 0.5, 1)));
  assert.deepEqual([textOf(marks, "100\u00a0%").y, textOf(marks, "50.0\u00a0%").y], [16, 116]);
});

test("without test data there is one curve", () => {
  const marks = drawn({ ...FACTS, test_loss: NONE });
  assert.deepEqual(drawnIn(marks, "stroke", "warm"), []);
  assert.ok(!textsOf(marks).includes("test"));
});

test("missing measurements leave gaps out", () => {
  const marks = drawn({ ...FACTS, train_loss: TRAIN.with(3, null) });
  assert.equal(drawnIn(marks, "stroke", "accent")[0].commands.length, 19);
});

test("no test data and no finite loss are two things", () => {
  const none = { ...FACTS, test_samples: STEPS.map(() => 0), test_loss: NONE };
  assert.match(describe(none), /test data none is kept back$/);
  const kept = { ...FACTS, test_samples: STEPS.map(() => 40) };
  assert.match(describe({ ...kept, test_loss: TEST.with(-1, null) }), /test data beyond any number$/);
  assert.match(describe(kept), /test data 0\.\d+$/);
  const exploded = { ...kept, train_loss: NONE, test_loss: NONE };
  assert.equal(describe({ ...kept, train_loss: TRAIN.with(-1, null) }), "Exploded: beyond any number");
  const drawing = drawingOf(242, 134);
  draw(drawing, exploded, { step: 50, steps: 100 });
  assert.deepEqual(textsOf(drawing.drawn), ["Exploded: beyond any number"]);
});
