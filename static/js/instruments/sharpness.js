/**
 * Sharpness instrument: the largest curvature over the steps, against the stability limit of the learning
 * rate.
 */

import { formatMeasured } from "../experiment/format.js";
import { line, write } from "../plots/canvas/canvas.js";

export const name = "sharpness";
export const shape = "wide";
/** Measurements of former steps are drawn too. */
export const keepsHistory = true;

/** @typedef {import("../plots/canvas/canvas.js").Drawing} Drawing */
/** @typedef {import("../../../types/api.d.ts").SharpnessFacts} Facts */
/** @typedef {{step: number, sharpness: number, bearable: number | null}} Point - the limit is null if it is not known */
/** @typedef {{across(step: number): number, up(value: number): number, high: number}} Scale */

const PADDING_PX = { left: 38, right: 8, top: 10, bottom: 18 };

/**
 * Draws sharpness and limit over the steps.
 *
 * @param {Drawing} drawing
 * @param {Facts} facts
 * @param {import("./tile.js").DrawContext} course
 */
export function draw(drawing, facts, { history, steps, step }) {
  const { context, width, height, colors } = drawing;
  const points = history.map((one) => /** @type {Point} */ ({ ...one.facts, step: one.step }));
  const [low, high] = rangeOf(points);
  const bottom = height - PADDING_PX.bottom;
  const across = (/** @type {number} */ at) =>
    PADDING_PX.left + (at / steps) * (width - PADDING_PX.left - PADDING_PX.right);
  const up = (/** @type {number} */ value) =>
    bottom - ((value - low) / (high - low)) * (bottom - PADDING_PX.top);
  for (const value of [low, high / 1.12]) {
    write(drawing, formatMeasured(value, 2), PADDING_PX.left - 5, up(value), { align: "right" });
  }
  context.fillStyle = colors.hairline;
  context.fillRect(PADDING_PX.left, Math.round(up(0)), width - PADDING_PX.left - PADDING_PX.right, 1);
  write(drawing, "step", width - PADDING_PX.right, height - PADDING_PX.bottom / 2 + 1, { align: "right" });
  if (facts.bearable !== null) drawLimit(drawing, points, facts.bearable, { across, up, high });
  const path = points.map((one) => [across(one.step), up(one.sharpness)]);
  line(drawing, path, colors.accent, 1.6);
  context.beginPath();
  context.arc(across(step), up(Number(facts.sharpness)), 3.5, 0, 2 * Math.PI);
  context.fillStyle = colors.accent;
  context.fill();
}

/** Lowest and highest value to draw. @param {Point[]} points */
function rangeOf(points) {
  const values = points.flatMap(({ sharpness, bearable }) => [sharpness, bearable ?? sharpness]);
  const low = Math.min(0, ...points.map(({ sharpness }) => sharpness));
  const own = Math.max(...points.map(({ sharpness }) => sharpness), 1e-9);
  // A limit far above all measurements must not flatten the curve.
  return [low, 1.12 * Math.max(own, ...values.filter((value) => value < 6 * own))];
}

/**
 * Draws the limit as a line, or says where it is if that is far above.
 *
 * @param {Drawing} drawing
 * @param {Point[]} points
 * @param {number} now - the present limit
 * @param {Scale} scale
 */
function drawLimit(drawing, points, now, { across, up, high }) {
  const { context, width, colors } = drawing;
  const path = points.flatMap(({ step, bearable }) =>
    bearable === null ? [] : [[across(step), up(bearable)]],
  );
  if (path.length === 0) return;
  const inside = now <= high;
  if (inside) {
    context.setLineDash([4, 3]);
    const ends = [
      [PADDING_PX.left, path[0][1]],
      ...path,
      [width - PADDING_PX.right, path[path.length - 1][1]],
    ];
    line(drawing, ends, colors.error, 1.2);
    context.setLineDash([]);
  }
  const y = inside ? Math.max(up(now) - 8, 6) : 6;
  const text = inside ? "edge of stability" : `edge at ${formatMeasured(now, 3)} \u2191`;
  write(drawing, text, width - PADDING_PX.right, y, { align: "right", color: colors.error });
}

/** Describes the measurement in a sentence. @param {Facts} facts */
export function describe({ sharpness, bearable }) {
  const now = `\u03bb = ${formatMeasured(sharpness, 3)}`;
  if (bearable === null) return `${now}; no fixed edge here`;
  const share = Number(sharpness) / bearable;
  return `${now}, ${formatMeasured(100 * share, 3)}\u00a0% of the edge ${formatMeasured(bearable, 3)}`;
}
