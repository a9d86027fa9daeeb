/**
 * Ball arrows: step, gradient and momentum at a ball. The step is drawn to scale. The negative gradient and
 * the momentum span many powers of ten, so their length is logarithmic; their direction is exact.
 */

import { strokeHaloed, textHaloed } from "../canvas/markers.js";
import { fontOf } from "../canvas/theme.js";

/** @typedef {"gradient" | "momentum" | "step"} ArrowKind */

/** Columns and label of each arrow. */
const ARROWS = {
  gradient: { columns: ["gradient_x", "gradient_y"], label: "−∇L", dash: [], side: 1 },
  momentum: { columns: ["momentum_x", "momentum_y"], label: "−m", dash: [5, 3], side: -1 },
};

const MIN_LENGTH_PX = 20;
const MAX_LENGTH_PX = 78;

/**
 * @typedef {object} Arrow
 * @property {number} dx - pixels
 * @property {number} dy
 * @property {string} label
 * @property {number[]} dash
 * @property {number} side - side of the tip where the label is drawn: 1 left, -1 right, 0 in front
 */

/**
 * The arrows of a racer at one of its points.
 *
 * @param {import("../../run/track.js").Track} track
 * @param {number} index
 * @param {Record<ArrowKind, boolean>} shown
 * @param {(dx: number, dy: number) => [number, number]} direct - converts a small displacement of the data to
 *   pixels
 * @param {(index: number) => [number, number]} pixelOf - pixel of a point of the track
 * @returns {Arrow[]}
 */
export function arrowsOf(track, index, shown, direct, pixelOf) {
  /** @type {Arrow[]} */
  const arrows = [];
  for (const kind of /** @type {const} */ (["gradient", "momentum"])) {
    if (!shown[kind]) continue;
    const { columns, label, dash, side } = ARROWS[kind];
    const [vx, vy] = columns.map((name) => -track.column(name)[index]);
    const size = Math.hypot(vx, vy);
    if (!(size > 0) || !Number.isFinite(size)) continue;
    const [px, py] = direct(vx / size, vy / size);
    const length = arrowLength(size) / (Math.hypot(px, py) || 1);
    arrows.push({ dx: px * length, dy: py * length, label, dash, side });
  }
  if (shown.step && index + 1 < track.length) {
    const [ax, ay] = pixelOf(index);
    const [bx, by] = pixelOf(index + 1);
    arrows.push({ dx: bx - ax, dy: by - ay, label: "step", dash: [1.5, 3], side: 0 });
  }
  return arrows;
}

/**
 * Length of an arrow for a vector.
 *
 * @param {number} size - of the vector, positive
 * @returns {number} pixels; each power of ten adds the same amount
 */
export function arrowLength(size) {
  const share = (Math.log10(size) + 4) / 8;
  return MIN_LENGTH_PX + (MAX_LENGTH_PX - MIN_LENGTH_PX) * Math.min(Math.max(share, 0), 1);
}

/**
 * Draws an arrow with its label.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} x - pixels of the tail
 * @param {number} y
 * @param {Arrow} arrow
 * @param {string} color
 * @param {import("../canvas/theme.js").Theme} theme
 * @param {number} legible - opacity of the label
 */
export function drawArrow(context, x, y, arrow, color, theme, legible) {
  const length = Math.hypot(arrow.dx, arrow.dy);
  if (length < 4) return;
  const [ux, uy] = [arrow.dx / length, arrow.dy / length];
  const [tipX, tipY] = [x + arrow.dx, y + arrow.dy];
  const shaft = new Path2D();
  shaft.moveTo(x, y);
  shaft.lineTo(tipX - 6 * ux, tipY - 6 * uy);
  context.lineCap = "round";
  context.setLineDash(arrow.dash);
  strokeHaloed(context, shaft, color, 2, theme.halo);
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(tipX, tipY);
  context.lineTo(tipX - 9 * ux - 4.2 * uy, tipY - 9 * uy + 4.2 * ux);
  context.lineTo(tipX - 7 * ux, tipY - 7 * uy);
  context.lineTo(tipX - 9 * ux + 4.2 * uy, tipY - 9 * uy - 4.2 * ux);
  context.closePath();
  context.fillStyle = color;
  context.fill();
  if (legible <= 0) return;
  const [lx, ly] = [tipX + 8 * ux + 11 * arrow.side * uy, tipY + 8 * uy - 11 * arrow.side * ux];
  context.globalAlpha = legible;
  context.font = fontOf(theme, 11, "600");
  context.textAlign = lx < tipX - 4 ? "right" : lx > tipX + 4 ? "left" : "center";
  context.textBaseline = "middle";
  textHaloed(context, arrow.label, lx, ly, color, theme.background);
  context.globalAlpha = 1;
}
