/** Tooltip: exact numbers at a step, one line per racer, beside the pointer. */

import { markerPath } from "../canvas/markers.js";
import { formatNumber, formatStep, LOSS_STEP } from "../canvas/numbers.js";
import { fontOf } from "../canvas/theme.js";

const LINE_PX = 17;
const PADDING_PX = 9;
const COLUMN_PX = 92;
const GAP_PX = 12;
/** Significant digits at least. */
const DIGITS = 5;

/** Columns shown, with their headings. */
const COLUMNS = /** @type {const} */ ([
  ["loss", "loss"],
  ["grad_norm", "‖∇L‖"],
  ["lr", "η"],
]);

/** @typedef {import("./curve-scale.js").CurveScale} CurveScale */

/**
 * Draws the tooltip of a step.
 *
 * @param {import("../canvas/layer.js").Layer} layer
 * @param {import("../overlay.js").DrawnRacer[]} drawnRacers
 * @param {{scale: CurveScale, scaleOf: (drawnRacer: import("../overlay.js").DrawnRacer) => CurveScale}} scales - of the
 *   axes, and of each racer
 * @param {number} step
 * @param {number} pointerY
 * @param {import("../canvas/theme.js").Theme} theme
 */
export function drawTooltip({ context, width }, drawnRacers, scales, step, pointerY, theme) {
  const { top, height } = scales.scale.frame;
  const x = drawStep(context, drawnRacers, scales, step, theme);
  const rows = drawnRacers.filter(({ track }) => step < track.length);
  if (rows.length === 0) return;
  context.font = fontOf(theme, 11.5);
  const nameWidth = widest(
    context,
    rows.map(({ label }) => label),
    40,
  );
  const losses = rows.map(({ track }) => textOf("loss", track, step, scales.scale));
  const columnWidth = widest(context, losses, COLUMN_PX * theme.typeScale - GAP_PX) + GAP_PX;
  const line = LINE_PX * theme.typeScale;
  const boxWidth = 2 * PADDING_PX + 14 + nameWidth + COLUMNS.length * columnWidth;
  const boxHeight = 2 * PADDING_PX - 4 + line * (rows.length + 1);
  const left = x + 14 + boxWidth > width ? Math.max(2, x - 14 - boxWidth) : x + 14;
  const upper = Math.min(Math.max(pointerY - boxHeight / 2, 0), Math.max(0, top + height - boxHeight));
  drawBox(context, left, upper, boxWidth, boxHeight, theme);
  context.textBaseline = "middle";
  const inner = left + PADDING_PX;
  const rights = COLUMNS.map((_, c) => inner + 14 + nameWidth + (c + 1) * columnWidth);
  const y = upper + PADDING_PX + 5;
  context.fillStyle = theme.textSoft;
  context.textAlign = "left";
  context.fillText(`step ${step}`, inner, y);
  context.textAlign = "right";
  for (const [c, [, heading]] of COLUMNS.entries()) context.fillText(heading, rights[c], y);
  const place = { left: inner, rights, scale: scales.scale };
  for (const [k, drawnRacer] of rows.entries())
    drawRow(context, drawnRacer, step, { ...place, y: y + (k + 1) * line }, theme);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string[]} texts
 * @param {number} least
 * @returns {number} pixels of the widest text
 */
function widest(context, texts, least) {
  return Math.max(...texts.map((text) => context.measureText(text).width), least);
}

/**
 * @param {(typeof COLUMNS)[number][0]} column
 * @param {import("../../run/track.js").Track} track
 * @param {number} step
 * @param {CurveScale} scale
 */
function textOf(column, track, step, scale) {
  const value = track.column(column)[step];
  if (Number.isNaN(value)) return "\u2013";
  return column === "loss" ? formatStep(value, LOSS_STEP * scale.range, DIGITS) : formatNumber(value, DIGITS);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("../overlay.js").DrawnRacer} drawnRacer
 * @param {number} step
 * @param {{left: number, rights: number[], y: number, scale: CurveScale}} place - left end of the row, right ends
 *   of its columns, and the scale of the losses
 * @param {import("../canvas/theme.js").Theme} theme
 */
function drawRow(context, { marker, color, label, track }, step, { left, rights, y, scale }, theme) {
  context.beginPath();
  markerPath(context, marker, left + 4, y, 4);
  context.fillStyle = color;
  context.fill();
  context.fillStyle = theme.text;
  context.textAlign = "left";
  context.fillText(label, left + 14, y);
  context.textAlign = "right";
  for (const [c, [column]] of COLUMNS.entries())
    context.fillText(textOf(column, track, step, scale), rights[c], y);
}

/**
 * Draws a marked step on the curves, without numbers.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("../overlay.js").DrawnRacer[]} drawnRacers
 * @param {{scale: CurveScale, scaleOf: (drawnRacer: import("../overlay.js").DrawnRacer) => CurveScale}} scales
 * @param {number} step
 * @param {import("../canvas/theme.js").Theme} theme
 * @param {number} [racer] - whose step it is on any axis but steps; by default the first racer
 * @returns {number} the pixel where the step is
 */
export function drawStep(context, drawnRacers, scales, step, theme, racer = 0) {
  const { top, height } = scales.scale.frame;
  const x =
    drawnRacers.length > 0
      ? scales.scaleOf(drawnRacers[racer] ?? drawnRacers[0]).x(step)
      : scales.scale.x(step);
  context.strokeStyle = theme.text;
  context.globalAlpha = 0.3;
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x, top + height);
  context.stroke();
  context.globalAlpha = 1;
  const here = drawnRacers.filter(({ track }) => step < track.length);
  drawDots(context, here, scales, step, theme);
  return x;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("../overlay.js").DrawnRacer[]} drawnRacers
 * @param {{scaleOf: (drawnRacer: import("../overlay.js").DrawnRacer) => CurveScale}} scales
 * @param {number} step
 * @param {import("../canvas/theme.js").Theme} theme
 */
function drawDots(context, drawnRacers, scales, step, theme) {
  for (const drawnRacer of drawnRacers) {
    const { track, color } = drawnRacer;
    const scale = scales.scaleOf(drawnRacer);
    const y = scale.y(track.columns[2][step]);
    if (y < scale.frame.top - 3) continue;
    context.beginPath();
    context.arc(scale.x(step), y, 3, 0, 2 * Math.PI);
    context.fillStyle = theme.background;
    context.fill();
    context.lineWidth = 1.6;
    context.strokeStyle = color;
    context.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @param {import("../canvas/theme.js").Theme} theme
 */
function drawBox(context, x, y, width, height, theme) {
  context.beginPath();
  context.roundRect(x, y, width, height, 4);
  context.fillStyle = theme.background;
  context.globalAlpha = 0.94;
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = 1;
  context.strokeStyle = theme.hairline;
  context.stroke();
}
