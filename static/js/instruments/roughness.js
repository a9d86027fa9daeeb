/** The loss along rays from the plane's origin, and how rough the land is by number. */

import { measured } from "../experiment/format.js";
import { line, write } from "../plots/canvas/canvas.js";

export const name = "roughness";
export const shape = "roomy";

const ROOM = { left: 34, right: 6, top: 8, bottom: 18 };

/** @param {import("../plots/canvas/canvas.js").Sheet} sheet @param {any} facts */
export function draw(sheet, { rays, falling, radius }) {
  const { context, width, height, ink } = sheet;
  const known = rays.flat().filter((/** @type {number | null} */ value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const bottom = height - ROOM.bottom;
  const up = (/** @type {number} */ value) =>
    bottom - ((value - low) / (high - low || 1)) * (bottom - ROOM.top);
  const across = (/** @type {number} */ share) => ROOM.left + share * (width - ROOM.left - ROOM.right);
  write(sheet, measured(high, 2), ROOM.left - 5, up(high), { align: "right" });
  write(sheet, measured(low, 2), ROOM.left - 5, up(low), { align: "right" });
  context.fillStyle = ink.hairline;
  context.fillRect(ROOM.left, Math.round(bottom), width - ROOM.left - ROOM.right, 1);
  write(sheet, "origin", ROOM.left, height - ROOM.bottom / 2 + 1);
  write(sheet, measured(radius, 2), width - ROOM.right, height - ROOM.bottom / 2 + 1, { align: "right" });
  context.globalAlpha = 0.6;
  for (const [k, ray] of rays.entries()) {
    const points = ray
      .map((/** @type {number | null} */ value, /** @type {number} */ i) =>
        value === null ? null : [across(i / (ray.length - 1)), up(value)],
      )
      .filter(Boolean);
    line(sheet, points, falling[k] ? ink.warm : ink.accent, 1);
  }
  context.globalAlpha = 1;
}

/** @param {any} facts */
export function read({ minima, negative_inside: negative, falling }) {
  const down = falling.filter(Boolean).length;
  const pits = `${minima} ${minima === 1 ? "minimum" : "minima"}`;
  return `${pits}; ${measured(100 * negative, 2)}\u00a0% of the inner half bends down; ${down} of ${falling.length} rays ${down === 1 ? "falls" : "fall"} again`;
}
