/** What the losses can be drawn against: each a number that grows along a racer's path. */

/** @typedef {"steps" | "gradients" | "examples" | "time"} Axis */

export const AXES = /** @type {const} */ (["steps", "gradients", "examples", "time"]);

/** What stands below each, with its unit; steps need no name. */
const NAMES = { steps: "", gradients: "gradients", examples: "examples seen", time: "ms of processor" };

/** @param {Axis} axis @returns {string} */
export function nameOf(axis) {
  return NAMES[axis];
}

/**
 * How far along the axis each point of a path lies.
 *
 * @param {Axis} axis
 * @param {import("../track.js").Track} track
 * @param {number | null | undefined} seconds - what one of its gradients costs
 * @returns {Float64Array | null} null where that is not known, or where every point would lie at 0
 */
export function along(axis, track, seconds) {
  if (axis === "steps") return Float64Array.from({ length: track.length }, (_, step) => step);
  const spent = track.column("evaluations");
  if (axis === "gradients") return spent;
  if (axis === "time") return seconds ? spent.map((count) => 1000 * seconds * count) : null;
  const seen = track.column("examples");
  return seen.length > 1 && seen[seen.length - 1] === 0 ? null : seen;
}
