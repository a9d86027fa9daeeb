/** Stability limit: the largest learning rate at which an optimizer is stable at a minimum. */

import { getFacts } from "./facts.js";
import { unmodifiedSurface } from "./methods.js";

/** @typedef {number | string | [string, any, any]} Expression - a number, a name, or an operator and two expressions */

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
 * @param {{name: string, params?: Record<string, any>}} optimizer
 * @param {number} sharpness - the largest curvature at the minimum
 * @returns {number | null} null if the optimizer has no rule, or no rate is stable
 */
export function stabilityLimit({ name, params = {} }, sharpness) {
  const entry = getFacts().optimizers.find((one) => one.name === name);
  if (!entry?.stability || !(sharpness > 0)) return null;
  const { curvature, below, cases } = entry.stability;
  const defaults = Object.entries(entry.params.properties).map(([key, field]) => [key, field.default]);
  const values = { ...Object.fromEntries(defaults), ...params, curvature: sharpness };
  values.curvature = evaluate(curvature, values);
  if (Object.entries(below).some(([key, most]) => values[key] >= most)) return null;
  const found = cases.find(({ when }) =>
    Object.entries(when).every(([key, on]) => Boolean(values[key]) === on),
  );
  const limit = found ? evaluate(found.limit, values) : Number.NaN;
  return limit > 0 && Number.isFinite(limit) ? limit : null;
}

/** @param {Expression} expression @param {Record<string, any>} values @returns {number} */
function evaluate(expression, values) {
  if (typeof expression === "number") return expression;
  if (typeof expression === "string") return Number(values[expression]);
  const [name, a, b] = expression;
  return OPERATORS[name](evaluate(a, values), evaluate(b, values));
}

/**
 * The largest curvature at the problem's minimum, if the catalog has it.
 *
 * @param {Record<string, any>} catalog
 * @param {Record<string, any>} problem
 * @returns {number | null}
 */
export function sharpnessOf(catalog, problem) {
  return unmodifiedSurface(catalog, problem)?.sharpness ?? null;
}
