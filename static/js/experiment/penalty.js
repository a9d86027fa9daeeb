/** Penalty: what a racer descends besides the loss. */

import { entryNamed, getFacts } from "./facts.js";
import { settingsOf } from "./problem-kind.js";

/** @typedef {import("../../../types/api.d.ts").Penalty} Penalty */

/**
 * The penalty that a racer descends with the loss: weight decay that acts through the gradient, and L1.
 *
 * @param {import("./problem-kind.js").Problem} problem
 * @param {import("./experiment.js").Choice} optimizer
 * @returns {Penalty | null} null if it descends the loss alone
 */
export function penaltyOf(problem, { name, params = {} }) {
  const entry = entryNamed(getFacts().optimizers, name);
  const properties = entry?.params.properties ?? {};
  const value = (/** @type {string} */ key) => Number(params[key] ?? properties[key]?.default ?? 0);
  const { names, decoupled } = entry?.decay ?? { names: [], decoupled: false };
  const apart = typeof decoupled === "string" ? Boolean(value(decoupled)) : decoupled;
  const decay = apart ? 0 : names.reduce((sum, key) => sum + value(key), 0);
  const l1 = settingsOf(problem).l1 ?? 0;
  return decay === 0 && l1 === 0 ? null : { weight_decay: decay, l1 };
}
