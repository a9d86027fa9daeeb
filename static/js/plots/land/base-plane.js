/**
 * Base plane: a plate below the landscape with its contour lines, and ticks along the two near sides. It is
 * drawn on a canvas behind Plotly's, so that the landscape hides it.
 */

import { ticks } from "../canvas/levels.js";
import { fontOf } from "../canvas/theme.js";

const TICK_PX = 5;
const LABEL_PX = 16;
/** Maximum numbers along a side, the height of a line of them, and the gap between two, in pixels. */
const MAX_NUMBERS = 5;
const LINE_PX = 12;
const GAP_PX = 4;
/** @typedef {{left: number, right: number, top: number, bottom: number}} Box - pixels */
/** Height in pixels below which the sides have no names. */
const MIN_HEIGHT_FOR_NAMES_PX = 260;

/**
 * Draws the base plane.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("./height-field.js").HeightField} field
 * @param {import("./isolines.js").Isolines} lines
 * @param {number} height - of the base plane
 * @param {import("./projection.js").SceneProjection} projection
 * @param {import("../canvas/theme.js").Theme} theme
 */
export function drawBasePlane(context, field, lines, height, projection, theme) {
  const { x0, x1, y0, y1 } = field;
  const out = [0, 0];
  /** @param {number} x @param {number} y @returns {[number, number]} */
  const at = (x, y) => {
    projection.project(x, y, height, out, 0);
    return [out[0], out[1]];
  };
  const plate = [at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1)];
  context.beginPath();
  for (const [x, y] of plate) context.lineTo(x, y);
  context.closePath();
  context.fillStyle = theme.plate;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = theme.hairline;
  context.stroke();
  strokeSegments(context, lines.fine, at, theme.line, 0.6);
  strokeSegments(context, lines.strong, at, theme.line, 1.1);

  const eye = projection.eyeData;
  const nearX = Math.abs(eye[0] - x0) < Math.abs(eye[0] - x1) ? x0 : x1;
  const nearY = Math.abs(eye[1] - y0) < Math.abs(eye[1] - y1) ? y0 : y1;
  context.strokeStyle = theme.axis;
  context.fillStyle = theme.textSoft;
  context.lineWidth = 1;
  context.font = fontOf(theme, 11);
  context.textBaseline = "middle";
  const inner = at((x0 + x1) / 2, (y0 + y1) / 2);
  /** @type {Box[]} */
  const taken = [];
  const [nameX, nameY] = projection.height < MIN_HEIGHT_FOR_NAMES_PX ? ["", ""] : field.axes;
  drawSide(context, [x0, x1], (x) => at(x, nearY), inner, nameX, towards(nearX, x0, x1), theme, taken);
  drawSide(context, [y0, y1], (y) => at(nearX, y), inner, nameY, towards(nearY, y0, y1), theme, taken);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Float32Array} segments
 * @param {(x: number, y: number) => [number, number]} at
 * @param {string} color
 * @param {number} width
 */
function strokeSegments(context, segments, at, color, width) {
  context.beginPath();
  for (let k = 0; k < segments.length; k += 4) {
    const [ax, ay] = at(segments[k], segments[k + 1]);
    context.moveTo(ax, ay);
    const [bx, by] = at(segments[k + 2], segments[k + 3]);
    context.lineTo(bx, by);
  }
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} range
 * @param {(value: number) => [number, number]} at - pixel of a value on the side
 * @param {[number, number]} inner - a point on the landscape's side
 * @param {string} name
 * @param {number} nameAt - value at which the name is drawn
 * @param {import("../canvas/theme.js").Theme} theme
 * @param {Box[]} taken - boxes of numbers already drawn; the new ones are appended
 */
function drawSide(context, range, at, inner, name, nameAt, theme, taken) {
  const [ax, ay] = at(range[0]);
  const [bx, by] = at(range[1]);
  context.beginPath();
  context.moveTo(ax, ay);
  context.lineTo(bx, by);
  const [nx, ny] = outward(ax, ay, bx, by, inner);
  context.textAlign = nx < -0.35 ? "right" : nx > 0.35 ? "left" : "center";
  const most = Math.min(
    Math.max(Math.floor(numbersThatFit(context, range, [bx - ax, by - ay], theme)), 1),
    MAX_NUMBERS,
  );
  for (const value of ticks(range[0], range[1], most)) {
    const [x, y] = at(value);
    context.moveTo(x, y);
    context.lineTo(x + TICK_PX * nx, y + TICK_PX * ny);
    const away = LABEL_PX * theme.typeScale;
    drawTickLabel(context, format(value), x + away * nx, y + away * ny, theme, taken);
  }
  context.stroke();
  const [mx, my] = at(nameAt);
  context.font = fontOf(theme, 13, "italic");
  context.fillText(name, mx + 34 * theme.typeScale * nx, my + 34 * theme.typeScale * ny);
  context.font = fontOf(theme, 11);
}

/**
 * Draws a number unless it would overlap another or leave the canvas.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {import("../canvas/theme.js").Theme} theme
 * @param {Box[]} taken - the new box is appended
 */
function drawTickLabel(context, text, x, y, theme, taken) {
  const box = boxOf(context, text, x, y, theme);
  if (taken.some((other) => overlaps(box, other)) || !isWithin(box, context.canvas)) return;
  taken.push(box);
  context.fillText(text, x, y);
}

/**
 * Number of ticks that fit on a side.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} range
 * @param {[number, number]} side - pixels from one end to the other
 * @param {import("../canvas/theme.js").Theme} theme
 */
function numbersThatFit(context, [low, high], [dx, dy], theme) {
  const widest = Math.max(
    ...ticks(low, high, MAX_NUMBERS).map((value) => context.measureText(format(value)).width),
  );
  return Math.max(Math.abs(dx) / (widest + 2 * GAP_PX), Math.abs(dy) / (LINE_PX * theme.typeScale + GAP_PX));
}

/**
 * @param {CanvasRenderingContext2D} context - with the font and alignment of the text
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {import("../canvas/theme.js").Theme} theme
 * @returns {Box}
 */
function boxOf(context, text, x, y, theme) {
  const width = context.measureText(text).width;
  const left = x - width * { left: 0, center: 0.5, right: 1, start: 0, end: 1 }[context.textAlign];
  const half = (LINE_PX * theme.typeScale) / 2;
  return { left, right: left + width, top: y - half, bottom: y + half };
}

/** @param {Box} a @param {Box} b */
function overlaps(a, b) {
  return a.left < b.right + GAP_PX && b.left < a.right + GAP_PX && a.top < b.bottom && b.top < a.bottom;
}

/** @param {Box} box @param {HTMLCanvasElement} canvas */
function isWithin({ left, right, top, bottom }, { clientWidth, clientHeight }) {
  return left >= 0 && right <= clientWidth && top >= 0 && bottom <= clientHeight;
}

/**
 * Outward direction of a side, away from the landscape.
 *
 * @param {number} ax
 * @param {number} ay
 * @param {number} bx
 * @param {number} by
 * @param {[number, number]} inner - a point on the landscape's side
 * @returns {[number, number]}
 */
function outward(ax, ay, bx, by, [ix, iy]) {
  const length = Math.hypot(bx - ax, by - ay) || 1;
  const [nx, ny] = [(by - ay) / length, (ax - bx) / length];
  const inside = (ix - ax) * nx + (iy - ay) * ny > 0;
  return inside ? [-nx, -ny] : [nx, ny];
}

/**
 * A value on a side near the corner closest to the camera, where the landscape hides nothing.
 *
 * @param {number} near
 * @param {number} low
 * @param {number} high
 */
function towards(near, low, high) {
  return near + 0.38 * (near === low ? high - low : low - high);
}

/** @param {number} value */
function format(value) {
  return String(value).replace("-", "−");
}
