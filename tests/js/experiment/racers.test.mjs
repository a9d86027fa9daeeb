import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import { defaultExperiment } from "../../../static/js/experiment/experiment.js";
import { catalogRates, methodOf, methods, rateMarks } from "../../../static/js/experiment/methods.js";
import * as racerOperations from "../../../static/js/experiment/racers.js";
import { spokenStatus, statusText } from "../../../static/js/page/status-text.js";

const CATALOG = {
  presets: [
    { name: "gd", title: "Gradient descent", optimizer: "sgd", params: { momentum: 0 } },
    { name: "momentum", title: "Momentum", optimizer: "sgd", params: { momentum: 0.9 } },
  ],
  optimizers: [
    { name: "sgd", title: "SGD" },
    { name: "adam", title: "Adam" },
  ],
  surfaces: [
    { name: "rosenbrock", learning_rates: { gd: { show: 1, fast: 2 }, adam: { show: 3, fast: 4 } } },
  ],
};

function open() {
  return { spec: defaultExperiment(), styles: [0, 1, 2, 3], selected: 3 };
}

test("a removed racer frees its color; a new one gets a free color", () => {
  const left = racerOperations.remove(open(), 1);
  assert.deepEqual(left.styles, [0, 2, 3]);
  assert.equal(left.selected, 2);
  const joined = racerOperations.add(left, { optimizer: { name: "adam" } });
  assert.deepEqual(joined.styles, [0, 2, 3, 1]);
  assert.equal(joined.selected, 3);
});

test("a copy is inserted after its original with its edits", () => {
  const edits = [{ step: 5, racer: 1, set: { lr: 1 } }];
  const copied = racerOperations.copy({ ...open(), spec: { ...defaultExperiment(), edits } }, 1);
  assert.deepEqual(copied.spec.racers[2], copied.spec.racers[1]);
  assert.deepEqual(
    copied.spec.edits?.map((edit) => edit.racer),
    [1, 2],
  );
});

test("racing rates are the measured ones; default rates are left to the server", () => {
  const fast = racerOperations.withRates(CATALOG, defaultExperiment(), "fast");
  assert.deepEqual(
    fast.racers.map((racer) => racer.optimizer.params?.lr),
    [2, undefined, undefined, 4],
  );
  const show = racerOperations.withRates(CATALOG, fast, "show");
  assert.ok(show.racers.every((racer) => racer.optimizer.params?.lr === undefined));
});

test("SGD is three methods by its settings", () => {
  assert.equal(methodOf({ name: "sgd" }), "gd");
  assert.equal(methodOf({ name: "sgd", params: { momentum: 0.5 } }), "momentum");
  assert.equal(methodOf({ name: "sgd", params: { momentum: 0.5, nesterov: true } }), "nesterov");
  assert.equal(methodOf({ name: "adam" }), "adam");
  assert.equal(catalogRates(CATALOG, { kind: "network" }, { name: "adam" }), null);
  assert.deepEqual(
    methods(CATALOG).map(({ name }) => name),
    ["gd", "momentum", "adam"],
  );
});

test("the status names a regime change first, otherwise the lowest racer", () => {
  const regime = { name: "diverged", sentence: "Diverged after step 40.", step: 40 };
  const calm = { name: "descending", sentence: "On its way.", step: 0 };
  const runners = [
    { label: "A", loss: 5, regime },
    { label: "B", loss: 2, regime: calm },
  ];
  assert.match(statusText(runners, 0, 500, "Ackley"), /^Two balls at the start on Ackley/);
  assert.match(statusText(runners, 50, 500, "Ackley"), /^A diverged after step 40/);
  assert.match(statusText(runners, 300, 500, "Ackley"), /^Step 300: B is lowest.*A has diverged/);
  assert.match(statusText(runners, 500, 500, "Ackley"), /B ends lowest/);
  const both = runners.map((runner) => ({ ...runner, regime: calm }));
  assert.match(statusText(both, 300, 500, "Ackley"), /B is lowest.*A is highest, at 5/);
});

test("the spoken status is about the selected racer, or else the lowest", () => {
  const runners = [
    { label: "A", loss: 5, regime: { name: "global_minimum", sentence: "", step: 40 } },
    { label: "B", loss: 0.0031, regime: null },
    { label: "C", loss: Number.NaN, regime: { name: "diverged", sentence: "", step: 7 } },
  ];
  assert.equal(spokenStatus(runners, 0, 212.7), "A: global minimum, loss 5.000 at step 212.");
  assert.equal(spokenStatus(runners, -1, 3), "B, the lowest: loss 0.003100 at step 3.");
  assert.equal(spokenStatus(runners, 2, 9), "C: diverged, no finite loss at step 9.");
  assert.equal(spokenStatus([], -1, 9), "");
});

test("new rates replace edits of rates and nothing else", () => {
  const edits = [
    { step: 5, racer: 0, set: { lr: 1, momentum: 0.5 } },
    { step: 9, racer: 3, set: { lr: 2 } },
    { step: 9, racer: 1, set: { momentum: 0.1 } },
  ];
  const rated = racerOperations.withRates(CATALOG, { ...defaultExperiment(), edits }, "show");
  assert.deepEqual(rated.edits, [
    { step: 5, racer: 0, set: { momentum: 0.5 } },
    { step: 9, racer: 1, set: { momentum: 0.1 } },
  ]);
});

test("racers beyond the last marker get the first ones again", () => {
  const { MARKERS, markerOf } = racerOperations;
  assert.equal(new Set(MARKERS).size, MARKERS.length);
  assert.deepEqual([0, 1, MARKERS.length].map(markerOf), [MARKERS[0], MARKERS[1], MARKERS[0]]);
});

test("an estimated rate is marked as one", () => {
  const catalog = structuredClone(CATALOG);
  const bowl = { kind: "surface", surface: { name: "rosenbrock" } };
  const labels = () => rateMarks(catalogRates(catalog, bowl, { name: "adam" })).map(({ label }) => label);
  const { adam } = catalog.surfaces[0].learning_rates;
  adam.measured = true;
  assert.deepEqual(labels(), ["Good to watch", "Fewest steps"]);
  adam.measured = false;
  assert.deepEqual(labels(), ["Estimated"]);
  assert.deepEqual(rateMarks(null), []);
});
