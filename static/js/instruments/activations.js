/**
 * Activations instrument: a histogram of each hidden layer's activations over the data set, the first layer
 * on top.
 */

import { formatMeasured } from "../experiment/format.js";
import { write } from "../plots/canvas/canvas.js";

export const name = "activations";
export const shape = "wide";

/** @typedef {import("../plots/canvas/canvas.js").Drawing} Drawing */
/** @typedef {import("../../../types/api.d.ts").ActivationsFacts} Facts */

const PADDING_PX = { left: 20, right: 6 };
/** Height of a label over its histogram. */
const LABEL_PX = 15;
const MAX_LAYERS = 8;

/** Draws the histograms. @param {Drawing} drawing @param {Facts} facts */
export function draw(drawing, { layers }) {
  const { context, width, height, colors } = drawing;
  const shown = layers.length <= MAX_LAYERS ? layers : sampled(layers);
  const each = height / shown.length;
  for (const [k, layer] of shown.entries()) {
    const base = Math.round((k + 1) * each) - 1;
    const counts = /** @type {number[]} */ (layer.counts);
    const most = Math.max(...counts) || 1;
    const step = (width - PADDING_PX.left - PADDING_PX.right) / counts.length;
    context.fillStyle = layer.idle > 0.3 ? colors.warm : colors.accent;
    for (const [bin, count] of counts.entries()) {
      const tall = Math.sqrt(count / most) * (each - LABEL_PX);
      context.fillRect(PADDING_PX.left + bin * step, base - tall, Math.max(step - 1, 1), tall);
    }
    context.fillStyle = colors.hairline;
    context.fillRect(PADDING_PX.left, base, width - PADDING_PX.left - PADDING_PX.right, 1);
    write(drawing, String(layers.indexOf(layer) + 1), 4, base - each / 2 + LABEL_PX / 2);
    if (layer.idle > 0.005)
      write(
        drawing,
        `${formatMeasured(100 * layer.idle, 2)}\u00a0% ${layer.word}`,
        width - PADDING_PX.right,
        base - each + LABEL_PX / 2 + 1,
        {
          align: "right",
          color: colors.soft,
        },
      );
  }
}

/** Describes the measurement in a sentence. @param {Facts} facts */
export function describe({ layers }) {
  const { edges } = layers[0];
  return `Layer 1: ${formatMeasured(edges[0], 2)} to ${formatMeasured(edges.at(-1), 2)}`;
}

/** An evenly spaced subset that includes the first and the last. @param {Facts["layers"]} layers */
function sampled(layers) {
  return Array.from(
    { length: MAX_LAYERS },
    (_, k) => layers[Math.round((k * (layers.length - 1)) / (MAX_LAYERS - 1))],
  );
}
