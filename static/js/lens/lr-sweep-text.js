/** Learning rate sweep text: sentences about a sweep, and the key of its cache. Pure functions. */

import { withoutEdits, withValue } from "../experiment/experiment.js";
import { formatBrief, formatMeasured } from "../experiment/format.js";

/** @typedef {import("../run/api.js").Analyses["sweeps"]} Sweep */

/** Why there is no sweep: of one racer, and if it is so of all. */
export const NO_RATE = "This optimizer has no learning rate, so there is none to tune.";
export const NO_RATES = "No optimizer has a learning rate, so there is none to tune.";

/**
 * Cache key: everything that a racer's sweep depends on, without its own learning rate and the other racers.
 *
 * @param {import("../experiment/experiment.js").Experiment} spec
 * @param {number} racer
 */
export function sweepKey(spec, racer) {
  const { problem, steps, seed, racers } = withoutEdits(spec, [racer], "lr");
  const { optimizer, schedule } = racers[racer];
  const { lr: _, ...params } = optimizer.params ?? {};
  const edits = (withoutEdits(spec, [racer], "lr").edits ?? []).filter((edit) => edit.racer === racer);
  return JSON.stringify([problem, steps, seed, optimizer.name, params, schedule, edits]);
}

/**
 * Sets a racer's learning rate for the whole run.
 *
 * @param {import("../experiment/experiment.js").Experiment} spec
 * @param {number} racer
 * @param {number} lr
 */
export function withLearningRate(spec, racer, lr) {
  const params = { ...spec.racers[racer].optimizer.params, lr };
  return withValue(withoutEdits(spec, [racer], "lr"), `/racers/${racer}/optimizer/params`, params);
}

/** A rate rounded to three digits, so that the slider shows the exact value. @param {number} rate */
export function roundedRate(rate) {
  return Number(rate.toPrecision(3));
}

/** Describes a sweep's best rate in a sentence. @param {Sweep} sweep */
export function sweepText({ best, lr, loss, reached, steps, edge }) {
  if (best === null) return "No rate of the sweep ends lower than it began.";
  const low = `best end at \u03b7 = ${formatBrief(lr[best])}: loss ${formatMeasured(loss[best])}`;
  const when = reached !== null && reached < steps ? `, there at step ${reached}` : "";
  const fails = edge === null ? "" : `; fails from \u03b7 = ${formatBrief(edge)} on`;
  return `${low}${when}${fails}`;
}
