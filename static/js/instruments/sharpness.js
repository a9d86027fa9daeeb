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

const PADDING_PX = { left: 38, right: 8, top: 10, bottom: 18 };

/**
 * Draws sharpness and limit over the steps.
 *
 * @param {import("../plots/canvas/canvas.js").Drawing} drawing
 * @param {any} facts
 * @param {{history: {step: number, facts: any}[], steps: number, step: number}} course
 */
export function draw(drawing, facts, { history, steps, step }) {
  const { context, width, height, colors } = drawing;
  const values = history.flatMap(({ facts: one }) => [one.sharpness, one.bearable ?? one.sharpness]);
  const low = Math.min(0, ...history.map(({ facts: one }) => one.sharpness));
  const own = Math.max(...history.map(({ facts: one }) => one.sharpness), 1e-9);
  // A limit far above all measurements must not flatten the curve.
  const high = 1.12 * Math.max(own, ...values.filter((value) => value < 6 * own));
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
  const limits = history.filter(({ facts: one }) => one.bearable !== null);
  if (limits.length > 0) {
    const known = facts.bearable !== null;
    const inside = known && facts.bearable <= high;
    if (inside) {
      context.setLineDash([4, 3]);
      const path = limits.map(({ step: at, facts: one }) => [across(at), up(one.bearable)]);
      const ends = [
        [PADDING_PX.left, path[0][1]],
        ...path,
        [width - PADDING_PX.right, path[path.length - 1][1]],
      ];
      line(drawing, ends, colors.error, 1.2);
      context.setLineDash([]);
    }
    const y = inside ? Math.max(up(facts.bearable) - 8, 6) : 6;
    const text = inside ? "edge of stability" : `edge at ${formatMeasured(facts.bearable, 3)} \u2191`;
    if (known) write(drawing, text, width - PADDING_PX.right, y, { align: "right", color: colors.error });
  }
  const path = history.map(({ step: at, facts: one }) => [across(at), up(one.sharpness)]);
  line(drawing, path, colors.accent, 1.6);
  context.beginPath();
  context.arc(across(step), up(facts.sharpness), 3.5, 0, 2 * Math.PI);
  context.fillStyle = colors.accent;
  context.fill();
}

/** Describes the measurement in a sentence. @param {any} facts */
export function describe({ sharpness, bearable }) {
  const now = `\u03bb = ${formatMeasured(sharpness, 3)}`;
  if (bearable === null) return `${now}; no fixed edge here`;
  const share = sharpness / bearable;
  return `${now}, ${formatMeasured(100 * share, 3)}\u00a0% of the edge ${formatMeasured(bearable, 3)}`;
}
