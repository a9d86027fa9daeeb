import assert from "node:assert/strict";
import { test } from "node:test";
import { comparisonNotes } from "../../../static/js/table/comparison-notes.js";

/** @type {any} */
const SPEC = {
  problem: { kind: "surface", surface: { name: "bowl" } },
  racers: [
    { optimizer: { name: "sgd", params: { momentum: 0.9 } } },
    { optimizer: { name: "adam", params: { lr: 0.1 } } },
    { optimizer: { name: "lbfgs" } },
  ],
  edits: [{ step: 5, racer: 1, set: { lr: 0.2 } }],
};
/** @type {any} */
const WHOLE = {
  problem: { ...SPEC.problem, start: [-1.2, 1], noise: 0.5 },
  racers: [
    { optimizer: { name: "sgd", params: { momentum: 0.9, dampening: 0, lr: 0.001 } } },
    { optimizer: { name: "adam", params: { lr: 0.1 } } },
    { optimizer: { name: "lbfgs", params: { lr: 1 } } },
  ],
  steps: 500,
  seed: 3,
};
const LABELS = ["Momentum", "Adam", "L-BFGS"];

test("notes have what is equal for all, and each racer's rate", () => {
  assert.deepEqual(comparisonNotes(SPEC, WHOLE, LABELS), [
    "The same for all: the start (\u22121.2, 1), the same noise at every step (\u03c3 = 0.5), 500 steps and seed 3.",
    "Learning rates that differ by optimizer, as each needs its own: Momentum 0.001, L-BFGS 1.",
    "Learning rates set by hand: Adam 0.1.",
    "Momentum: on a constant slope its momentum makes 0.001 act like 0.01.",
    "L-BFGS: several gradients a step, so compare by gradients, not by steps.",
    "Changed on the way: Adam.",
  ]);
});

test("rates differ by optimizer only with several optimizers", () => {
  /** @type {any} */
  const racers = [
    { optimizer: { name: "adam", params: { lr: 0.05 } } },
    { optimizer: { name: "adam", params: { lr: 0.1 } } },
  ];
  const spec = { ...SPEC, racers: [{ optimizer: { name: "adam" } }, racers[1]], edits: [] };
  const told = comparisonNotes(spec, { ...WHOLE, racers }, ["A", "B"]);
  assert.ok(told.includes("Learning rates as suggested for the optimizer: A 0.05."), told.join("\n"));
  assert.ok(!told.some((sentence) => sentence.includes("differ")));
});

test("one racer has no comparison, and networks share weights and batches", () => {
  assert.deepEqual(comparisonNotes(SPEC, { ...WHOLE, racers: WHOLE.racers.slice(0, 1) }, LABELS), []);
  const network = { ...WHOLE, problem: { kind: "network" } };
  assert.match(comparisonNotes(SPEC, network, LABELS)[0], /first weights, mini-batches in the same order/);
});

test("racers without a learning rate are named", () => {
  const simplex = { optimizer: { name: "nelder_mead", params: { size: 1 } } };
  const racers = [WHOLE.racers[1], simplex, simplex];
  const told = comparisonNotes({ ...SPEC, racers, edits: [] }, { ...WHOLE, racers }, ["Adam", "A", "B"]);
  assert.deepEqual(told.slice(1), [
    "Learning rates set by hand: Adam 0.1.",
    "Without a learning rate: A, B.",
  ]);
});
