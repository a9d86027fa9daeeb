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

test("a sweep's key has all that its losses depend on", () => {
  const [own, other] = SPEC.racers;
  const racer = (changes) => ({ racers: [{ ...own, ...changes }, other] });
  const params = (changes) =>
    racer({ optimizer: { name: "sgd", params: { ...own.optimizer.params, ...changes } } });
  const edit = (changes) => ({ edits: [{ ...SPEC.edits[0], ...changes }] });
  const step = { name: "step", params: { gamma: 0.5 } };
  const changes = {
    surface: { problem: { ...SPEC.problem, surface: { name: "beale" } } },
    start: { problem: { ...SPEC.problem, start: [0, 1] } },
    noise: { problem: { ...SPEC.problem, noise: 0.1 } },
    seed: { seed: 1 },
    steps: { steps: 60 },
    schedule: racer({ schedule: step }),
    factor: racer({ schedule: { ...step, params: { gamma: 0.25 } } }),
    optimizer: racer({ optimizer: { name: "adam" } }),
    momentum: params({ momentum: 0.5 }),
    rate: params({ lr: 0.3 }),
    label: racer({ label: "Mine" }),
    "other racer": { racers: [own, { optimizer: { name: "nadam" } }] },
    "edited momentum": edit({ set: { lr: 0.2, momentum: 0.4 } }),
    "edited rate": edit({ set: { lr: 0.1, momentum: 0.5 } }),
    "edit's step": edit({ step: 6 }),
    "other racer's edit": { edits: [...SPEC.edits, { step: 9, racer: 1, set: { eps: 1e-3 } }] },
  };
  const keys = Object.entries(changes).map(([name, change]) => [name, sweepKey({ ...SPEC, ...change }, 0)]);
  const idle = keys.filter(([, key]) => key === sweepKey(SPEC, 0)).map(([name]) => name);
  assert.deepEqual(idle, ["rate", "label", "other racer", "edited rate", "other racer's edit"]);
  assert.equal(new Set(keys.map(([, key]) => key)).size, keys.length - idle.length + 1);
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
