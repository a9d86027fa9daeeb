/** A catalog as the server writes it into a page, with few entries; its optimizers have two parameters each. */

import { setCatalog } from "../../static/js/experiment/facts.js";
import { realCatalog } from "./catalog.mjs";

const number = (value, more = {}) => ({ type: "number", default: value, minimum: 0, maximum: 100, ...more });
const entry = (name, title, properties = {}, more = {}) => ({
  name,
  title,
  summary: `About ${title}.`,
  formula: "",
  reference: `Source of ${title}`,
  params: { properties },
  ...more,
});
const MOMENTUM = { ...number(0, { maximum: 1 }), "x-live": true };
const OPTIMIZERS = [
  entry("sgd", "SGD", {
    lr: number(0.01),
    momentum: MOMENTUM,
    weight_decay: number(0),
    nesterov: { type: "boolean", default: false },
  }),
  entry("adam", "Adam", { lr: number(0.1), eps: number(1e-8) }),
  entry("rmsprop", "RMSprop", { lr: number(0.05), alpha: number(0.9, { maximum: 1 }) }),
  entry("nelder_mead", "Nelder-Mead", { size: number(1), reflect: number(1), shrink: number(0.5) }),
  entry("muon", "Muon", { lr: number(0.02) }, { matrices_only: true }),
  entry("newton", "Newton", { lr: number(1), damping: number(0) }, { max_weights: 2000 }),
];

/** The rates of the bowl, measured or not. */
const rates = (show, fast, measured) => ({ show, fast, measured });

/** @returns {any} a fresh copy, to change; it becomes the page's catalog */
export function smallCatalog() {
  const facts = realCatalog();
  for (const one of OPTIMIZERS) {
    if (one.params.properties.lr) one.params.properties.lr["x-live"] = true;
    const { has_rate, stability, decay } = facts.optimizers.find(({ name }) => name === one.name);
    Object.assign(one, { has_rate, stability, decay });
  }
  const catalog = structuredClone({
    ...facts,
    optimizers: OPTIMIZERS,
    surfaces: [
      entry(
        "bowl",
        "Bowl",
        { height: number(1) },
        {
          kind: "convex",
          sharpness: 4,
          minima: [[0, 0, 0]],
          learning_rates: {
            gd: rates(0.03, 0.25, true),
            adam: rates(0.1, 0.5, true),
            rmsprop: rates(0.2, 0.2, false),
          },
        },
      ),
      entry("rosenbrock", "Rosenbrock", {}, { kind: "valley", learning_rates: {} }),
    ],
    schedules: [entry("constant", "Constant"), entry("cosine", "Cosine", { eta_min: number(0) })],
    models: [
      entry(
        "line",
        "Line",
        {},
        { weights: 2, dataset: "points", batch_size: 8, forms: ["vector"], tasks: ["regression"] },
      ),
      entry(
        "mlp",
        "Perceptron",
        { width: { type: "integer", default: 4, minimum: 1, maximum: 9 } },
        {
          weights: null,
          dataset: "moons",
          batch_size: 32,
          forms: ["vector"],
          tasks: ["classification"],
        },
      ),
    ],
    datasets: [
      entry("points", "Points", {}, { size: 5 }),
      entry(
        "moons",
        "Moons",
        { samples: number(200, { type: "integer", maximum: 500 }), test_share: number(0.25) },
        { size: 200 },
      ),
      entry("table", "Table", {}, { size: 30 }),
    ],
    initializers: [entry("zeros", "Zeros"), entry("normal", "Normal", { gain: number(1) })],
    losses: [entry("mse", "Squares"), entry("cross_entropy", "Cross-entropy")],
    planes: [
      ...facts.planes.map((one) =>
        entry(
          one.name,
          one.name.toUpperCase(),
          { ...one.params.properties, steps: number(30) },
          { follows: one.follows },
        ),
      ),
    ],
    quantities: [],
    pairings: {
      mlp: { moons: ["cross_entropy"], table: ["mse", "cross_entropy"] },
      line: { points: ["mse"], table: ["mse"] },
    },
  });
  setCatalog(catalog);
  return catalog;
}
