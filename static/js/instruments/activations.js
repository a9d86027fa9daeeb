/** What each hidden layer's units say over the whole set: one histogram a layer, the first at the top. */

import { measured } from "../experiment/format.js";
import { write } from "../plots/canvas/canvas.js";

export const name = "activations";
export const shape = "wide";

const ROOM = { left: 20, right: 6 };
/** Height of a label over its histogram. */
const LABEL = 15;
const MOST_LAYERS = 8;

/** @param {import("../plots/canvas/canvas.js").Sheet} sheet @param {any} facts */
export function draw(sheet, { layers }) {
  const { context, width, height, ink } = sheet;
  const shown = layers.length <= MOST_LAYERS ? layers : thinned(layers);
  const each = height / shown.length;
  for (const [k, layer] of shown.entries()) {
    const base = Math.round((k + 1) * each) - 1;
    const most = Math.max(...layer.counts) || 1;
    const step = (width - ROOM.left - ROOM.right) / layer.counts.length;
    context.fillStyle = layer.idle > 0.3 ? ink.warm : ink.accent;
    for (const [bin, count] of layer.counts.entries()) {
      const tall = Math.sqrt(count / most) * (each - LABEL);
      context.fillRect(ROOM.left + bin * step, base - tall, Math.max(step - 1, 1), tall);
    }
    context.fillStyle = ink.hairline;
    context.fillRect(ROOM.left, base, width - ROOM.left - ROOM.right, 1);
    write(sheet, String(layers.indexOf(layer) + 1), 4, base - each / 2 + LABEL / 2);
    if (layer.idle > 0.005)
      write(
        sheet,
        `${measured(100 * layer.idle, 2)}\u00a0% ${layer.word}`,
        width - ROOM.right,
        base - each + LABEL / 2 + 1,
        {
          align: "right",
          color: ink.soft,
        },
      );
  }
}

/** @param {any} facts */
export function read({ layers }) {
  const { edges } = layers[0];
  return `Layer 1: ${measured(edges[0], 2)} to ${measured(edges.at(-1), 2)}`;
}

/** Evenly chosen ones, the first and the last among them. @param {any[]} layers */
function thinned(layers) {
  return Array.from(
    { length: MOST_LAYERS },
    (_, k) => layers[Math.round((k * (layers.length - 1)) / (MOST_LAYERS - 1))],
  );
}
