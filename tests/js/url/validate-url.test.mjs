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
