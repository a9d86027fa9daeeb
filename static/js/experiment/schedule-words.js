/** Schedule words: what a schedule does to the settings beside it, told where they are set. */

import { formatBrief } from "./format.js";

/**
 * @param {import("./experiment.js").Racer} racer - as completed by the server, with the settings in force
 * @param {Record<string, number> | null} point - of its path at the playhead; null if it is not there yet
 * @param {number} step - of the point
 * @returns {string} sentences; "" if the schedule changes nothing unseen
 */
export function scheduleWords({ optimizer, schedule }, point, step) {
  if (!schedule) return "";
  const params = optimizer.params ?? {};
  const set = schedule.params ?? {};
  return [
    rateWords(params.lr, point?.lr, step),
    momentumWords(params, set),
    plateauWords(set, point?.loss ?? Number.NaN),
  ]
    .filter(Boolean)
    .join(" ");
}

/** @param {unknown} base - rate of the slider @param {number | undefined} rate - in force @param {number} step */
function rateWords(base, rate, step) {
  if (typeof base !== "number" || rate === undefined || !Number.isFinite(rate)) return "";
  if (Math.abs(rate - base) <= 1e-9 * Math.abs(base)) return "";
  return `The schedule makes the rate ${formatBrief(rate)} at step ${step}.`;
}

/** @param {Record<string, unknown>} params @param {Record<string, unknown>} set - of the schedule */
function momentumWords(params, set) {
  const cycled = "betas" in params ? "Momentum (\u03b2\u2081)" : "momentum" in params ? "Momentum" : "";
  if (!set.cycle_momentum || !cycled) return "";
  return `${cycled} is set by the schedule at every step: a change of yours lasts one step.`;
}

/** @param {Record<string, unknown>} set - of the schedule @param {number} loss */
function plateauWords({ threshold_mode: threshold, mode }, loss) {
  if (threshold !== "rel" || mode !== "min" || !(loss < 0)) return "";
  return (
    "Below zero a relative threshold counts a loss that stays as a better one, as in torch, so the rate does " +
    "not fall. Choose the absolute one."
  );
}
