/** Boundaries of the experiment: steps of edits, indices of racers, ends of scales, largest and smallest values. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as spec from "../../../static/js/experiment/experiment.js";
import { setCatalog } from "../../../static/js/experiment/facts.js";
import { catalogRates, methods, refusal, unmodifiedSurface } from "../../../static/js/experiment/methods.js";
import { withoutPoint } from "../../../static/js/experiment/own-data.js";
import { isFixedLand, newProblem } from "../../../static/js/experiment/problem-kind.js";
import * as racers from "../../../static/js/experiment/racers.js";
import { roundStep, toPosition, toValue } from "../../../static/js/experiment/scale.js";
import { controlOf } from "../../../static/js/experiment/schema.js";
import { stabilityLimit } from "../../../static/js/experiment/stability.js";
import { groupSurfaces } from "../../../static/js/experiment/surface-groups.js";
import { comparisonNotes } from "../../../static/js/table/comparison-notes.js";
import { realCatalog } from "../catalog.mjs";

const racer = (name, params) => ({ optimizer: { name, ...(params && { params }) } });
const race = (edits = [], names = ["sgd", "adam", "rmsprop"]) => ({
  problem: { kind: "surface", surface: { name: "bowl" } },
  racers: names.map((name) => racer(name)),
  edits,
});
const edit = (step, index, set) => ({ step, racer: index, set });

test("edits of one setting are removed from their step on", () => {
  const edits = [
    edit(4, 0, { lr: 1 }),
    edit(5, 0, { lr: 2, momentum: 3 }),
    edit(6, 0, { lr: 4 }),
    edit(6, 1, { lr: 5 }),
  ];
  assert.deepEqual(spec.withoutEdits(race(edits), [0], "lr", 5).edits, [
    edit(4, 0, { lr: 1 }),
    edit(5, 0, { momentum: 3 }),
    edit(6, 1, { lr: 5 }),
  ]);
});

test("settings in force agree with a table by steps", () => {
  // The model: for each racer and setting, its value at each of 20 steps.
  let state = 12345;
  const draw = (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let now = race();
  const table = new Map();
  for (let k = 0; k < 120; k += 1) {
    const [step, index, name, value] = [draw(20), draw(3), ["lr", "momentum"][draw(2)], k];
    now = spec.withEdit(now, step, [index], name, value);
    const values = table.get(`${index} ${name}`) ?? Array(20).fill(undefined);
    table.set(`${index} ${name}`, values.fill(value, step));
    for (const [key, wanted] of table) {
      const [at, setting] = key.split(" ");
      for (const [when, one] of wanted.entries())
        assert.equal(spec.valueAt(spec.atStep(now, when), `/racers/${at}/optimizer/params/${setting}`), one);
    }
    const steps = now.edits.map((one) => one.step);
    assert.deepEqual(
      steps,
      [...steps].sort((a, b) => a - b),
      "in order",
    );
    assert.equal(new Set(now.edits.map((one) => `${one.step} ${one.racer}`)).size, now.edits.length);
  }
});

test("edits follow their racers to each place", () => {
  const edits = [0, 1, 2].map((index) => edit(index + 1, index, { lr: index }));
  for (const index of [0, 1, 2, 3]) {
    const { racers: all, edits: moved } = spec.withRacer(race(edits), racer("nadam"), index);
    assert.equal(all[index].optimizer.name, "nadam");
    for (const one of moved)
      assert.equal(all[one.racer].optimizer.name, ["sgd", "adam", "rmsprop"][one.set.lr]);
  }
  for (const index of [0, 1, 2]) {
    const { racers: all, edits: left } = spec.withoutRacer(race(edits), index);
    assert.deepEqual([all.length, left.length], [2, 2]);
    for (const one of left)
      assert.equal(all[one.racer].optimizer.name, ["sgd", "adam", "rmsprop"][one.set.lr]);
  }
});

test("a pointer's escapes are read", () => {
  const tree = { "a/b": { "c~d": 1 } };
  assert.equal(spec.valueAt(tree, "/a~1b/c~0d"), 1);
  assert.deepEqual(spec.withValue(tree, "/a~1b/c~0d", 2), { "a/b": { "c~d": 2 } });
  assert.deepEqual(spec.withValue({}, "/x/y", 1), { x: { y: 1 } });
  assert.deepEqual(spec.withValue({ a: [1, 2] }, "/a/1", 5), { a: [1, 5] });
  assert.equal(spec.valueAt(null, "/a/b"), undefined);
});

test("another kind of problem keeps nothing of the former", () => {
  const base = { problem: { kind: "surface", surface: { name: "bowl" }, start: [1, 2] } };
  const formula = { kind: "formula", expression: "x" };
  assert.deepEqual(spec.mergeCompleted(base, { problem: formula }).problem, formula);
  const lists = spec.mergeCompleted({ racers: [racer("adam"), racer("sgd")] }, { racers: [racer("sgd")] });
  assert.deepEqual(lists.racers, [racer("sgd")], "another number of racers");
  assert.deepEqual(spec.mergeCompleted({ a: [[1, 2]] }, { a: [[3, 4]] }).a, [[3, 4]]);
});

test("an experiment has 1 to 16 racers and whole edits", () => {
  const many = (count) => ({ ...race(), racers: Array(count).fill(racer("adam")) });
  assert.deepEqual(
    [0, 1, 16, 17].map((count) => spec.isExperiment(many(count))),
    [false, true, true, false],
  );
  const edited = (one) => spec.isExperiment(race([one]));
  assert.ok(edited(edit(0, 2, {})));
  for (const one of [
    edit(0.5, 0, {}),
    edit(0, 0.5, {}),
    edit(0, 3, {}),
    edit(0, -1, {}),
    edit("0", 0, {}),
    edit(0, 0, null),
  ])
    assert.ok(!edited(one), JSON.stringify(one));
  for (const problem of [
    null,
    [],
    {},
    { kind: "surface" },
    { kind: "formula" },
    { kind: "network" },
    { kind: "nothing" },
  ])
    assert.ok(!spec.isExperiment({ ...race(), problem }), JSON.stringify(problem));
});

/** The state of three racers, the second with a label. */
function open(edits = []) {
  const now = race(edits);
  now.racers[1].label = "Mine";
  return { spec: now, styles: [0, 1, 2], selected: 1 };
}

test("a racer is put where it is wanted, with a free style", () => {
  const { styles, selected, spec: now } = racers.add(open(), racer("nadam"), 1);
  assert.deepEqual([styles, selected, now.racers[1].optimizer.name], [[0, 3, 1, 2], 1, "nadam"]);
  const full = { ...open(), styles: Array.from({ length: 16 }, (_, k) => k) };
  assert.equal(racers.add(full, racer("adam")).styles.at(-1), 0);
  assert.deepEqual([0, 15, 16].map(racers.colorOf), ["var(--racer-0)", "var(--racer-15)", "var(--racer-0)"]);
});

test("a copy has no label, and is no second hold on its original", () => {
  const before = open([edit(5, 1, { lr: 1 }), edit(3, 2, { lr: 2 })]);
  const { spec: now, selected, styles } = racers.copy(before, 1);
  assert.deepEqual([now.racers[2], selected, styles], [racer("adam"), 2, [0, 1, 3, 2]]);
  assert.deepEqual(
    now.edits.map((one) => [one.step, one.racer]),
    [
      [3, 3],
      [5, 1],
      [5, 2],
    ],
  );
  const fork = racers.fork(before, 1, 5, "x".repeat(60));
  assert.equal(fork.spec.racers[2].label, `${"x".repeat(40)} \u203a 5`);
  assert.deepEqual(
    fork.spec.edits.map((one) => [one.step, one.racer]),
    [
      [3, 3],
      [5, 1],
    ],
  );
  assert.deepEqual(racers.remove(before, 2).selected, 1);
  assert.deepEqual(racers.remove({ ...before, selected: 2 }, 0).selected, 1);
});

test("a new racer has parameters of its own", () => {
  const all = methods(realCatalog());
  const momentum = racers.racerOf(all, "momentum");
  assert.deepEqual(momentum, racer("sgd", { momentum: 0.9, nesterov: false }));
  momentum.optimizer.params.momentum = 0;
  assert.equal(racers.racerOf(all, "momentum").optimizer.params.momentum, 0.9);
  assert.deepEqual(racers.racerOf(all, "adam"), racer("adam"));
  const usual = realCatalog().usual_methods;
  for (const [k, name] of usual.entries())
    assert.deepEqual(racers.nextUnusedMethod(all, usual.slice(0, k)), racers.racerOf(all, name));
  assert.deepEqual(racers.nextUnusedMethod(all, usual), racer("adam"), "all are taken: the opening's last");
});

test("a stable rate ends where its rule does", () => {
  // Heavy ball: 2 (1 + m) / sharpness; no rate is stable from m = 1 on.
  const limit = (momentum) => stabilityLimit({ name: "sgd", params: { momentum } }, 4);
  assert.deepEqual([limit(0), limit(0.5)], [0.5, 0.75]);
  assert.ok(limit(0.999) > 0.99);
  assert.deepEqual([limit(1), limit(1.5)], [null, null]);
  assert.equal(stabilityLimit({ name: "sgd", params: { weight_decay: 4 } }, 4), 0.25);
  for (const sharpness of [0, -1, Number.NaN]) assert.equal(stabilityLimit({ name: "sgd" }, sharpness), null);
});

test("the ends of a scale are exact", () => {
  for (const scale of ["linear", "log", "one_minus_log"]) {
    const range = { scale, low: 0.1, high: 0.7 };
    assert.deepEqual(
      [toValue(0, range), toValue(1, range), toValue(-1, range), toValue(2, range)],
      [0.1, 0.7, 0.1, 0.7],
    );
    assert.deepEqual([toPosition(0.1, range), toPosition(0.7, range)], [0, 1]);
    assert.deepEqual([toPosition(0, range), toPosition(0.9, range)], [0, 1]);
  }
  const odd = { scale: "log", low: 0.12345, high: 9.87654321 };
  assert.equal(toValue(1, odd), 9.87654321, "also where it is no round number");
});

test("a step is 1, 2 or 5 of a power of ten", () => {
  for (const [high, step] of [
    [200, 1],
    [201, 2],
    [400, 2],
    [401, 5],
    [1000, 5],
    [1010, 10],
    [1, 0.005],
    [0.02, 0.0001],
  ])
    assert.equal(roundStep(0, high), step, String(high));
  assert.equal(controlOf("n", { type: "integer", minimum: 0, maximum: 9 }).range.step, 1);
  assert.equal(controlOf("n", { type: "integer", "x-step": 3 }).range.step, 3);
  const open = controlOf("n", { type: "number", exclusiveMinimum: 1, exclusiveMaximum: 3 }).range;
  assert.deepEqual([open.low, open.high], [1, 3]);
});

test("rates hold for the catalog's own surface alone", () => {
  const bowl = {
    name: "bowl",
    params: { properties: { height: { default: 2 } } },
    learning_rates: { gd: { show: 1 }, momentum: { show: 2 } },
  };
  const catalog = { ...realCatalog(), surfaces: [bowl] };
  const at = (params) => unmodifiedSurface(catalog, { kind: "surface", surface: { name: "bowl", params } });
  assert.deepEqual([at(undefined), at({ height: 2 }), at({ height: 3 })], [bowl, bowl, null]);
  assert.equal(unmodifiedSurface(catalog, { kind: "formula", expression: "x" }), null);
  assert.equal(unmodifiedSurface(catalog, { kind: "surface", surface: { name: "none" } }), null);
  const problem = { kind: "surface", surface: { name: "bowl" } };
  const show = (momentum) => catalogRates(catalog, problem, racer("sgd", { momentum }).optimizer)?.show;
  assert.deepEqual([show(0), show(0.9), show(0.5)], [1, 2, undefined], "not for another momentum");
});

test("a method is refused where it cannot be used", () => {
  const surface = { kind: "surface", surface: { name: "bowl" } };
  const network = { kind: "network", model: { name: "mlp" } };
  const words = (entry) => [
    refusal(entry, surface, null),
    refusal(entry, network, null),
    refusal(entry, network, 5001),
  ];
  assert.deepEqual(words({}), ["", "", ""]);
  assert.deepEqual(words({ matrices_only: true }), ["networks only", "", ""]);
  assert.deepEqual(words({ max_weights: 5000 }), ["", "", "up to 5,000 weights"]);
  assert.equal(refusal({ max_weights: 5000 }, network, 5000), "");
  assert.equal(refusal({ max_weights: 1 }, surface, 2), "", "a surface has two");
});

test("a new network has its model's data and batch", () => {
  const models = [
    { name: "mlp", dataset: "moons", batch_size: 32 },
    { name: "line", dataset: "points", batch_size: 7 },
  ];
  assert.deepEqual(newProblem({ models }, "network", "line"), {
    kind: "network",
    model: { name: "line" },
    dataset: { name: "points" },
    batch_size: 7,
  });
});

test("a land is fixed by two weights without a seed", (t) => {
  t.after(() => setCatalog(realCatalog()));
  const catalog = realCatalog();
  const fixed = (weights, landscape_depends_on_seed) => {
    catalog.problem_kinds.new = { weights, landscape_depends_on_seed };
    setCatalog(catalog);
    return isFixedLand({ kind: "new" });
  };
  assert.deepEqual(
    [fixed(2, false), fixed(2, true), fixed(3, false), fixed(null, false)],
    [true, false, false, false],
  );
});

test("the eraser reaches as far as it says", () => {
  const points = [[3, 4, 0]];
  assert.deepEqual(withoutPoint(points, 0, 0, 5), []);
  assert.equal(withoutPoint(points, 0, 0, 4.999), points);
});

test("a momentum's gain depends on its dampening", () => {
  const notes = (params) => {
    const one = racer("sgd", { lr: 0.01, ...params });
    const whole = { ...race([], []), racers: [one, one], steps: 5 };
    return comparisonNotes(whole, whole, ["A", "B"]).filter((text) => text.includes("constant slope"));
  };
  assert.match(notes({ momentum: 0.9 })[0], /makes 0\.01 act like 0\.1\.$/);
  assert.match(notes({ momentum: 0.9, dampening: 0.9 })[0], /makes 0\.01 act like 0\.01\.$/);
  assert.match(notes({ momentum: 0.5, dampening: 0.25 })[0], /act like 0\.015\.$/);
  for (const momentum of [0, 1, 1.5]) assert.deepEqual(notes({ momentum }), []);
});

test("a surface of an unknown kind is in the last group", () => {
  const surfaces = ["convex", "cliff", "odd", "multimodal", "convex"].map((kind, k) => ({
    kind,
    name: String(k),
  }));
  const groups = groupSurfaces(surfaces).map(([title, list]) => [title, list.map(({ name }) => name).join()]);
  assert.deepEqual(groups, [
    ["Bowls", "0,4"],
    ["Saddles, plateaus, cliffs", "1"],
    ["Several minima", "3"],
    ["More surfaces", "2"],
  ]);
});
