import assert from "node:assert/strict";
import { test } from "node:test";
import { frames, describe as readStep, sceneAt } from "../../../static/js/instruments/backpropagation.js";
import { describe as readBoundary } from "../../../static/js/instruments/boundary.js";
import { describe as readGradients } from "../../../static/js/instruments/layer-gradients.js";
import { describe as readLearning } from "../../../static/js/instruments/learning.js";
import { borderSegments } from "../../../static/js/instruments/marching-squares.js";
import { describe as readRoughness } from "../../../static/js/instruments/roughness.js";
import { describe as readSharpness } from "../../../static/js/instruments/sharpness.js";

/** Two classes parted by the line `x + 2 y = c` under a logistic neuron. */
function halves(side, c) {
  const answer = [];
  const share = [];
  for (let i = 0; i < side; i += 1) {
    const chances = Array.from({ length: side }, (_, j) => 1 / (1 + Math.exp(-0.05 * (j + 2 * i - c))));
    answer.push(chances.map((p) => (p > 0.5 ? 1 : 0)));
    share.push(chances.map((p) => Math.max(p, 1 - p)));
  }
  return { answer, share };
}

test("the border of two classes is on the line between them", () => {
  const { answer, share } = halves(12, 14.3);
  const segments = borderSegments(answer, share, 2);
  assert.ok(segments.length > 8);
  for (const [x, y, u, v] of segments) {
    assert.ok(Math.abs(x + 2 * y - 14.3) < 1e-3);
    assert.ok(Math.abs(u + 2 * v - 14.3) < 1e-3);
  }
});

test("one class has no border, and three classes have three", () => {
  assert.deepEqual(
    borderSegments(
      [
        [1, 1],
        [1, 1],
      ],
      [
        [0.9, 0.9],
        [0.9, 0.9],
      ],
      2,
    ),
    [],
  );
  const segments = borderSegments(
    [
      [0, 1],
      [2, 2],
    ],
    [
      [0.8, 0.8],
      [0.8, 0.8],
    ],
    3,
  );
  assert.equal(segments.length, 3);
});

test("descriptions have the main numbers", () => {
  const facts = { sharpness: 2, bearable: 4, lr: 0.5 };
  assert.equal(readSharpness(facts), "\u03bb = 2.00, 50.0\u00a0% of the edge 4.00");
  assert.match(readSharpness({ ...facts, bearable: null }), /no fixed edge/);
  assert.match(readGradients({ ratio: 0.001, layers: ["a", "b"], finite: true }), /0\.00100\u00d7/);
  assert.equal(readGradients({ ratio: 1, layers: ["a"], finite: true }), "");
  assert.equal(readBoundary({ classes: 2, right: 0.75, test_right: null }), "75.0\u00a0% right");
  assert.match(readBoundary({ classes: 2, right: 0.75, test_right: 0.5 }), /, 50\.0\u00a0% of the test/);
  assert.match(readBoundary({ classes: null, right: null, test_right: null }), /Line: the answer/);
});

test("training and test are described as accuracies, losses or missing", () => {
  const facts = {
    steps: [0, 10],
    test_samples: [40, 40],
    train_loss: [1, 0.2],
    test_loss: [1.1, 0.4],
    train_accuracy: [0.5, 1],
    test_accuracy: [0.5, 0.975],
  };
  assert.equal(readLearning(facts), "Right on training data 100\u00a0%, test data 97.5\u00a0%");
  const curve = { ...facts, train_accuracy: [null, null], test_accuracy: [null, null] };
  assert.equal(readLearning(curve), "Loss on training data 0.200, test data 0.400");
  const whole = { ...facts, test_samples: [0, 0], test_loss: [null, null], test_accuracy: [null, null] };
  assert.equal(readLearning(whole), "Right on training data 100\u00a0%, test data none is kept back");
});

test("a rough landscape is described by minima, curvature and rays", () => {
  const told = readRoughness({ minima: 1, negative_inside: 0, falling: [false, true] });
  assert.equal(told, "1 minimum; 0\u00a0% of the inner half bends down; 1 of 2 rays falls again");
});

test("frames run forward, compute the loss, run backward and update", () => {
  const layers = [{}, {}, {}];
  const acts = Array.from({ length: frames({ layers }) }, (_, k) => sceneAt({ layers }, k));
  assert.deepEqual(
    acts.map(({ act, layer }) => (act === "forward" || act === "backward" ? `${act} ${layer}` : act)),
    ["forward 0", "forward 1", "forward 2", "loss", "backward 2", "backward 1", "backward 0", "update"],
  );
});

test("an update without a rate names none", () => {
  const facts = { layers: [{ update: 3 }, { update: 4 }], lr: 0.5, loss_after: 1 };
  assert.equal(readStep(facts, { frame: 5 }), "Update at rate 0.500: the weights move by 5.00");
  assert.equal(readStep({ ...facts, lr: null }, { frame: 5 }), "Update: the weights move by 5.00");
});
