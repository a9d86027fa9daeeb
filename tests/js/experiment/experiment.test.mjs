import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import * as spec from "../../../static/js/experiment/experiment.js";

/** @param {any[]} [edits] @returns {spec.Experiment} */
function race(edits = []) {
  return { ...spec.defaultExperiment(), edits };
}

test("a value set at a pointer is read there, and the old experiment is unchanged", () => {
  const before = race();
  const frozen = JSON.stringify(before);
  const after = spec.withValue(before, "/racers/3/optimizer/params/lr", 0.2);
  assert.equal(spec.valueAt(after, "/racers/3/optimizer/params/lr"), 0.2);
  assert.equal(JSON.stringify(before), frozen);
  assert.ok(Array.isArray(after.racers));
  assert.equal(after.racers[0], before.racers[0]);
  const gone = spec.withValue(after, "/racers/3/optimizer/params/lr", undefined);
  assert.equal("lr" in (gone.racers[3].optimizer.params ?? {}), false);
});

test("an edit applies from its step on and replaces later ones of the same setting", () => {
  let now = spec.withEdit(race(), 100, [3], "lr", 0.1);
  now = spec.withEdit(now, 200, [3], "lr", 0.2);
  now = spec.withEdit(now, 150, [3], "weight_decay", 0.01);
  now = spec.withEdit(now, 120, [3], "lr", 0.3);
  assert.deepEqual(now.edits, [
    { step: 100, racer: 3, set: { lr: 0.1 } },
    { step: 120, racer: 3, set: { lr: 0.3 } },
    { step: 150, racer: 3, set: { weight_decay: 0.01 } },
  ]);
  const lr = (/** @type {number} */ step) =>
    spec.valueAt(spec.atStep(now, step), "/racers/3/optimizer/params/lr");
  assert.deepEqual([lr(99), lr(100), lr(119), lr(120), lr(500)], [undefined, 0.1, 0.1, 0.3, 0.3]);
});

test("two settings edited at one step are one edit", () => {
  let now = spec.withEdit(race(), 7, [0], "lr", 1);
  now = spec.withEdit(now, 7, [0], "momentum", 0.5);
  assert.deepEqual(now.edits, [{ step: 7, racer: 0, set: { lr: 1, momentum: 0.5 } }]);
});

test("a batch size is edited for every racer and shown at the problem", () => {
  const now = spec.withEdit(race(), 5, [0, 1, 2, 3], "batch_size", 8);
  assert.equal(now.edits?.length, 4);
  assert.equal(spec.valueAt(spec.atStep(now, 5), "/problem/batch_size"), 8);
  const dropping = spec.withEdit(now, 7, [0, 1], "dropout", 0.3);
  assert.equal(spec.valueAt(spec.atStep(dropping, 7), "/problem/model/params/dropout"), 0.3);
  assert.equal(spec.valueAt(spec.atStep(dropping, 6), "/problem/model/params/dropout"), undefined);
});

test("edits follow their racers when others are added or removed", () => {
  const edits = [
    { step: 1, racer: 0, set: { lr: 1 } },
    { step: 2, racer: 2, set: { lr: 2 } },
  ];
  const racer = { optimizer: { name: "adam" } };
  assert.deepEqual(
    spec.withRacer(race(edits), racer, 1).edits?.map((e) => e.racer),
    [0, 3],
  );
  assert.deepEqual(
    spec.withoutRacer(race(edits), 0).edits?.map((e) => [e.racer, e.step]),
    [[1, 2]],
  );
});

test("settings override completed values, but not parameters of another entry", () => {
  const completed = {
    problem: { kind: "surface", surface: { name: "ackley", params: {} }, start: [1, 2], noise: 0 },
    racers: [{ label: "Adam", optimizer: { name: "adam", params: { lr: 0.1, eps: 1e-8 } } }],
    steps: 500,
  };
  const same = spec.mergeCompleted(completed, {
    racers: [{ optimizer: { name: "adam", params: { lr: 0.5 } } }],
  });
  assert.deepEqual(same.racers[0].optimizer.params, { lr: 0.5, eps: 1e-8 });
  assert.equal(same.racers[0].label, "Adam");
  assert.equal(same.steps, 500);
  const other = spec.mergeCompleted(completed, { racers: [{ optimizer: { name: "sgd" } }] });
  assert.deepEqual(other.racers[0].optimizer, { name: "sgd" });
  const moved = spec.mergeCompleted(completed, { problem: { kind: "surface", start: [3, 4] } });
  assert.deepEqual(moved.problem.start, [3, 4]);
});

test("only optimizer parameters can be edited during a run", () => {
  assert.deepEqual(spec.editableSetting("/racers/12/optimizer/params/lr"), { racer: 12, name: "lr" });
  assert.equal(spec.editableSetting("/racers/0/schedule/params/gamma"), null);
  assert.equal(spec.editableSetting("/problem/noise"), null);
});

test("a server default becomes explicit when a part of it is set", () => {
  const network = { kind: /** @type {const} */ ("network"), model: { name: "mlp" } };
  const bare = { ...race(), problem: network };
  const plane = { name: "pca", params: { steps: 200, span: null } };
  const initializer = { name: "kaiming_normal", params: { gain: 1 } };
  const completed = { ...bare, plane, problem: { ...network, initializer } };
  assert.deepEqual(spec.withResolved(bare, completed, "/plane/params/steps").plane, plane);
  const started = spec.withResolved(bare, completed, "/problem/initializer/params/gain");
  assert.deepEqual(started.problem.initializer, initializer);
  const chosen = { ...bare, plane: { name: "random" } };
  assert.deepEqual(spec.withResolved(chosen, completed, "/plane/params/seed").plane, { name: "random" });
  assert.equal(spec.withResolved(bare, completed, "/problem/batch_size"), bare);
  assert.equal(spec.withResolved(bare, null, "/plane/params/steps"), bare);
});

test("a rate stays when another setting changes, and one coordinate when the other does", () => {
  const racers = [{ optimizer: { name: "adam", params: { lr: 0.1, eps: 1e-8 } } }];
  const bare = { ...race(), racers: [{ optimizer: { name: "adam" } }] };
  const completed = { ...bare, racers, problem: { ...bare.problem, start: [-1.2, 1] } };
  assert.deepEqual(spec.withResolved(bare, completed, "/racers/0/optimizer/params/betas").racers, [
    { optimizer: { name: "adam", params: { lr: 0.1 } } },
  ]);
  assert.equal(spec.withResolved(bare, completed, "/racers/0/optimizer/params/lr"), bare);
  assert.deepEqual(spec.withResolved(bare, completed, "/problem/start/0").problem.start, [-1.2, 1]);
});

test("an experiment with valid edits is recognized", () => {
  const racers = [{ optimizer: { name: "sgd" } }];
  const bowl = { problem: { kind: "surface", surface: { name: "bowl" } }, racers };
  assert.ok(spec.isExperiment(bowl));
  assert.ok(spec.isExperiment({ ...bowl, edits: [{ step: 3, racer: 0, set: { lr: 0.1 } }] }));
  for (const edits of [3, [{ step: 0, racer: 0 }], [{ step: 0, racer: 1, set: {} }], [null]])
    assert.ok(!spec.isExperiment({ ...bowl, edits }));
});
