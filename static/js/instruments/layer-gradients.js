/** How much gradient reaches each layer: bars on a logarithmic scale, the input's layer first. */

import { measured } from "../experiment/format.js";
import { write } from "../plots/canvas/canvas.js";
import { superscript } from "../plots/canvas/numbers.js";

export const name = "layer_gradients";
export const shape = "wide";

const ROOM = { left: 34, right: 6, top: 8, bottom: 18 };
/** Layers beyond which the bars go without their numbers. */
const NUMBERED = 14;

/** @param {import("../plots/canvas/canvas.js").Sheet} sheet @param {any} facts */
export function draw(sheet, { gradient }) {
  const { context, width, height, ink } = sheet;
  const known = gradient.filter((/** @type {number} */ value) => value > 0);
  if (known.length === 0)
    return write(sheet, "No gradient at all", width / 2, height / 2, { align: "center" });
  const [floor, top] = decades(known);
  const up = (/** @type {number} */ value) =>
    height - ROOM.bottom - ((Math.log10(value) - floor) / (top - floor)) * (height - ROOM.bottom - ROOM.top);
  const stride = Math.max(1, Math.ceil((top - floor) / 4));
  for (let power = floor; power <= top; power += stride) {
    const y = Math.round(up(10 ** power)) + 0.5;
    context.fillStyle = ink.hairline;
    context.fillRect(ROOM.left, y, width - ROOM.left - ROOM.right, 1);
    write(sheet, `10${superscript(power)}`, ROOM.left - 5, y, { align: "right" });
  }
  const pace = (width - ROOM.left - ROOM.right) / gradient.length;
  const thick = Math.min(26, pace * 0.64);
  for (const [k, value] of gradient.entries()) {
    const x = ROOM.left + (k + 0.5) * pace;
    context.fillStyle = ink.accent;
    if (value > 0) context.fillRect(x - thick / 2, up(value), thick, height - ROOM.bottom - up(value));
    if (gradient.length <= NUMBERED)
      write(sheet, String(k + 1), x, height - ROOM.bottom / 2 + 1, { align: "center" });
  }
  if (gradient.length > NUMBERED) {
    write(sheet, "first layer", ROOM.left, height - ROOM.bottom / 2 + 1);
    write(sheet, "last", width - ROOM.right, height - ROOM.bottom / 2 + 1, { align: "right" });
  }
}

/** @param {any} facts */
export function read({ ratio, layers }) {
  if (ratio === null || layers.length < 2) return "";
  return `First layer gets ${measured(ratio, 3)}\u00d7 the last one\u2019s`;
}

/** Whole powers of ten around all values, two at least. @param {number[]} values */
function decades(values) {
  const floor = Math.floor(Math.log10(Math.min(...values)) - 0.15);
  return [floor, Math.max(Math.ceil(Math.log10(Math.max(...values)) + 0.02), floor + 1)];
}
