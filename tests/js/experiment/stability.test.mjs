import assert from "node:assert/strict";
import { test } from "node:test";
import { setCatalog } from "../../../static/js/experiment/facts.js";
import { sharpnessOf, stabilityLimit, stablePlaces } from "../../../static/js/experiment/stability.js";
import { realCatalog } from "../catalog.mjs";

/** How far torch's SGD, written out, is from the minimum of a quadratic after many steps. */
function left(params, lr, sharpness) {
  const { momentum = 0, dampening = 0, nesterov = false, weight_decay = 0 } = params;
  let [x, v] = [1, null];
  for (let k = 0; k < 4000; k += 1) {
    let g = sharpness * x + weight_decay * x;
    if (momentum > 0) {
      v = v === null ? g : momentum * v + (1 - dampening) * g;
      g = nesterov ? g + momentum * v : v;
    }
    x -= lr * g;
  }
  return Math.abs(x);
}

const CASES = [
  {},
  { momentum: 0.5 },
  { momentum: 0.9 },
  { momentum: 0.9, nesterov: true },
  { momentum: 0.5, nesterov: true },
  { momentum: 0.8, dampening: 0.3 },
  { momentum: 0.9, weight_decay: 2 },
];

for (const params of CASES) {
  test(`below the limit the ball converges, above it diverges: ${JSON.stringify(params)}`, () => {
    for (const sharpness of [1, 40]) {
      const limit = stabilityLimit({ name: "sgd", params }, sharpness) ?? Number.NaN;
      assert.ok(left(params, 0.99 * limit, sharpness) < 1e-3);
      assert.ok(!(left(params, 1.01 * limit, sharpness) < 1e3));
    }
  });
}

test("a limit exists only with a closed form", () => {
  for (const dampening of [1, 1.5])
    assert.equal(stabilityLimit({ name: "sgd", params: { momentum: 0.9, dampening } }, 10), null);
  assert.equal(stabilityLimit({ name: "adam", params: {} }, 1), null);
  const surface = {
    name: "ellipse",
    sharpness: 10,
    params: { properties: { kappa: { default: 10 } } },
  };
  const catalog = { surfaces: [surface, { name: "cliff", sharpness: null, params: {} }] };
  const of = (name, params) => sharpnessOf(catalog, { kind: "surface", surface: { name, params } });
  assert.equal(of("ellipse", { kappa: 10 }), 10);
  assert.equal(of("ellipse", { kappa: 20 }), null);
  assert.equal(of("cliff"), null);
  assert.equal(sharpnessOf(catalog, { kind: "formula", expression: "x" }), null);
});

test("the rule of another optimizer is evaluated", () => {
  const catalog = realCatalog();
  const adam = catalog.optimizers.find(({ name }) => name === "adam");
  adam.stability = {
    curvature: "curvature",
    below: {},
    cases: [{ when: {}, limit: ["/", ["-", 1, "eps"], ["*", 4, "curvature"]] }],
  };
  setCatalog(catalog);
  assert.equal(stabilityLimit({ name: "adam", params: { eps: 0.5 } }, 2), 0.0625);
  setCatalog(realCatalog());
});

test("a limit says at which minima it holds", () => {
  const minima = (count) => Array.from({ length: count }, (_, k) => [k, 0, 0]);
  const surfaces = [
    { name: "himmelblau", minima: minima(4) },
    { name: "bowl", minima: minima(1) },
  ];
  const of = (name) => stablePlaces({ surfaces }, { kind: "surface", surface: { name } });
  assert.deepEqual(["himmelblau", "bowl"].map(of), ["at every minimum", "at the minimum"]);
});
