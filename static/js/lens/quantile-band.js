/** Bands of quantiles over the steps. Nothing here touches the page. */

import { formatMeasured } from "../experiment/format.js";

/**
 * @typedef {object} MultiRun
 * @property {"starts" | "seeds"} kind
 * @property {number} balls
 * @property {number} diverged
 * @property {number[]} points
 * @property {Record<"least" | "lower" | "median" | "upper" | "most", (number | null)[]>} quantiles
 * @property {(number | null)[][][]} paths - of each ball x and y
 */

/** @typedef {{x: (step: number) => number, y: (loss: number) => number, frame: {top: number}}} Scale */

/** Above the picture: where losses are beyond all numbers. */
const OVERFLOW_PX = 40;

/** @param {number | null} loss @param {Scale} scale */
function height(loss, scale) {
  return loss === null
    ? scale.frame.top - OVERFLOW_PX
    : Math.max(scale.y(loss), scale.frame.top - OVERFLOW_PX);
}

/** @param {number[]} points @param {(number | null)[]} low @param {(number | null)[]} high @param {Scale} scale */
export function bandPath(points, low, high, scale) {
  const path = new Path2D();
  for (const [k, point] of points.entries()) path.lineTo(scale.x(point), height(low[k], scale));
  for (let k = points.length - 1; k >= 0; k -= 1) path.lineTo(scale.x(points[k]), height(high[k], scale));
  path.closePath();
  return path;
}

/** @param {number[]} points @param {(number | null)[]} values @param {Scale} scale */
export function linePath(points, values, scale) {
  const path = new Path2D();
  for (const [k, point] of points.entries()) path.lineTo(scale.x(point), height(values[k], scale));
  return path;
}

/** The last of the points that a time has reached. @param {number[]} points @param {number} time */
export function indexAt(points, time) {
  const after = points.findIndex((point) => point > time);
  return after < 0 ? points.length - 1 : Math.max(after - 1, 0);
}

/**
 * @param {MultiRun} spread
 * @param {number} time
 * @param {string} label - the racer's
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
