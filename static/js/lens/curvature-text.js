/** Curvature text: describes the local curvature in words. Pure functions. */

import { formatMeasured } from "../experiment/format.js";

/** @typedef {import("../../../types/api.d.ts").Direction} Direction */
/** @typedef {import("../run/api.js").Analyses["curvature"]} LocalCurvature */

/** Behavior of momentum along a direction. @type {Record<string, string>} */
const REGIMES = {
  straight: "straight in",
  zigzag: "zigzags in",
  over_damped: "over-damped: creeps in",
  critically_damped: "critically damped: as fast as it gets",
  under_damped: "under-damped: swings in",
  divergent: "diverges: every swing is wider",
};

/** Factor per step below which the distance from the minimum counts as zero after one step (rounding). */
const ONE_STEP_FACTOR = 1e-9;

/**
 * Text of momentum's behavior along a direction.
 *
 * @param {{regime: string | null, rate: number | null}} direction
 */
export function regimeOf({ regime, rate }) {
  if (!regime) return "\u2013";
  if (rate !== null && rate < ONE_STEP_FACTOR) return "there in one step";
  const factor = rate === null ? "" : `, \u00d7${formatMeasured(rate, 3)} a step`;
  return `${REGIMES[regime] ?? regime}${factor}`;
}

/** Angle from the x axis in degrees, in (-90, 90]. @param {Direction} direction */
export function angleOf({ vector: [x, y] }) {
  const angle = (Math.atan2(y, x) * 180) / Math.PI;
  const turned = angle > 90 ? angle - 180 : angle <= -90 ? angle + 180 : angle;
  return `${Math.round(turned)}\u00b0`.replace("-", "\u2212");
}

/**
 * Compares the learning rate with the stability limit of the steepest direction.
 *
 * @param {LocalCurvature} curvature
 * @returns {{text: string, share: number | null}} share of the limit; null where there is none
 */
export function limitText({ kind, directions, limit, lr, space }) {
  if (kind === "kink")
    return { text: "At a kink there is no curvature: steps of any length cross it.", share: null };
  const steepest = (space ?? { directions }).directions[0].curvature;
  if (steepest <= 0)
    return { text: "It bends up nowhere here, so nothing limits the learning rate.", share: null };
  const plain = `Here 2/\u03bb\u2081 = ${formatMeasured(2 / steepest)}`;
  if (limit === null || lr === null) {
    const why = lr === null ? "has no learning rate" : "scales its steps";
    return { text: `${plain} is what plain gradient descent could bear; this method ${why}.`, share: null };
  }
  const own =
    Math.abs(limit * steepest - 2) < 1e-9 ? plain : `${plain}; with this momentum ${formatMeasured(limit)}`;
  const share = lr / limit;
  const verdict = share < 1 ? "stable" : "too large: it is thrown out";
  return {
    text: `${own}. \u03b7 = ${formatMeasured(lr)} is ${Math.round(100 * share)} % of it: ${verdict}.`,
    share,
  };
}

/** Headline: point, loss and kind of curvature. @param {LocalCurvature} curvature */
export function headText({ x, y, loss, gradient, sentence, space }) {
  const slope = space?.slope ?? Math.hypot(gradient[0], gradient[1]);
  return `(${formatMeasured(x)}, ${formatMeasured(y)}): loss ${formatMeasured(loss)}, slope ${formatMeasured(slope)}. ${sentence}`;
}

/**
 * Table rows: name, curvature, direction, and the racer's behavior along it.
 *
 * @param {LocalCurvature} curvature
 * @returns {string[][]}
 */
export function rowsOf({ directions, space }) {
  const names = space ? ["Steepest in the plane", "Across it"] : ["\u03bb\u2081", "\u03bb\u2082"];
  const plane = directions.map((direction, k) => [
    names[k],
    formatMeasured(direction.curvature),
    angleOf(direction),
    regimeOf(direction),
  ]);
  const whole = (space?.directions ?? []).map((direction, k, all) => [
    k === all.length - 1 ? "Lowest of all weights" : `\u03bb${"\u2081\u2082"[k]} of all weights`,
    formatMeasured(direction.curvature),
    `${Math.round(100 * direction.share)} % in the plane`,
    regimeOf(direction),
  ]);
  return [...whole, ...plane];
}

/** Describes the gradient noise in a sentence. @param {LocalCurvature} curvature @returns {string} */
export function noiseText({ noise }) {
  if (!noise) return "";
  return `Noise keeps the ball within the dotted ellipse for ${Math.round(100 * noise.share)} of 100 steps.`;
}
