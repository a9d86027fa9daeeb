import assert from "node:assert/strict";
import { test } from "node:test";
import { editMarks, withMovedMark, withoutMark } from "../../../static/js/experiment/edit-marks.js";
import { atStep, withEdit } from "../../../static/js/experiment/experiment.js";
import { realCatalog } from "../catalog.mjs";

realCatalog();
const racer = (lr) => ({ optimizer: { name: "adam", params: { lr } } });
const NETWORK = { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" } };
const EXPERIMENT = { problem: NETWORK, racers: [racer(0.1), racer(0.2)], steps: 500 };

/** An experiment with edits: step, racers, setting, value. */
const edited = (...edits) =>
  edits.reduce((experiment, [step, racers, name, value]) => withEdit(experiment, step, racers, name, value), {
    ...EXPERIMENT,
  });
const brief = (experiment, completed = null) =>
  editMarks(experiment, completed).map(({ name, racers, steps, from, to }) => [
    name,
    racers.join(),
    steps.join(),
    from,
    to,
  ]);

test("an experiment without edits has no marks", () => {
  assert.deepEqual(brief(EXPERIMENT), []);
});

test("a mark tells the value before and after", () => {
  const experiment = edited([40, [0], "lr", 0.5], [90, [0], "lr", 0.02], [90, [1], "lr", 3]);
  assert.deepEqual(brief(experiment), [
    ["lr", "0", "40", 0.1, 0.5],
    ["lr", "0", "90", 0.5, 0.02],
    ["lr", "1", "90", 0.2, 3],
  ]);
});

test("a dragged slider leaves one mark, up to fifteen steps apart", () => {
  const experiment = edited([40, [0], "lr", 0.2], [55, [0], "lr", 0.3], [71, [0], "lr", 0.4]);
  assert.deepEqual(brief(experiment), [
    ["lr", "0", "40,55", 0.1, 0.3],
    ["lr", "0", "71", 0.3, 0.4],
  ]);
});

test("two settings and two racers are never one mark", () => {
  const experiment = edited([40, [0], "lr", 0.2], [41, [0], "eps", 1e-6], [42, [1], "lr", 0.3]);
  assert.deepEqual(
    brief(experiment).map(([name, racers, steps]) => [name, racers, steps]),
    [
      ["lr", "0", "40"],
      ["eps", "0", "41"],
      ["lr", "1", "42"],
    ],
  );
});

test("a setting of the whole network is one mark for all racers", () => {
  const experiment = edited([40, [0, 1], "batch_size", 8]);
  const completed = { ...experiment, problem: { ...NETWORK, batch_size: 32 } };
  assert.deepEqual(brief(experiment, completed), [["batch_size", "0,1", "40", 32, 8]]);
});

test("the value before may be one that the server filled in", () => {
  const experiment = edited([40, [0], "eps", 1e-6]);
  const completed = structuredClone(experiment);
  completed.racers[0].optimizer.params.eps = 1e-8;
  assert.deepEqual(brief(experiment, completed), [["eps", "0", "40", 1e-8, 1e-6]]);
});

test("a removed mark takes its own edits alone", () => {
  const experiment = edited(
    [40, [0], "lr", 0.2],
    [50, [0], "lr", 0.3],
    [50, [0], "eps", 1e-6],
    [50, [1], "lr", 1],
  );
  const [mark] = editMarks(experiment, null);
  assert.deepEqual(withoutMark(experiment, mark).edits, [
    { step: 50, racer: 0, set: { eps: 1e-6 } },
    { step: 50, racer: 1, set: { lr: 1 } },
  ]);
  assert.equal(experiment.edits.length, 3, "the experiment itself is not changed");
});

test("a moved mark is in force from its new step on, and others stay", () => {
  const experiment = edited([40, [0], "lr", 0.5], [200, [0], "lr", 0.02]);
  const [first, second] = editMarks(experiment, null);
  const rates = (moved) => [39, 40, 69, 70, 199, 200].map((step) => rateAt(moved, step));
  assert.deepEqual(rates(withMovedMark(experiment, first, 70)), [0.1, 0.1, 0.1, 0.5, 0.5, 0.02]);
  assert.deepEqual(rates(withMovedMark(experiment, second, 70)), [0.1, 0.5, 0.5, 0.02, 0.02, 0.02]);
});

/** @returns the learning rate of the first racer in force at a step */
function rateAt(experiment, step) {
  return atStep(experiment, step).racers[0].optimizer.params.lr;
}
