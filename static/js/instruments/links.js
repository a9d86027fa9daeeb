/** Links instrument: every weight as a line between two units, its width by magnitude. */

export const name = "links";
export const shape = "wide";

/** @typedef {import("../plots/canvas/canvas.js").Drawing} Drawing */
/** @typedef {import("../../../types/api.d.ts").WeightGraphFacts} Facts */

const MAX_LINK_PX = 4.5;
const MARGIN_PX = 10;

/** Draws the weights. @param {Drawing} drawing @param {Facts} facts */
export function draw(drawing, { units, layers }) {
  const { context, width, height } = drawing;
  const across = (/** @type {number} */ layer) =>
    MARGIN_PX + (layer / (units.length - 1)) * (width - 2 * MARGIN_PX);
  const up = (/** @type {number} */ layer, /** @type {number} */ unit) =>
    ((unit + 0.5) / units[layer]) * (height - 4) + 2;
  for (const [k, rows] of layers.entries()) {
    const { links, most } = sortedLinks(/** @type {number[][]} */ (rows));
    for (const { value, from, to } of links) {
      const ends = /** @type {const} */ ([across(k), up(k, from), across(k + 1), up(k + 1, to)]);
      drawLink(drawing, ends, value, Math.abs(value) / most);
    }
  }
  context.globalAlpha = 1;
  for (const [layer, count] of units.entries())
    for (let unit = 0; unit < count; unit += 1) drawUnit(drawing, across(layer), up(layer, unit), count);
}

/** The links of a layer, small ones first, so that large ones are drawn on top. @param {number[][]} rows */
function sortedLinks(rows) {
  const links = rows.flatMap((row, to) => row.map((value, from) => ({ value, from, to })));
  links.sort((a, b) => Math.abs(a.value) - Math.abs(b.value));
  return { links, most: Math.max(...rows.map((row) => Math.max(...row.map(Math.abs)))) || 1 };
}

/**
 * @param {Drawing} drawing
 * @param {readonly [number, number, number, number]} ends - pixels
 * @param {number} value
 * @param {number} strength - its share of the largest
 */
function drawLink({ context, colors }, [a, from, b, to], value, strength) {
  if (strength < 0.02) return;
  const middle = (a + b) / 2;
  context.beginPath();
  context.moveTo(a, from);
  context.bezierCurveTo(middle, from, middle, to, b, to);
  context.strokeStyle = value > 0 ? colors.accent : colors.warm;
  context.globalAlpha = 0.1 + 0.75 * strength;
  context.lineWidth = Math.max(0.3, MAX_LINK_PX * strength);
  context.stroke();
}

/** @param {Drawing} drawing @param {number} x @param {number} y @param {number} count - of units in the column */
function drawUnit({ context, colors, height }, x, y, count) {
  context.beginPath();
  const radius = Math.max(0.8, Math.min(4, (height / count) * 0.32));
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colors.background;
  context.strokeStyle = colors.soft;
  context.lineWidth = 1;
  context.fill();
  context.stroke();
}

/** Describes the measurement in a sentence. @param {Facts} facts */
export function describe({ units }) {
  return `${units.join(" \u2192 ")} units`;
}
