import assert from "node:assert/strict";
import { test } from "node:test";
import { setCatalog } from "../../../static/js/experiment/facts.js";
import {
  catalogRates,
  hasRate,
  methods,
  refusal,
  someHaveRates,
} from "../../../static/js/experiment/methods.js";
import { withRates } from "../../../static/js/experiment/racers.js";
import { read, write } from "../../../static/js/url/url-state.js";
import { realCatalog } from "../catalog.mjs";

/** The real catalog with a method that has no learning rate, and one that has no parameters at all. */
const CATALOG = realCatalog();
CATALOG.optimizers.push(
  { name: "simplex", title: "Simplex", params: { properties: { size: { default: 0.5 } } }, stability: null },
  { name: "bare", title: "Bare", params: {}, stability: null },
);
CATALOG.surfaces = [
  { name: "bowl", learning_rates: { gd: { show: 1, fast: 2 }, simplex: { show: 3, fast: 4 } } },
];
setCatalog(CATALOG);

const SURFACE = { kind: "surface", surface: { name: "bowl" } };
const NETWORK = { kind: "network", model: { name: "mlp" } };

test("the catalog says who has a learning rate", () => {
  const without = realCatalog().optimizers.filter(({ name }) => !hasRate({ name }));
  assert.deepEqual(
    without.map(({ name }) => name),
    ["nelder_mead"],
  );
  for (const name of ["simplex", "bare", "unknown"]) assert.equal(hasRate({ name }), false, name);
  const racers = [{ optimizer: { name: "simplex" } }, { optimizer: { name: "adam" } }];
  assert.deepEqual([someHaveRates(racers), someHaveRates(racers.slice(0, 1))], [true, false]);
});

test("measured rates go to racers that have one", () => {
  assert.equal(catalogRates(CATALOG, SURFACE, { name: "simplex" }), null);
  const racers = [{ optimizer: { name: "sgd" } }, { optimizer: { name: "simplex" } }];
  assert.deepEqual(withRates(CATALOG, { problem: SURFACE, racers }, "fast").racers, [
    { optimizer: { name: "sgd", params: { lr: 2 } } },
    { optimizer: { name: "simplex" } },
  ]);
});

test("a link keeps a racer without a rate", () => {
  const racers = [{ optimizer: { name: "simplex", params: { size: 0.25 } } }];
  const { query } = write({ problem: SURFACE, racers }, read("", null).view);
  assert.match(query, /run=simplex,size:0\.25/);
  assert.deepEqual(read(query, null).experiment.racers, racers);
});

test("a method knows its optimizer's entry", () => {
  for (const { name, optimizer, entry } of methods(CATALOG)) assert.equal(entry.name, optimizer, name);
});

test("an optimizer is refused where it cannot work", () => {
  const matrices = { matrices_only: true, max_weights: null };
  const small = { matrices_only: false, max_weights: 2000 };
  assert.equal(refusal(matrices, SURFACE, null), "networks only");
  assert.equal(refusal(matrices, { kind: "formula" }, null), "networks only");
  assert.equal(refusal(matrices, NETWORK, 1e9), "");
  assert.equal(refusal(small, NETWORK, 2001), "up to 2,000 weights");
  assert.equal(refusal(small, NETWORK, 2000), "");
  assert.equal(refusal(small, NETWORK, null), "", "the number is not known yet");
  assert.equal(refusal(small, SURFACE, 2001), "", "the number is a former network's");
  assert.equal(refusal({}, SURFACE, null), "");
});
