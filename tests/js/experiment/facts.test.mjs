import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import * as spec from "../../../static/js/experiment/experiment.js";
import { setCatalog } from "../../../static/js/experiment/facts.js";
import { parameterLabel } from "../../../static/js/experiment/format.js";
import { landscapeKey } from "../../../static/js/experiment/landscape-key.js";
import { catalogRates, methodOf, methods } from "../../../static/js/experiment/methods.js";
import { colorOf, nextUnusedMethod } from "../../../static/js/experiment/racers.js";
import { groupSurfaces } from "../../../static/js/experiment/surface-groups.js";
import { Session } from "../../../static/js/run/session.js";
import { defaultView, read, write } from "../../../static/js/url/url-state.js";
import { realCatalog } from "../catalog.mjs";
import "../run/socket-stand-in.mjs";

/** Sets the catalog with some changes. */
function changed(change) {
  const catalog = realCatalog();
  change(catalog);
  setCatalog(catalog);
  return catalog;
}

afterEach(() => setCatalog(realCatalog()));

test("the page opens with the catalog's experiment", () => {
  changed((catalog) => {
    catalog.opening.problem.surface.name = "bowl";
    catalog.opening.racers = [{ optimizer: { name: "adagrad" } }];
  });
  assert.equal(spec.defaultExperiment().problem.surface.name, "bowl");
  assert.deepEqual(read("", null).experiment, spec.defaultExperiment());
  assert.equal(write(spec.defaultExperiment(), defaultView()).query, "");
  const former = { problem: { kind: "surface", surface: { name: "rosenbrock" } }, racers: [] };
  assert.match(write(former, defaultView()).query, /surface=rosenbrock/);
});

test("a changed default experiment does not change the catalog", () => {
  spec.defaultExperiment().racers.pop();
  assert.equal(spec.defaultExperiment().racers.length, realCatalog().opening.racers.length);
});

test("the most racers come from the catalog", () => {
  const racers = Array.from({ length: 17 }, () => ({ optimizer: { name: "sgd" } }));
  const experiment = { problem: { kind: "surface", surface: { name: "bowl" } }, racers };
  assert.ok(!spec.isExperiment(experiment));
  changed((catalog) => {
    catalog.bounds.racers = [1, 17];
  });
  assert.ok(spec.isExperiment(experiment));
  assert.equal(colorOf(17), colorOf(0));
});

test("bounds of steps and seed come from the catalog", () => {
  assert.equal(read("steps=30000", null).experiment.steps, undefined);
  changed((catalog) => {
    catalog.bounds.steps = [1, 30_000];
    catalog.bounds.seed = [0, 9];
  });
  assert.equal(read("steps=30000&seed=9", null).experiment.steps, 30_000);
  assert.equal(read("seed=10", null).experiment.seed, undefined);
});

test("presets come from the catalog", () => {
  assert.deepEqual(read("run=nesterov", null).experiment.racers[0].optimizer.params, {
    momentum: 0.9,
    nesterov: true,
  });
  changed((catalog) => {
    catalog.presets.push({ name: "amsgrad", title: "AMSGrad", optimizer: "adam", params: { amsgrad: true } });
  });
  const { experiment } = read("run=amsgrad,lr:0.1", null);
  assert.deepEqual(experiment.racers[0].optimizer, { name: "adam", params: { amsgrad: true, lr: 0.1 } });
  assert.equal(methodOf(experiment.racers[0].optimizer), "amsgrad");
  assert.match(write(experiment, defaultView()).query, /run=amsgrad,lr:0.1/);
});

test("a rate holds for the parameters of its preset only", () => {
  const catalog = changed((catalog) => {
    catalog.presets.find(({ name }) => name === "momentum").params.momentum = 0.8;
  });
  catalog.surfaces = [{ name: "bowl", learning_rates: { momentum: { show: 0.5 } } }];
  const bowl = { kind: "surface", surface: { name: "bowl" } };
  const rate = (momentum) => catalogRates(catalog, bowl, { name: "sgd", params: { momentum } });
  assert.equal(rate(0.8)?.show, 0.5);
  assert.equal(rate(0.9), null);
});

test("an optimizer with presets is shown by them", () => {
  const catalog = changed((catalog) => {
    catalog.optimizers = [
      { name: "sgd", title: "SGD" },
      { name: "adam", title: "Adam" },
    ];
  });
  assert.deepEqual(
    methods(catalog).map(({ name }) => name),
    ["gd", "momentum", "nesterov", "adam"],
  );
});

test("edits of a network are found by the catalog's pointers", () => {
  const { network_edits } = changed((catalog) => {
    catalog.network_edits.noise = "/problem/model/params/noise";
  });
  assert.equal(network_edits.l1, "/problem/l1");
  const problem = { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" } };
  const edits = [{ step: 2, racer: 0, set: { noise: 0.5, l1: 0.1 } }];
  const now = spec.atStep({ problem, racers: [{ optimizer: { name: "sgd" } }], edits }, 2);
  assert.equal(spec.valueAt(now, "/problem/model/params/noise"), 0.5);
  assert.equal(spec.valueAt(now, "/problem/l1"), 0.1);
});

test("the catalog says whose path a plane follows", () => {
  const network = (plane, lr) => ({
    problem: { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" } },
    racers: [{ optimizer: { name: "sgd", params: { lr } } }],
    plane,
  });
  const moves = (plane) => landscapeKey(network(plane, 0.1)) !== landscapeKey(network(plane, 0.2));
  const mine = { name: "mine", params: { along: "racers" } };
  assert.ok(moves(mine), "unknown planes count as following racers");
  changed((catalog) => {
    catalog.planes.push({
      name: "mine",
      params: { properties: { along: { default: "nothing" } } },
      follows: [
        { params: { along: "nothing" }, path: null },
        { params: { along: "racers" }, path: "racers" },
      ],
    });
  });
  assert.ok(moves(mine));
  assert.ok(!moves({ name: "mine" }));
  assert.ok(!moves(undefined), "the default plane follows a run of its own");
  changed((catalog) => {
    catalog.default_plane = "interpolation";
  });
  assert.ok(moves(undefined));
});

test("labels come from the catalog", () => {
  assert.equal(parameterLabel("lr"), "Learning rate");
  assert.equal(parameterLabel("lstm"), "LSTM");
  changed((catalog) => {
    catalog.labels.lr = "Step length";
  });
  assert.equal(parameterLabel("lr"), "Step length");
  assert.equal(parameterLabel("weight_decay"), "Weight decay");
});

test("surface groups come from the catalog", () => {
  changed((catalog) => {
    catalog.surface_groups.push({ title: "Spirals", kinds: ["spiral"] });
  });
  const surfaces = [
    { name: "one", kind: "spiral" },
    { name: "two", kind: "convex" },
    { name: "three", kind: "odd" },
  ];
  assert.deepEqual(
    groupSurfaces(surfaces).map(([title, entries]) => [title, entries.map(({ name }) => name)]),
    [
      ["Bowls", ["two"]],
      ["Spirals", ["one"]],
      ["More surfaces", ["three"]],
    ],
  );
});

test("a new racer has the first usual method that no racer has", () => {
  const catalog = changed((catalog) => {
    catalog.usual_methods = ["nesterov", "adam"];
    catalog.opening.racers = [{ optimizer: { name: "adam" } }];
    catalog.optimizers = [{ name: "sgd" }, { name: "adam" }];
  });
  const next = (...taken) => nextUnusedMethod(methods(catalog), taken).optimizer;
  assert.equal(next().name, "sgd");
  assert.equal(next().params.nesterov, true);
  assert.equal(next("nesterov").name, "adam");
  assert.equal(next("nesterov", "adam").name, "adam");
});

test("default steps and seed come from the catalog", () => {
  const session = new Session(realCatalog(), spec.defaultExperiment(), defaultView());
  assert.equal(session.steps, 500);
  const network = { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" } };
  const experiment = { ...spec.defaultExperiment(), problem: network };
  const seeded = landscapeKey({ ...experiment, seed: 3 });
  assert.notEqual(landscapeKey(experiment), seeded);
  changed((catalog) => {
    catalog.defaults = { steps: 70, seed: 3 };
  });
  assert.equal(session.steps, 70);
  assert.equal(landscapeKey(experiment), seeded);
});
