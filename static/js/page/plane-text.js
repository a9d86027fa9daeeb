/** What a plane shows of a path, and what it doesn't, in a sentence. */

import { formatMeasured } from "../experiment/format.js";

/**
 * @typedef {object} Facts - as told with the landscape
 * @property {number} weights
 * @property {number[] | null} explained_variance
 * @property {number[]} [eigenvalues]
 * @property {number | null} [barrier]
 * @property {{racer: number, step: number, batch?: boolean} | null} [at] - through whose weights it was cut anew
 */

/**
 * @typedef {object} Ball - of which is told how far to trust the picture
 * @property {string} label
 * @property {number} distance - its distance from the plane
 * @property {number} [loss] - its true loss
 * @property {number} [lossOnPlane] - the loss of the plane at its foot, NaN beyond what is drawn
 * @property {boolean} [exact] - whether that was computed there, not read off the picture
 * @property {number | null} [explained] - of its path's variance along the plane, where it is known
 */

/** Distances from the plane, against its own length, that are none: rounding to float32. */
const ON_PLANE = 1e-5;

/**
 * @param {Facts | null | undefined} plane - nothing where all weights are drawn
 * @param {Ball | null} ball
 * @param {{name?: string, params?: Record<string, any>} | null} [rule] - that laid the plane
 * @returns {string} "" where there is no plane
 */
export function planeText(plane, ball, rule = null) {
  if (!plane) return "";
  const cut = `A plane cut through ${plane.weights.toLocaleString("en-US")} weights${directionsText(plane, rule)}.`;
  if (plane.at) {
    const { step, batch } = plane.at;
    const batchText = batch ? ", for that step\u2019s mini-batch alone" : "";
    return `${cut} It passes through the ball\u2019s weights at step ${step}${batchText}.`;
  }
  return cut + (ball && Number.isFinite(ball.distance) ? fidelityText(ball) : "");
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
  const heldText = share === null ? "" : ` It holds ${percent(share)} of ${label}\u2019s path.`;
  if (distance < ON_PLANE) return `${heldText} ${label} is on it.`;
  const distanceText = ` ${label} is off it by ${formatMeasured(distance, 3)}`;
  if (Number.isNaN(loss) || Number.isNaN(lossOnPlane)) return `${heldText}${distanceText}.`;
  return `${heldText}${distanceText}: its loss is ${formatMeasured(loss, 3)}, on the plane beneath ${exact ? "" : "about "}${formatMeasured(lossOnPlane, 3)}.`;
}

/** @type {Record<string, string>} */
const WHOSE = {
  scout: "a scout\u2019s run",
  first_racer: "the first racer\u2019s path",
  racers: "all racers\u2019 paths",
};

/** @param {Facts} plane @param {{name?: string, params?: Record<string, any>} | null} rule */
function directionsText({ explained_variance: shares, eigenvalues, barrier }, rule) {
  const { name = "random", params = {} } = rule ?? {};
  if (shares) return `, holding ${percent(shares[0] + shares[1])} of ${WHOSE[params.guide] ?? WHOSE.scout}`;
  if (eigenvalues)
    return ` along its sharpest directions, \u03bb = ${eigenvalues.map((one) => formatMeasured(one, 3)).join(" and ")}`;
  if (barrier !== undefined) return ` along the line ${lineText(barrier, params.between === "two_ends")}`;
  if (name === "gradient") return " down the gradient";
  if (name === "weights") return `: weight ${params.first} across, weight ${params.second} up`;
  if (name === "hessian") return " along its sharpest directions";
  return ", in random directions";
}

/**
 * What rises above the straight line between the losses of two minima is a barrier. From a start high up to an end it
 * need be no hill at all: the loss may fall all the way, late.
 *
 * @param {number | null} barrier - null where the loss on the line is not finite
 * @param {boolean} ends - whether both are ends of runs
 */
function lineText(barrier, ends) {
  const rises = barrier !== null && barrier > 1e-6;
  const height = rises ? formatMeasured(barrier, 3) : "";
  const name = ends ? "between two ends" : "from start to end";
  if (barrier === null) return name;
  if (ends) return `${name}, ${rises ? `with a barrier of ${height}` : "without a barrier"}`;
  return `${name}, ${rises ? `at most ${height}` : "nowhere"} above an even slope`;
}

/** @param {number} share - never told as all of it, unless it is */
function percent(share) {
  return share < 0.9995 ? `${Math.min(share * 100, 99.9).toPrecision(3)}\u00a0%` : "all";
}
