import assert from "node:assert/strict";
import { test } from "node:test";
import { roundedRate, sweepKey, sweepText, withLearningRate } from "../../../static/js/lens/lr-sweep-text.js";
import { indexAt, summaryText } from "../../../static/js/lens/quantile-band.js";

/** @type {any} */
const SPEC = {
  problem: { kind: "surface", surface: { name: "bowl" } },
  racers: [
    { optimizer: { name: "sgd", params: { momentum: 0.9, lr: 0.1 } } },
    { optimizer: { name: "adam" } },
  ],
  steps: 50,
  edits: [{ step: 5, racer: 0, set: { lr: 0.2, momentum: 0.5 } }],
};

test("a sweep's key excludes the racer's own rate and the other racers", () => {
  const same = withLearningRate(SPEC, 0, 0.3);
  assert.equal(sweepKey(same, 0), sweepKey(SPEC, 0));
  assert.equal(sweepKey(withLearningRate(SPEC, 1, 0.3), 0), sweepKey(SPEC, 0));
  assert.notEqual(sweepKey({ ...SPEC, steps: 60 }, 0), sweepKey(SPEC, 0));
  assert.notEqual(sweepKey({ ...SPEC, edits: [] }, 0), sweepKey(SPEC, 0));
});

test("applying a rate sets it for the whole run and keeps other edits", () => {
  const now = withLearningRate(SPEC, 0, 0.3);
  assert.deepEqual(now.racers[0].optimizer.params, { momentum: 0.9, lr: 0.3 });
  assert.deepEqual(now.edits, [{ step: 5, racer: 0, set: { momentum: 0.5 } }]);
  assert.deepEqual(withLearningRate(SPEC, 1, 0.01).racers[1].optimizer.params, { lr: 0.01 });
  assert.equal(roundedRate(0.0316227766), 0.0316);
});

test("the sweep text has the best rate and where it fails", () => {
  const sweep = { racer: 0, steps: 50, lr: [0.1, 0.2], loss: [0.5, null], failed: [0, 1], first: 1 };
  assert.equal(
    sweepText({ ...sweep, best: 0, reached: 12, edge: 0.2 }),
    "best end at η = 0.1: loss 0.5000, there at step 12; fails from η = 0.2 on",
  );
  assert.match(sweepText({ ...sweep, best: null, reached: null, edge: 0.1 }), /No rate/);
});

test("many runs are summarized at the playhead", () => {
  assert.equal(indexAt([0, 2, 4], 3.9), 1);
  assert.equal(indexAt([0, 2, 4], 9), 2);
  const quantiles = { least: [1, 1], lower: [1, 2], median: [1, 3], upper: [1, null], most: [1, null] };
  /** @type {any} */
  const spread = { kind: "starts", balls: 50, diverged: 9, points: [0, 10], quantiles, paths: [] };
  const text = summaryText(spread, 10, "Adam");
  assert.match(
    text,
    /Adam from 50 starts\. Step 10: median loss 3\.000, half of them between 2\.000 and ∞; 9 of them diverge/,
  );
});
