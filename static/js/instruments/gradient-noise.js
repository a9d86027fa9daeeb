/** Gradient noise instrument: gradients of mini-batches around the full gradient. */

import { formatMeasured } from "../experiment/format.js";
import { line, segment } from "../plots/canvas/canvas.js";
import { NOT_FINITE, writeNotFinite } from "./not-finite.js";

export const name = "gradient_noise";
export const shape = "wide";

/** @typedef {import("../plots/canvas/canvas.js").Drawing} Drawing */
/** @typedef {import("../../../types/api.d.ts").GradientNoiseFacts} Facts */

const MARGIN_PX = 12;
const ARROW_HEAD_PX = 7;

/**
 * Draws the gradients as arrows.
 *
 * @param {Drawing} drawing
 * @param {Facts} facts
 */
export function draw(drawing, facts) {
  if (facts.length === null) return writeNotFinite(drawing);
  const { length, spread } = /** @type {{length: number, spread: number}} */ (facts);
  const [along, across] = /** @type {number[][]} */ ([facts.along, facts.across]);
  const { context, width, height, colors } = drawing;
  const left = Math.min(0, length - spread, ...along);
  const right = Math.max(0, length + spread, ...along);
  const high = Math.max(spread, ...across.map(Math.abs)) || 1;
  const scale = Math.min(
    (width - 2 * MARGIN_PX) / (right - left || 1),
    (height - 2 * MARGIN_PX) / (2 * high),
  );
  const x0 = width / 2 - (scale * (left + right)) / 2;
  const y0 = height / 2;
  const tip = x0 + scale * length;
  drawSpread(drawing, tip, y0, scale * spread);
  context.globalAlpha = 0.75;
  context.fillStyle = colors.warm;
  for (const [k, value] of along.entries()) {
    context.beginPath();
    context.arc(x0 + scale * value, y0 - scale * across[k], 2.4, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
  drawArrow(drawing, x0, tip, y0);
  context.beginPath();
  context.arc(x0, y0, 2, 0, 2 * Math.PI);
  context.fillStyle = colors.text;
  context.fill();
}

/** @param {Drawing} drawing @param {number} x @param {number} y @param {number} radius */
function drawSpread({ context, colors }, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.strokeStyle = colors.faint;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.stroke();
  context.setLineDash([]);
}

/** @param {Drawing} drawing @param {number} from @param {number} tip @param {number} y */
function drawArrow(drawing, from, tip, y) {
  const head = Math.min(ARROW_HEAD_PX, 0.6 * (tip - from));
  const barbs = [
    [tip - head, y - 0.55 * head],
    [tip, y],
    [tip - head, y + 0.55 * head],
  ];
  segment(drawing, [from, y, tip, y], drawing.colors.accent, 2);
  line(drawing, barbs, drawing.colors.accent, 2);
}

/** Describes the measurement in a sentence. @param {Facts} facts */
export function describe({ batch_size: size, own, noise_scale: noise, noise_scale_error: error, length }) {
  if (length === null) return NOT_FINITE;
  const range = error === null ? "" : ` \u00b1 ${formatMeasured(error, 2)}`;
  const scale = noise === null ? "no gradient" : `noise scale ${formatMeasured(noise, 3)}${range}`;
  return `${scale}, batches of ${size}${own ? "" : " (its steps take all)"}`;
}
