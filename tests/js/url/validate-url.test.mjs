import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import { defaultExperiment } from "../../../static/js/experiment/experiment.js";
import { withKnownNames } from "../../../static/js/url/validate-url.js";

const RATE = { properties: { lr: { type: "number", minimum: 0, maximum: 10, default: 0.1 } } };
const CATALOG = {
  surfaces: [
    { name: "rosenbrock", title: "Rosenbrock", params: {} },
    { name: "bowl", title: "Bowl", params: {} },
  ],
  optimizers: [
    {
      name: "sgd",
      title: "SGD",
      params: {
        properties: { ...RATE.properties, momentum: { type: "number" }, nesterov: { type: "boolean" } },
      },
    },
    { name: "rmsprop", title: "RMSprop", params: RATE },
    { name: "adam", title: "Adam", params: RATE },
  ],
  schedules: [{ name: "constant", title: "Constant", params: {} }],
};
const BOWL = { kind: "surface", surface: { name: "bowl" } };
const racer = (name, params) => ({ optimizer: { name, params } });

test("known names pass unchanged without notices", () => {
  for (const experiment of [defaultExperiment(), { problem: BOWL, racers: [racer("adam", { lr: 0.01 })] }])
    assert.deepEqual(withKnownNames(experiment, CATALOG), { experiment, notices: [] });
});

test("an unknown name is replaced and reported", () => {
  const edits = [{ step: 3, racer: 1, set: { lr: 1 } }];
  const asked = {
    problem: { kind: "surface", surface: { name: "nowhere" } },
    racers: [racer("nobody", {}), { ...racer("adam", {}), schedule: { name: "never" } }],
    edits,
  };
  const { experiment, notices } = withKnownNames(asked, CATALOG);
  assert.deepEqual(experiment.problem, defaultExperiment().problem);
  assert.deepEqual(experiment.racers, [racer("adam", {})]);
  assert.deepEqual(experiment.edits, [{ ...edits[0], racer: 0 }]);
  for (const name of ["nowhere", "nobody", "never"]) assert.match(notices.join(" "), new RegExp(name));
  assert.deepEqual(withKnownNames({ problem: BOWL, racers: [racer("nobody")] }, CATALOG).experiment.racers, [
    ...defaultExperiment().racers,
  ]);
});

test("an invalid parameter is replaced by its default", () => {
  for (const params of [{ lr: "abc" }, { lr: -3 }, { lr: null }, { strange: 1 }]) {
    const { experiment, notices } = withKnownNames(
      { problem: BOWL, racers: [racer("adam", params)] },
      CATALOG,
    );
    assert.deepEqual(experiment.racers, [racer("adam", {})], JSON.stringify(params));
    assert.equal(notices.length, 1);
  }
});

/** A catalog of one optimizer with a parameter of each kind. */
const EACH_KIND = {
  ...CATALOG,
  optimizers: [
    {
      name: "adam",
      title: "Adam",
      params: {
        properties: {
          lr: { type: "number", minimum: 0, exclusiveMaximum: 10, default: 0.1 },
          count: { type: "integer", minimum: 1, default: 3 },
          on: { type: "boolean", default: false },
          mode: { type: "string", enum: ["min", "max"], default: "min" },
          betas: { type: "array", minItems: 2, maxItems: 2, default: [0.9, 0.99] },
          span: { anyOf: [{ type: "number", minimum: 1 }, { type: "null" }], default: null },
          weight: { type: "number", default: null },
          fixed: { const: "none", type: "string" },
        },
      },
    },
  ],
};

test("each kind of parameter has its values", () => {
  const long = "q".repeat(50);
  for (const [name, good, bad] of [
    ["lr", [0, 9.99], [-0.1, 10, "1", true, null, Number.NaN]],
    ["count", [1, 7], [0, 1.5, "x"]],
    ["on", [true, false], [1, "true", null]],
    ["mode", ["min", "max"], ["mean", 1, null]],
    ["betas", [[0.5, 0.6], []], [0.9, "0.9", null]],
    ["span", [null, 1, 5], [0, "x"]],
    ["weight", [null, 2], ["x"]],
    ["fixed", ["none"], []],
  ]) {
    for (const value of good) {
      const experiment = { problem: BOWL, racers: [racer("adam", { [name]: value })] };
      assert.deepEqual(withKnownNames(experiment, EACH_KIND), { experiment, notices: [] });
    }
    for (const value of [...bad, ...(bad.length > 0 && name !== "weight" ? [{}] : [])]) {
      const experiment = { problem: BOWL, racers: [racer("adam", { [name]: value })] };
      const { experiment: known, notices } = withKnownNames(experiment, EACH_KIND);
      assert.deepEqual(known.racers, [racer("adam", {})], `${name} ${value}`);
      assert.equal(notices.length, 1);
      assert.ok(notices[0].includes(" of Adam can\u2019t be \u201c"), notices[0]);
      assert.deepEqual(experiment.racers[0].optimizer.params, { [name]: value }, "the asked one stays");
    }
  }
  const { notices } = withKnownNames(
    { problem: BOWL, racers: [racer("adam", { lr: long, colour: 1 })] },
    EACH_KIND,
  );
  assert.deepEqual(notices, [
    `Learning rate of Adam can\u2019t be \u201c${long.slice(0, 40)}\u2026\u201d: its default stands in.`,
    "Adam has no \u201ccolour\u201d.",
  ]);
});

test("surfaces and schedules have theirs", () => {
  const params = { properties: { kappa: { type: "number", minimum: 1, default: 10 } } };
  const catalog = {
    ...CATALOG,
    surfaces: [{ name: "ellipse", title: "Ellipse", params }],
    schedules: [{ name: "step", title: "Step", params }],
  };
  const schedule = { name: "step", params: { kappa: 0 } };
  const problem = { kind: "surface", surface: { name: "ellipse", params: { kappa: 0.5 } } };
  const asked = { problem, racers: [{ ...racer("adam", {}), schedule }] };
  const { experiment, notices } = withKnownNames(asked, catalog);
  assert.deepEqual(experiment.problem.surface.params, {});
  assert.deepEqual(experiment.racers[0].schedule.params, {});
  assert.deepEqual(notices, [
    "Condition number of Ellipse can\u2019t be \u201c0.5\u201d: its default stands in.",
    "Condition number of Step can\u2019t be \u201c0\u201d: its default stands in.",
  ]);
  const network = { ...asked, problem: { kind: "network", model: { name: "mlp" } } };
  assert.deepEqual(withKnownNames(network, catalog).experiment.problem, network.problem);
});
