/** Stability limit: the largest learning rate at which SGD is stable at a minimum. */

import { unmodifiedSurface } from "./methods.js";

/**
 * From the eigenvalues of one step on a quadratic of curvature `sharpness`: 2 (1 + beta) / sharpness; with
 * Nesterov momentum 2 (1 + beta) / ((1 + 2 beta) sharpness). Weight decay adds to the curvature; dampening
 * reduces the gradient.
 *
 * @param {{name: string, params?: Record<string, any>}} optimizer
 * @param {number} sharpness - the largest curvature at the minimum
 * @returns {number | null} null where no closed form exists
 */
export function stabilityLimit({ name, params = {} }, sharpness) {
  if (name !== "sgd" || !(sharpness > 0)) return null;
  const { momentum: beta = 0, dampening = 0, nesterov = false, weight_decay: decay = 0 } = params;
  if (beta >= 1) return null;
  const curvature = sharpness + decay;
  if (nesterov) return (2 * (1 + beta)) / ((1 + 2 * beta) * curvature);
  const share = beta > 0 ? 1 - dampening : 1;
  return share > 0 ? (2 * (1 + beta)) / (share * curvature) : null;
}

/**
 * The largest curvature at the problem's minimum, if the catalog has it.
 *
 * @param {Record<string, any>} catalog
 * @param {Record<string, any>} problem
 * @returns {number | null}
 */
export function sharpnessOf(catalog, problem) {
  return unmodifiedSurface(catalog, problem)?.sharpness ?? null;
}
