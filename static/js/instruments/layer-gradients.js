/** Layer gradients instrument: gradient norm of each layer on a logarithmic scale, the input layer first. */

import { formatMeasured } from "../experiment/format.js";
import { write } from "../plots/canvas/canvas.js";
import { superscript } from "../plots/canvas/numbers.js";
import { NOT_FINITE, writeNotFinite } from "./not-finite.js";

export const name = "layer_gradients";
export const shape = "wide";

/** @typedef {import("../plots/canvas/canvas.js").Drawing} Drawing */
/** @typedef {import("../../../types/api.d.ts").LayerGradientsFacts} Facts */

const PADDING_PX = { left: 34, right: 6, top: 8, bottom: 18 };
/** Number of layers beyond which bars have no numbers. */
const MAX_NUMBERED_LAYERS = 14;

/** Draws the bars. @param {Drawing} drawing @param {Facts} facts */
export function draw(drawing, facts) {
  if (!facts.finite) return writeNotFinite(drawing);
  const gradient = /** @type {number[]} */ (facts.gradient);
  const { context, width, height, colors } = drawing;
  const known = gradient.filter((value) => value > 0);
  if (known.length === 0)
    return write(drawing, "No gradient at all", width / 2, height / 2, { align: "center" });
  const [floor, top] = decades(known);
  const up = (/** @type {number} */ value) =>
    height -
    PADDING_PX.bottom -
    ((Math.log10(value) - floor) / (top - floor)) * (height - PADDING_PX.bottom - PADDING_PX.top);
  const stride = Math.max(1, Math.ceil((top - floor) / 4));
  for (let power = floor; power <= top; power += stride) {
    const y = Math.round(up(10 ** power)) + 0.5;
    context.fillStyle = colors.hairline;
    context.fillRect(PADDING_PX.left, y, width - PADDING_PX.left - PADDING_PX.right, 1);
    write(drawing, `10${superscript(power)}`, PADDING_PX.left - 5, y, { align: "right" });
  }
  const pace = (width - PADDING_PX.left - PADDING_PX.right) / gradient.length;
  const thick = Math.min(26, pace * 0.64);
  for (const [k, value] of gradient.entries()) {
    const x = PADDING_PX.left + (k + 0.5) * pace;
    context.fillStyle = colors.accent;
    if (value > 0) context.fillRect(x - thick / 2, up(value), thick, height - PADDING_PX.bottom - up(value));
    if (gradient.length <= MAX_NUMBERED_LAYERS)
      write(drawing, String(k + 1), x, height - PADDING_PX.bottom / 2 + 1, { align: "center" });
  }
  if (gradient.length > MAX_NUMBERED_LAYERS) {
    write(drawing, "first layer", PADDING_PX.left, height - PADDING_PX.bottom / 2 + 1);
    write(drawing, "last", width - PADDING_PX.right, height - PADDING_PX.bottom / 2 + 1, { align: "right" });
  }
}

/** Describes the measurement in a sentence. @param {Facts} facts */
export function describe({ ratio, layers, finite }) {
  if (!finite) return NOT_FINITE;
  if (ratio === null || layers.length < 2) return "";
  return `First layer gets ${formatMeasured(ratio, 3)}\u00d7 the last one\u2019s`;
}

/** Powers of ten that enclose all values, at least two. @param {number[]} values */
function decades(values) {
  const floor = Math.floor(Math.log10(Math.min(...values)) - 0.15);
  return [floor, Math.max(Math.ceil(Math.log10(Math.max(...values)) + 0.02), floor + 1)];
}
