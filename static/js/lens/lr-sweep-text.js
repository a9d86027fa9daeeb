/** Sweeps of learning rates in words, and what they are of. Nothing here touches the page. */

import { withoutEdits, withValue } from "../experiment/experiment.js";
import { formatBrief, formatMeasured } from "../experiment/format.js";

/**
 * @typedef {object} Sweep
 * @property {number} racer
 * @property {number} steps
 * @property {number[]} lr
 * @property {(number | null)[]} loss - after all steps; null where the run diverged
 * @property {number[]} failed
 * @property {number} first - loss at the start
 * @property {number | null} best
 * @property {number | null} reached
 * @property {number | null} edge
 */

/**
 * All that a racer's sweep depends on: everything but its own learning rate and the other racers.
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
 * The experiment with a racer's learning rate set from the first step to the last.
 *
 * @param {import("../experiment/experiment.js").Experiment} spec
 * @param {number} racer
 * @param {number} lr
 */
export function withLearningRate(spec, racer, lr) {
  const params = { ...spec.racers[racer].optimizer.params, lr };
  return withValue(withoutEdits(spec, [racer], "lr"), `/racers/${racer}/optimizer/params`, params);
}

/** A rate as it is set: three digits, so that the slider shows what is in force. @param {number} rate */
export function roundedRate(rate) {
  return Number(rate.toPrecision(3));
}

/** @param {Sweep} sweep */
export function sweepText({ best, lr, loss, reached, steps, edge }) {
  if (best === null) return "No rate of the sweep ends lower than it began.";
  const low = `best end at \u03b7 = ${formatBrief(lr[best])}: loss ${formatMeasured(loss[best])}`;
  const when = reached !== null && reached < steps ? `, there at step ${reached}` : "";
  const fails = edge === null ? "" : `; fails from \u03b7 = ${formatBrief(edge)} on`;
  return `${low}${when}${fails}`;
}
