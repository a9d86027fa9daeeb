/** Links instrument: every weight as a line between two units, its width by magnitude. */

export const name = "links";
export const shape = "wide";

const MAX_LINK_PX = 4.5;
const MARGIN_PX = 10;

/** Draws the weights. @param {import("../plots/canvas/canvas.js").Drawing} drawing @param {any} facts */
export function draw(drawing, { units, layers }) {
  const { context, width, height, colors } = drawing;
  const across = (/** @type {number} */ layer) =>
    MARGIN_PX + (layer / (units.length - 1)) * (width - 2 * MARGIN_PX);
  const up = (/** @type {number} */ layer, /** @type {number} */ unit) =>
    ((unit + 0.5) / units[layer]) * (height - 4) + 2;
  for (const [k, rows] of layers.entries()) {
    const most = Math.max(...rows.map((/** @type {number[]} */ row) => Math.max(...row.map(Math.abs)))) || 1;
    // Small weights first, so that large ones are drawn on top.
    const links = rows.flatMap((/** @type {number[]} */ row, /** @type {number} */ to) =>
      row.map((value, from) => ({ value, from, to })),
    );
    links.sort((/** @type {any} */ a, /** @type {any} */ b) => Math.abs(a.value) - Math.abs(b.value));
    for (const { value, from, to } of links) {
      const strength = Math.abs(value) / most;
      if (strength < 0.02) continue;
      const [a, b] = [across(k), across(k + 1)];
      const middle = (a + b) / 2;
      context.beginPath();
      context.moveTo(a, up(k, from));
      context.bezierCurveTo(middle, up(k, from), middle, up(k + 1, to), b, up(k + 1, to));
      context.strokeStyle = value > 0 ? colors.accent : colors.warm;
      context.globalAlpha = 0.1 + 0.75 * strength;
      context.lineWidth = Math.max(0.3, MAX_LINK_PX * strength);
      context.stroke();
    }
  }
  context.globalAlpha = 1;
  for (const [layer, count] of units.entries())
    for (let unit = 0; unit < count; unit += 1) {
      context.beginPath();
      const radius = Math.max(0.8, Math.min(4, (height / count) * 0.32));
      context.arc(across(layer), up(layer, unit), radius, 0, 2 * Math.PI);
      context.fillStyle = colors.background;
      context.strokeStyle = colors.soft;
      context.lineWidth = 1;
      context.fill();
      context.stroke();
    }
}

/** Describes the measurement in a sentence. @param {any} facts */
export function describe({ units }) {
  return `${units.join(" \u2192 ")} units`;
}
