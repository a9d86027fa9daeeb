/** Roughness instrument: the loss along rays from the plane's origin, and roughness numbers. */

import { formatMeasured } from "../experiment/format.js";
import { line, write } from "../plots/canvas/canvas.js";

export const name = "roughness";
export const shape = "roomy";

/** @typedef {import("../plots/canvas/canvas.js").Drawing} Drawing */
/** @typedef {import("../../../types/api.d.ts").RoughnessFacts} Facts */

const PADDING_PX = { left: 34, right: 6, top: 8, bottom: 18 };

/** Draws the rays. @param {Drawing} drawing @param {Facts} facts */
export function draw(drawing, { rays, falling, radius }) {
  const { context, width, height, colors } = drawing;
  const known = rays.flat().filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const bottom = height - PADDING_PX.bottom;
  const up = (/** @type {number} */ value) =>
    bottom - ((value - low) / (high - low || 1)) * (bottom - PADDING_PX.top);
  const across = (/** @type {number} */ share) =>
    PADDING_PX.left + share * (width - PADDING_PX.left - PADDING_PX.right);
  write(drawing, formatMeasured(high, 2), PADDING_PX.left - 5, up(high), { align: "right" });
  write(drawing, formatMeasured(low, 2), PADDING_PX.left - 5, up(low), { align: "right" });
  context.fillStyle = colors.hairline;
  context.fillRect(PADDING_PX.left, Math.round(bottom), width - PADDING_PX.left - PADDING_PX.right, 1);
  write(drawing, "origin", PADDING_PX.left, height - PADDING_PX.bottom / 2 + 1);
  write(drawing, formatMeasured(radius, 2), width - PADDING_PX.right, height - PADDING_PX.bottom / 2 + 1, {
    align: "right",
  });
  context.globalAlpha = 0.6;
  for (const [k, ray] of rays.entries()) {
    const points = ray.flatMap((value, i) =>
      value === null ? [] : [[across(i / (ray.length - 1)), up(value)]],
    );
    line(drawing, points, falling[k] ? colors.warm : colors.accent, 1);
  }
  context.globalAlpha = 1;
}

/** Describes the measurement in a sentence. @param {Facts} facts */
export function describe({ minima, negative_inside: negative, falling }) {
  const down = falling.filter(Boolean).length;
  const pits = `${minima} ${minima === 1 ? "minimum" : "minima"}`;
  return `${pits}; ${formatMeasured(100 * negative, 2)}\u00a0% of the inner half bends down; ${down} of ${falling.length} rays ${down === 1 ? "falls" : "fall"} again`;
}
