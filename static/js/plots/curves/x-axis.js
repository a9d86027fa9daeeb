/** X axis: quantities that losses can be drawn against, each increasing along a path. */

/** @typedef {"steps" | "gradients" | "examples" | "time"} Axis */

/** Horizontal axes of the loss curves, in menu order. @type {{name: Axis, title: string, unit: string, hint: string}[]} */
export const AXES = [
  { name: "steps", title: "Steps", unit: "step", hint: "" },
  {
    name: "gradients",
    title: "Gradients",
    unit: "gradients",
    hint: "Gradient evaluations: a step of L-BFGS takes several",
  },
  {
    name: "examples",
    title: "Examples seen",
    unit: "examples seen",
    hint: "A step on a small batch has seen fewer",
  },
  {
    name: "time",
    title: "Time",
    unit: "ms of processor",
    hint: "Processor time, as this server measures it now",
  },
];

/** Title beside an axis: what its numbers count. @param {Axis} axis @returns {string} */
export function unitOf(axis) {
  return AXES.find(({ name }) => name === axis)?.unit ?? "";
}

/**
 * Position of each point of a path on the axis.
 *
 * @param {Axis} axis
 * @param {import("../../run/track.js").Track} track
 * @param {number | null | undefined} seconds - cost of one gradient
 * @returns {Float64Array | null} null if that is unknown, or if every point would be at 0
 */
export function axisValues(axis, track, seconds) {
  if (axis === "steps") return Float64Array.from({ length: track.length }, (_, step) => step);
  const spent = track.column("evaluations");
  if (axis === "gradients") return spent;
  if (axis === "time") return seconds ? spent.map((count) => 1000 * seconds * count) : null;
  const seen = track.column("examples");
  return seen.length > 1 && seen[seen.length - 1] === 0 ? null : seen;
}
