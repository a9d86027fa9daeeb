/** Branch text: common pasts of racers, found by comparing bits. Pure functions. */

import { atStep } from "../experiment/experiment.js";
import { formatBrief, formatMeasured, parameterLabel } from "../experiment/format.js";

/** Columns that must be bit-identical for two points to be the same. */
const COMPARED_COLUMNS = /** @type {const} */ (["x", "y", "loss"]);

/**
 * @typedef {object} Branch
 * @property {number | null} parent
 * @property {number} step - last common point with the parent
 * @property {boolean} diverges - whether either continues after it
 */

/**
 * For each racer its parent: the earlier racer with the longest common past, and the last common step. Racers
 * that differ from the start have no parent.
 *
 * @param {import("../run/track.js").Track[]} tracks
 * @returns {Branch[]}
 */
export function branchesOf(tracks) {
  return tracks.map((track, index) => {
    let best = /** @type {Branch} */ ({ parent: null, step: 0, diverges: true });
    for (let other = 0; other < index; other += 1) {
      const step = lastCommon(track, tracks[other]);
      const diverges = step < Math.max(track.length, tracks[other].length) - 1;
      if (step > best.step) best = { parent: other, step, diverges };
    }
    return best;
  });
}

/**
 * @param {import("../run/track.js").Track} a
 * @param {import("../run/track.js").Track} b
 * @returns {number} -1 if none
 */
function lastCommon(a, b) {
  const columns = COMPARED_COLUMNS.map((name) => [a.column(name), b.column(name)]);
  const length = Math.min(a.length, b.length);
  let k = 0;
  while (k < length && columns.every(([p, q]) => Object.is(p[k], q[k]))) k += 1;
  return k - 1;
}

/**
 * How a branch differs from its parent after the fork.
 *
 * @param {import("../experiment/experiment.js").Experiment} spec - completed
 * @param {number} racer
 * @param {number} parent
 */
export function changesOf(spec, racer, parent) {
  const end = atStep(spec, Number.POSITIVE_INFINITY).racers;
  const [mine, theirs] = [racer, parent].map((k) => end[k]?.optimizer ?? { name: "", params: {} });
  if (mine.name !== theirs.name) return `${theirs.name} \u2192 ${mine.name}`;
  const names = Object.keys({ ...theirs.params, ...mine.params });
  return names
    .filter((name) => String(mine.params?.[name]) !== String(theirs.params?.[name]))
    .map(
      (name) =>
        `${parameterLabel(name).toLowerCase()} ${valueText(theirs.params?.[name])} \u2192 ${valueText(mine.params?.[name])}`,
    )
    .join(", ");
}

/** @param {unknown} value */
function valueText(value) {
  return typeof value === "number" ? formatBrief(value) : String(value);
}

/**
 * Describes a racer's fork in a sentence.
 *
 * @param {{label: string, loss: number}[]} racers
 * @param {Branch} branch
 * @param {number} index
 * @param {string} changes
 */
export function branchText(racers, { parent, step, diverges }, index, changes) {
  const own = `loss ${formatMeasured(racers[index].loss)}`;
  if (parent === null) return own;
  if (!diverges) return `goes with ${racers[parent].label} all the way; ${own}`;
  const why = changes ? `: ${changes}` : ", with nothing changed yet";
  return `leaves ${racers[parent].label} at step ${step}${why}; ${own}, against ${formatMeasured(racers[parent].loss)}`;
}
