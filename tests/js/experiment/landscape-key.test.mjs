import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import { landscapeKey } from "../../../static/js/experiment/landscape-key.js";

const racers = [{ optimizer: { name: "sgd", params: { lr: 0.1 } } }];
const surface = {
  problem: { kind: "surface", surface: { name: "ellipse", params: { kappa: 10 } }, start: [1, 1], noise: 0 },
  racers,
  steps: 100,
  seed: 0,
};
const network = (plane) => ({
  problem: { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" }, batch_size: 32 },
  racers,
  steps: 100,
  seed: 0,
  ...(plane && { plane }),
});

/** Which of these changes move the land of an experiment. */
function movers(spec) {
  const { problem } = spec;
  const changes = {
    start: { problem: { ...problem, start: [0, 0] } },
    noise: { problem: { ...problem, noise: 1 } },
    batch: { problem: { ...problem, batch_size: 8 } },
    seed: { seed: 1 },
    steps: { steps: 50 },
    rate: { racers: [{ optimizer: { name: "sgd", params: { lr: 0.2 } } }] },
    label: { racers: [{ ...racers[0], label: "Mine" }] },
    edit: { edits: [{ step: 3, racer: 0, set: { lr: 0.2 } }] },
    loss: { problem: { ...problem, loss: { name: "hinge" } } },
  };
  const own = landscapeKey(spec);
  return Object.keys(changes).filter((name) => landscapeKey({ ...spec, ...changes[name] }) !== own);
}

test("a surface's key does not depend on the race", () => {
  assert.deepEqual(movers(surface), ["loss"]);
});

test("a fixed plane depends on seed and problem", () => {
  assert.deepEqual(movers(network({ name: "random" })), ["seed", "loss"]);
});

test("a scout's plane depends on the scout's path", () => {
  assert.deepEqual(movers(network()), ["start", "batch", "seed", "loss"]);
  assert.deepEqual(movers(network({ name: "pca", params: { guide: "scout" } })), movers(network()));
});

test("a racers' plane depends on settings and edits, not names", () => {
  for (const plane of [
    { name: "pca", params: { guide: "racers" } },
    { name: "gradient", params: { origin: "final" } },
    { name: "interpolation" },
  ]) {
    assert.deepEqual(movers(network(plane)), ["start", "batch", "seed", "steps", "rate", "edit", "loss"]);
  }
});
