import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import { penaltyOf } from "../../../static/js/experiment/penalty.js";

const SURFACE = { kind: "surface", surface: { name: "bowl" } };
const NETWORK = { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" }, l1: 0.01 };
const penalty = (name, params, problem = SURFACE) => penaltyOf(problem, { name, params });

test("decay through the gradient is a penalty", () => {
  assert.deepEqual(penalty("sgd", { weight_decay: 0.5 }), { weight_decay: 0.5, l1: 0 });
  assert.equal(penalty("sgd", {}), null);
  assert.equal(penaltyOf(SURFACE, { name: "sgd" }), null);
});

test("decoupled decay is none", () => {
  assert.equal(penalty("adamw", { weight_decay: 0.5 }), null);
  assert.equal(penalty("adam", { weight_decay: 0.5, decoupled_weight_decay: true }), null);
  assert.deepEqual(penalty("adam", { weight_decay: 0.5, decoupled_weight_decay: false }), {
    weight_decay: 0.5,
    l1: 0,
  });
});

test("ASGD adds both of its decays", () => {
  assert.deepEqual(penalty("asgd", { weight_decay: 0.5, lambd: 0.25 }), { weight_decay: 0.75, l1: 0 });
  assert.deepEqual(penalty("asgd", {}), { weight_decay: 1e-4, l1: 0 }, "torch's lambd is 1e-4");
});

test("an L1 penalty is the network's", () => {
  assert.deepEqual(penalty("adamw", { weight_decay: 0.5 }, NETWORK), { weight_decay: 0, l1: 0.01 });
  assert.deepEqual(penalty("sgd", { weight_decay: 0.1 }, NETWORK), { weight_decay: 0.1, l1: 0.01 });
});
