/** Quantile band: paths of the band of losses, and its text. Pure functions. */

import { formatMeasured } from "../experiment/format.js";

/** @typedef {import("../run/api.js").Analyses["multi_runs"]} MultiRun */
/** @typedef {{x: (step: number) => number, y: (loss: number) => number, frame: {top: number}}} Scale */

/** Pixels above the picture where non-finite losses are drawn. */
const OVERFLOW_PX = 40;

/** @param {number | null} loss @param {Scale} scale */
function height(loss, scale) {
  return loss === null
    ? scale.frame.top - OVERFLOW_PX
    : Math.max(scale.y(loss), scale.frame.top - OVERFLOW_PX);
}

/**
 * Path of the area between two quantiles.
 *
 * @param {number[]} points
 * @param {(number | null)[]} low
 * @param {(number | null)[]} high
 * @param {Scale} scale
 */
export function bandPath(points, low, high, scale) {
  const path = new Path2D();
  for (const [k, point] of points.entries()) path.lineTo(scale.x(point), height(low[k], scale));
  for (let k = points.length - 1; k >= 0; k -= 1) path.lineTo(scale.x(points[k]), height(high[k], scale));
  path.closePath();
  return path;
}

/** Path of one quantile. @param {number[]} points @param {(number | null)[]} values @param {Scale} scale */
export function linePath(points, values, scale) {
  const path = new Path2D();
  for (const [k, point] of points.entries()) path.lineTo(scale.x(point), height(values[k], scale));
  return path;
}

/** Index of the last point at or before a time. @param {number[]} points @param {number} time */
export function indexAt(points, time) {
  const after = points.findIndex((point) => point > time);
  return after < 0 ? points.length - 1 : Math.max(after - 1, 0);
}

/**
 * Describes the runs at a time in a sentence.
 *
 * @param {MultiRun} multiRun
 * @param {number} time
 * @param {string} label - of the racer
 */
export function summaryText({ kind, balls, diverged, points, quantiles }, time, label) {
  const k = indexAt(points, time);
  const { lower, median, upper } = quantiles;
  const [low, middle, high] = [lower[k], median[k], upper[k]].map((value) =>
    value === null ? "\u221e" : formatMeasured(value),
  );
  const what = kind === "starts" ? `${balls} starts` : `${balls} seeds`;
  const gone =
    diverged === 0 ? "none diverges" : `${diverged} of them ${diverged === 1 ? "diverges" : "diverge"}`;
  return `${label} from ${what}. Step ${points[k]}: median loss ${middle}, half of them between ${low} and ${high}; ${gone}. Dark band: quartiles; pale: all.`;
}
