/** Plane text: describes in a sentence what a plane shows of a path and what it does not. */

import { formatMeasured } from "../experiment/format.js";

/** @typedef {import("../../../types/api.d.ts").PlaneFacts} PlaneFacts */
/** @typedef {Omit<import("../../../types/api.d.ts").Position, "batch"> & {batch?: boolean}} Place */
/** @typedef {PlaneFacts & {at?: Place | null}} Facts - `at`: through whose weights the landscape was recut */

/**
 * @typedef {object} Ball - the ball that the text is about
 * @property {string} label
 * @property {number} distance - from the plane
 * @property {number} [loss] - at the ball
 * @property {number} [lossOnPlane] - on the plane below the ball, NaN outside the drawn area
 * @property {boolean} [exact] - whether that was computed there, not interpolated from the picture
 * @property {number | null} [explained] - share of its path's variance along the plane, if known
 */

/** Distance from the plane, relative to its length, that counts as zero: float32 rounding. */
const ON_PLANE_TOLERANCE = 1e-5;

/**
 * Describes a plane, and the ball's distance from it.
 *
 * @param {Facts | null | undefined} plane - null where all weights are drawn
 * @param {Ball | null} ball
 * @param {import("../experiment/experiment.js").Choice | null} [rule] - of the plane
 * @returns {string} "" where there is no plane
 */
export function planeText(plane, ball, rule = null) {
  if (!plane) return "";
  const cut = `A plane cut through ${plane.weights.toLocaleString("en-US")} weights${directionsText(plane, rule)}.`;
  if (plane.at) {
    const { step, batch } = plane.at;
    const batchText = batch ? ", for that step\u2019s mini-batch alone" : "";
    return `${cut} It passes through the ball\u2019s weights at step ${step}${batchText}.${statisticsText(plane)}`;
  }
  return cut + statisticsText(plane) + (ball && Number.isFinite(ball.distance) ? fidelityText(ball) : "");
}

/** Whose running averages the loss is drawn with. @param {Facts} plane */
function statisticsText({ statistics }) {
  return statistics ? ` Batch normalization has the running averages ${statistics}.` : "";
}

/** @param {Ball} ball */
function fidelityText({
  label,
  distance,
  loss = Number.NaN,
  lossOnPlane = Number.NaN,
  exact = false,
  explained: share = null,
}) {
  const shareText = share === null ? "" : ` It holds ${percent(share)} of ${label}\u2019s path.`;
  if (distance < ON_PLANE_TOLERANCE) return `${shareText} ${label} is on it.`;
  const distanceText = ` ${label} is off it by ${formatMeasured(distance, 3)}`;
  if (Number.isNaN(loss) || Number.isNaN(lossOnPlane)) return `${shareText}${distanceText}.`;
  return `${shareText}${distanceText}: its loss is ${formatMeasured(loss, 3)}, on the plane beneath ${exact ? "" : "about "}${formatMeasured(lossOnPlane, 3)}.`;
}

/** @type {Record<string, string>} */
const GUIDES = {
  scout: "a scout\u2019s run",
  first_racer: "the first optimizer\u2019s path",
  racers: "all optimizers\u2019 paths",
};

/** @param {Facts} plane @param {import("../experiment/experiment.js").Choice | null} rule */
function directionsText({ explained_variance: shares, eigenvalues, barrier }, rule) {
  const { name, params = {} } = rule ?? { name: "random" };
  if (shares)
    return `, holding ${percent(shares[0] + shares[1])} of ${GUIDES[String(params.guide)] ?? GUIDES.scout}`;
  if (eigenvalues)
    return ` along its sharpest directions, \u03bb = ${eigenvalues.map((one) => formatMeasured(one, 3)).join(" and ")}`;
  if (barrier !== undefined) return ` along the line ${lineText(barrier, params.between === "two_ends")}`;
  if (name === "gradient") return " down the gradient";
  if (name === "weights") return `: weight ${params.first} across, weight ${params.second} up`;
  if (name === "hessian") return " along its sharpest directions";
  return ", in random directions";
}

/**
 * Text of an interpolation plane. A loss above the straight line between two minima is a barrier. From a high
 * start to a low end it need not be one: the loss may simply fall late.
 *
 * @param {number | null} barrier - null if the loss on the line is not finite
 * @param {boolean} ends - whether both points are ends of runs
 */
function lineText(barrier, ends) {
  const rises = barrier !== null && barrier > 1e-6;
  const height = rises ? formatMeasured(barrier, 3) : "";
  const name = ends ? "between two ends" : "from start to end";
  if (barrier === null) return name;
  if (ends) return `${name}, ${rises ? `with a barrier of ${height}` : "without a barrier"}`;
  return `${name}, ${rises ? `at most ${height}` : "nowhere"} above an even slope`;
}

/** @param {number} share - rounded to 100 % only if it is exact */
function percent(share) {
  return share < 0.9995 ? `${Math.min(share * 100, 99.9).toPrecision(3)}\u00a0%` : "all";
}
