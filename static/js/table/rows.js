/** Table rows: the numbers of a race, one row per racer. Pure functions. */

/** Loss above the lowest known value at which a racer has arrived. */
export const TOLERANCE = 1e-4;

/**
 * @typedef {object} Entrant
 * @property {string} label
 * @property {import("../run/track.js").Track} track
 * @property {string} regime - as a label
 */

/**
 * @typedef {object} Row
 * @property {string} label
 * @property {string} regime
 * @property {number | null} rate - in force for the last step; null without a learning rate
 * @property {number} best - lowest loss
 * @property {number} bestStep
 * @property {number} final - loss at the last point
 * @property {number | null} arrived - first step within the tolerance of the lowest known value
 * @property {number | null} distance - from the last point to the nearest known minimum
 * @property {number} evaluations
 */

/**
 * The row of a racer at a step.
 *
 * @param {Entrant} entrant
 * @param {number[][]} minima - (x, y, value)
 * @param {number} step - points after it are ignored
 * @returns {Row | null} null while the track has no points
 */
export function rowOf({ label, track, regime }, minima, step) {
  const last = Math.min(Math.floor(step), track.length - 1);
  if (last < 0) return null;
  const losses = track.column("loss").subarray(0, last + 1);
  const bestStep = losses.reduce((best, loss, k) => (loss < losses[best] ? k : best), 0);
  const [x, y] = [track.column("x")[last], track.column("y")[last]];
  const lowest = Math.min(...minima.map(([, , value]) => value));
  const arrived = losses.findIndex((loss) => loss <= lowest + TOLERANCE);
  const known = minima.length > 0;
  const rate = track.column("lr")[Math.max(last - 1, 0)];
  return {
    label,
    regime,
    rate: Number.isNaN(rate) ? null : rate,
    best: losses[bestStep],
    bestStep,
    final: losses[last],
    arrived: known && arrived >= 0 ? arrived : null,
    distance: known ? Math.min(...minima.map(([mx, my]) => Math.hypot(x - mx, y - my))) : null,
    evaluations: track.column("evaluations")[last],
  };
}

/** Headings and the key of each column. @type {[string, keyof Row][]} */
export const HEADINGS = [
  ["Racer", "label"],
  ["State", "regime"],
  ["Learning rate", "rate"],
  ["Best loss", "best"],
  ["at step", "bestStep"],
  ["Loss now", "final"],
  ["Steps to tolerance", "arrived"],
  ["Distance to a minimum", "distance"],
  ["Gradients", "evaluations"],
];

/**
 * Rows as text for the clipboard.
 *
 * @param {Row[]} rows
 * @returns {string} tab-separated values at full precision, for a spreadsheet
 */
export function tsv(rows) {
  const lines = rows.map((row) => HEADINGS.map(([, key]) => String(row[key] ?? "").replace(/\s/g, " ")));
  return [HEADINGS.map(([title]) => title), ...lines].map((cells) => `${cells.join("\t")}\n`).join("");
}
