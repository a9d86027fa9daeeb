import assert from "node:assert/strict";
import { test } from "node:test";
import { describe, draw } from "../../../static/js/instruments/backpropagation.js";
import { drawingOf, drawnIn, near, textOf, textsOf } from "../plots/canvas-stand-in.mjs";

/** Two inputs, three hidden units, two outputs; rows of weights are receiving units. */
const LAYERS = [
  {
    before: 2,
    units: 3,
    weights: [
      [1, -0.5],
      [-2, 0.25],
      [0.5, 2],
    ],
    gradients: [
      [0.1, -0.2],
      [0.3, 0.4],
      [-0.4, 0.2],
    ],
    updates: [
      [-0.01, 0.02],
      [-0.03, -0.04],
      [0.04, -0.02],
    ],
    sums: [3, -1.5, 0.75],
    errors: [-0.2, 0.1, 0.4],
    signal: 1.23,
    gradient: 0.456,
    update: 0.03,
  },
  {
    before: 3,
    units: 2,
    weights: [
      [1, 2, -4],
      [-1, 0.5, 3],
    ],
    gradients: [
      [0.8, -0.4, 0.2],
      [0.1, 0.6, -0.8],
    ],
    updates: [
      [-0.08, 0.04, -0.02],
      [-0.01, -0.06, 0.08],
    ],
    sums: [2, -4],
    errors: [0.5, -1],
    signal: 4.56,
    gradient: 0.789,
    update: 0.04,
  },
];
const FACTS = { layers: LAYERS, loss: 1.5, loss_after: 1.25, lr: 0.1, batch_size: 16 };

/** On 232 by 136 pixels columns stand at 16, 116 and 216, over rows from 6 to 106. */
const across = [16, 116, 216];
const up = (unit, units) => 6 + ((unit + 0.5) / units) * 100;

function drawn(frame, facts = FACTS) {
  const drawing = drawingOf(232, 136);
  draw(drawing, facts, { frame });
  return drawing.drawn;
}

const linksOf = (marks) =>
  marks.filter(({ kind, commands }) => kind === "stroke" && commands[0][0] === "move");

/** Checks the links into a layer against its rows. */
function assertLinks(links, layer, rows, most, strength) {
  const expected = rows.flatMap((row, j) => row.map((value, i) => ({ value, i, j, row })));
  assert.equal(links.length, expected.length);
  for (const [n, { value, i, j, row }] of expected.entries()) {
    const { commands, color, width, opacity } = links[n];
    const ends = [across[layer], up(i, row.length), across[layer + 1], up(j, rows.length)];
    assert.ok(
      near(
        commands.flatMap(([, ...place]) => place),
        ends,
      ),
      `link ${n} of layer ${layer}`,
    );
    assert.equal(color, value > 0 ? "accent" : "warm");
    const share = Math.abs(value) / most;
    assert.ok(near([width, opacity], [Math.max(0.4, 4 * share), strength * (0.15 + 0.85 * share)]));
  }
}

test("forward, weights have each layer's scale", () => {
  const links = linksOf(drawn(0));
  assertLinks(links.slice(0, 6), 0, LAYERS[0].weights, 2, 0.8);
  assertLinks(links.slice(6), 1, LAYERS[1].weights, 4, 0.1);
  const later = linksOf(drawn(1));
  assertLinks(later.slice(0, 6), 0, LAYERS[0].weights, 2, 0.3);
  assertLinks(later.slice(6), 1, LAYERS[1].weights, 4, 0.8);
});

test("backward, gradients have one scale", () => {
  const first = linksOf(drawn(3));
  assertLinks(first.slice(0, 6), 0, LAYERS[0].weights, 2, 0.3);
  assertLinks(first.slice(6), 1, LAYERS[1].gradients, 0.8, 0.95);
  const second = linksOf(drawn(4));
  assertLinks(second.slice(0, 6), 0, LAYERS[0].gradients, 0.8, 0.95);
  assertLinks(second.slice(6), 1, LAYERS[1].gradients, 0.8, 0.6);
});

test("the last picture has the updates", () => {
  const links = linksOf(drawn(5));
  assertLinks(links.slice(0, 6), 0, LAYERS[0].updates, 0.08, 0.85);
  assertLinks(links.slice(6), 1, LAYERS[1].updates, 0.08, 0.85);
});

/** Color and opacity of the colored units of a column, by place. */
function unitsAt(marks, column) {
  return marks
    .filter(({ kind, color }) => kind === "fill" && (color === "accent" || color === "warm"))
    .filter(({ commands }) => commands[0][1] === across[column])
    .map(({ commands, color, opacity }) => [commands[0][2], color, opacity]);
}

test("units show sums forward, errors backward", () => {
  const sums = [
    [up(0, 3), "accent", 1],
    [up(1, 3), "warm", 0.5],
    [up(2, 3), "accent", 0.25],
  ];
  assert.deepEqual(unitsAt(drawn(0), 1), sums);
  assert.deepEqual(unitsAt(drawn(0), 2), [], "the batch has not come there");
  assert.deepEqual(unitsAt(drawn(1), 2), [
    [up(0, 2), "accent", 0.5],
    [up(1, 2), "warm", 1],
  ]);
  assert.deepEqual(unitsAt(drawn(3), 1), sums, "no gradient there yet");
  assert.deepEqual(unitsAt(drawn(3), 2), [
    [up(0, 2), "accent", 0.5],
    [up(1, 2), "warm", 1],
  ]);
  assert.deepEqual(unitsAt(drawn(4), 1), [
    [up(0, 3), "warm", 0.5],
    [up(1, 3), "accent", 0.25],
    [up(2, 3), "accent", 1],
  ]);
});

test("the layer now is outlined", () => {
  const outlines = (frame, color) =>
    drawnIn(drawn(frame), "stroke", color)
      .filter(({ commands }) => commands[0][0] === "arc")
      .map(({ commands }) => commands[0][1]);
  assert.deepEqual(outlines(0, "text"), [116, 116, 116]);
  assert.deepEqual(outlines(1, "text"), [216, 216]);
  assert.deepEqual(outlines(3, "error"), [216, 216]);
  assert.deepEqual(outlines(4, "error"), [116, 116, 116]);
});

test("numbers stand below their own column", () => {
  const forward = textOf(drawn(0), "1.2");
  assert.deepEqual([forward.x, forward.y, forward.color], [116, 115, "text"]);
  const last = textOf(drawn(1), "4.6");
  assert.deepEqual([last.x, last.align], [230, "right"]);
  assert.equal(textOf(drawn(3), "0.79").color, "error");
  assert.equal(textOf(drawn(4), "0.46").x, 116);
  assert.equal(textOf(drawn(2), "loss 1.500").color, "error");
  assert.deepEqual(textsOf(drawn(5)), ["0.030", "0.040", "loss 1.500 \u2192 1.250"]);
  assert.ok(!textsOf(drawn(5, { ...FACTS, loss_after: null })).some((text) => text.startsWith("loss")));
});

test("layers that do not join have no links", () => {
  const apart = { ...LAYERS[1], before: 12 };
  assert.equal(linksOf(drawn(0, { ...FACTS, layers: [LAYERS[0], apart] })).length, 6);
});

test("sentences tell what each picture shows", () => {
  const told = [0, 1, 2, 3, 4, 5].map((frame) => describe(FACTS, { frame }));
  assert.deepEqual(told, [
    "Forward, layer 1: size of its sums is 1.23",
    "Forward, layer 2: size of its sums is 4.56",
    "Loss of this batch of 16: 1.500",
    "Backward, layer 2: length of its gradient is 0.789",
    "Backward, layer 1: length of its gradient is 0.456",
    "Update at rate 0.100: the weights move by 0.0500",
  ]);
});
