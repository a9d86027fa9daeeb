/** Stability limit: the largest learning rate at which an optimizer is stable at a minimum. */

import { entryNamed, getFacts } from "./facts.js";
import { unmodifiedSurface } from "./methods.js";

/** @typedef {import("../../../types/api.d.ts").Stability["curvature"]} Expression - a number, a name, or an operator and two expressions */

/** @type {Record<string, (a: number, b: number) => number>} */
const OPERATORS = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};

/**
 * The largest stable learning rate by the optimizer's rule in the catalog.
 *
 * @param {import("./experiment.js").Choice} optimizer
 * @param {number} sharpness - the largest curvature at a minimum
 * @returns {number | null} null if the optimizer has no rule, or no rate is stable
 */
export function stabilityLimit({ name, params = {} }, sharpness) {
  const entry = entryNamed(getFacts().optimizers, name);
  if (!entry?.stability || !(sharpness > 0)) return null;
  const { curvature, below, cases } = entry.stability;
  const defaults = Object.entries(entry.params.properties).map(([key, field]) => [key, field.default]);
  /** @type {Record<string, unknown>} */
  const values = { ...Object.fromEntries(defaults), ...params, curvature: sharpness };
  values.curvature = evaluate(curvature, values);
  if (Object.entries(below).some(([key, most]) => Number(values[key]) >= most)) return null;
  const found = cases.find(({ when }) =>
    Object.entries(when).every(([key, on]) => Boolean(values[key]) === on),
  );
  const limit = found ? evaluate(found.limit, values) : Number.NaN;
  return limit > 0 && Number.isFinite(limit) ? limit : null;
}

/** @param {Expression} expression @param {Record<string, unknown>} values @returns {number} */
function evaluate(expression, values) {
  if (typeof expression === "number") return expression;
  if (typeof expression === "string") return Number(values[expression]);
  const [name, a, b] = /** @type {[string, Expression, Expression]} */ (expression);
  return OPERATORS[name](evaluate(a, values), evaluate(b, values));
}

/**
 * The largest curvature at any of the problem's minima, if the catalog has it.
 *
 * @param {import("./facts.js").Catalog} catalog
 * @param {import("./problem-kind.js").Problem} problem
 * @returns {number | null}
 */
export function sharpnessOf(catalog, problem) {
  return unmodifiedSurface(catalog, problem)?.sharpness ?? null;
}

/** At which places a rate is stable below the limit of ``sharpnessOf``. @param {import("./facts.js").Catalog} catalog @param {import("./problem-kind.js").Problem} problem */
export function stablePlaces(catalog, problem) {
  const minima = unmodifiedSurface(catalog, problem)?.minima.length ?? 1;
  return minima > 1 ? "at every minimum" : "at the minimum";
}
