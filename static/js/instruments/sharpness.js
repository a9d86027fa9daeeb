/** The largest curvature over the steps, against what the learning rate can bear. */

import { measured } from "../experiment/format.js";
import { line, write } from "../plots/canvas/canvas.js";

export const name = "sharpness";
export const shape = "wide";
/** What was measured at former steps is drawn too. */
export const remembers = true;

const ROOM = { left: 38, right: 8, top: 10, bottom: 18 };

/**
 * @param {import("../plots/canvas/canvas.js").Sheet} sheet
 * @param {any} facts
 * @param {{past: {step: number, facts: any}[], steps: number, step: number}} course
 */
export function draw(sheet, facts, { past, steps, step }) {
  const { context, width, height, ink } = sheet;
  const values = past.flatMap(({ facts: one }) => [one.sharpness, one.bearable ?? one.sharpness]);
  const low = Math.min(0, ...past.map(({ facts: one }) => one.sharpness));
  const own = Math.max(...past.map(({ facts: one }) => one.sharpness), 1e-9);
  // A limit far above all that was measured must not press the curve flat.
  const high = 1.12 * Math.max(own, ...values.filter((value) => value < 6 * own));
  const bottom = height - ROOM.bottom;
  const across = (/** @type {number} */ at) => ROOM.left + (at / steps) * (width - ROOM.left - ROOM.right);
  const up = (/** @type {number} */ value) => bottom - ((value - low) / (high - low)) * (bottom - ROOM.top);
  for (const value of [low, high / 1.12]) {
    write(sheet, measured(value, 2), ROOM.left - 5, up(value), { align: "right" });
  }
  context.fillStyle = ink.hairline;
  context.fillRect(ROOM.left, Math.round(up(0)), width - ROOM.left - ROOM.right, 1);
  write(sheet, "step", width - ROOM.right, height - ROOM.bottom / 2 + 1, { align: "right" });
  const limits = past.filter(({ facts: one }) => one.bearable !== null);
  if (limits.length > 0) {
    const known = facts.bearable !== null;
    const inside = known && facts.bearable <= high;
    if (inside) {
      context.setLineDash([4, 3]);
      const path = limits.map(({ step: at, facts: one }) => [across(at), up(one.bearable)]);
      const ends = [[ROOM.left, path[0][1]], ...path, [width - ROOM.right, path[path.length - 1][1]]];
      line(sheet, ends, ink.error, 1.2);
      context.setLineDash([]);
    }
    const y = inside ? Math.max(up(facts.bearable) - 8, 6) : 6;
    const text = inside ? "edge of stability" : `edge at ${measured(facts.bearable, 3)} \u2191`;
    if (known) write(sheet, text, width - ROOM.right, y, { align: "right", color: ink.error });
  }
  const path = past.map(({ step: at, facts: one }) => [across(at), up(one.sharpness)]);
  line(sheet, path, ink.accent, 1.6);
  context.beginPath();
  context.arc(across(step), up(facts.sharpness), 3.5, 0, 2 * Math.PI);
  context.fillStyle = ink.accent;
  context.fill();
}

/** @param {any} facts */
export function read({ sharpness, bearable }) {
  const now = `\u03bb = ${measured(sharpness, 3)}`;
  if (bearable === null) return `${now}; no fixed edge here`;
  const share = sharpness / bearable;
  return `${now}, ${measured(100 * share, 3)}\u00a0% of the edge ${measured(bearable, 3)}`;
}
