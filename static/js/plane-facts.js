/** What a plane shows of a path, and what it doesn't, in a sentence. */

import { measured } from "./format.js";

/**
 * @typedef {object} Facts - as told with the landscape
 * @property {number} weights
 * @property {number[] | null} explained_variance
 * @property {number[]} [eigenvalues]
 * @property {number | null} [barrier]
 * @property {{racer: number, step: number} | null} [at] - through whose weights it was cut anew
 */

/**
 * @param {Facts | null | undefined} plane - nothing where all weights are drawn
 * @param {{label: string, off: number} | null} ball - whose distance from the plane is told
 * @param {{name?: string, params?: Record<string, any>} | null} [rule] - that laid the plane
 * @returns {string} "" where there is no plane
 */
export function planeFacts(plane, ball, rule = null) {
  if (!plane) return "";
  const cut = `A plane cut through ${plane.weights.toLocaleString("en-US")} weights${directions(plane, rule)}.`;
  if (plane.at) return `${cut} It passes through the ball\u2019s weights at step ${plane.at.step}.`;
  const off =
    ball && Number.isFinite(ball.off) ? ` ${ball.label} is off it by ${measured(ball.off, 3)}.` : "";
  return cut + off;
}

/** @type {Record<string, string>} */
const WHOSE = {
  scout: "a scout\u2019s path",
  first_racer: "the first racer\u2019s path",
  racers: "all racers\u2019 paths",
};

/** @param {Facts} plane @param {{name?: string, params?: Record<string, any>} | null} rule */
function directions({ explained_variance: shares, eigenvalues, barrier }, rule) {
  const { name = "random", params = {} } = rule ?? {};
  if (shares) return `, holding ${percent(shares[0] + shares[1])} of ${WHOSE[params.guide] ?? WHOSE.scout}`;
  if (eigenvalues)
    return ` along its sharpest directions, \u03bb = ${eigenvalues.map((one) => measured(one, 3)).join(" and ")}`;
  if (barrier !== undefined) {
    const line = params.between === "two_ends" ? "between two ends" : "from start to end";
    if (barrier === null) return ` along the line ${line}`;
    return ` along the line ${line}, ${barrier > 1e-6 ? `with a barrier of ${measured(barrier, 3)}` : "without a barrier"}`;
  }
  if (name === "gradient") return " down the gradient";
  if (name === "weights") return `: weight ${params.first} across, weight ${params.second} up`;
  if (name === "hessian") return " along its sharpest directions";
  return ", in random directions";
}

/** @param {number} share - never told as all of it, unless it is */
function percent(share) {
  return share < 0.9995 ? `${Math.min(share * 100, 99.9).toPrecision(3)}\u00a0%` : "all";
}
