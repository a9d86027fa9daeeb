/** Hatching: stripes on the map where the landscape has no value. */

import { textHaloed } from "../canvas/markers.js";
import { fontOf } from "../canvas/theme.js";
import { GRID_SIDE } from "./height-field.js";

/** Points of the mask along each side. */
const POINTS = 2 * GRID_SIDE;
/** Distance of two stripes and their width, in pixels. */
const PITCH_PX = 10;
const STRIPE_PX = 1.2;
const STRIPE_OPACITY = 0.6;

/**
 * Draws the hatching over relief and contour lines.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("./height-field.js").HeightField} field
 * @param {{left: number, top: number, width: number, height: number}} frame - pixels
 * @param {import("../canvas/theme.js").Theme} theme
 */
export function drawHatching(context, field, frame, theme) {
  if (field.shares === null) return;
  const { left, top, width, height } = frame;
  const scale = globalThis.devicePixelRatio || 1;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const stripes = canvas.getContext("2d");
  if (!stripes) return;
  stripes.scale(scale, scale);
  drawStripes(stripes, width, height, theme);
  stripes.globalCompositeOperation = "destination-in";
  stripes.drawImage(maskOf(field), 0, 0, width, height);
  context.drawImage(canvas, left, top, width, height);
  if (!field.hasValues) drawNoValues(context, left + width / 2, top + height / 2, theme);
}

/**
 * Says that the whole landscape has no value.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} x - pixels
 * @param {number} y
 * @param {import("../canvas/theme.js").Theme} theme
 */
export function drawNoValues(context, x, y, theme) {
  context.font = fontOf(theme, 13, "600");
  context.textAlign = "center";
  context.textBaseline = "middle";
  textHaloed(context, "Not defined anywhere here", x, y, theme.text, theme.background);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} width
 * @param {number} height
 * @param {import("../canvas/theme.js").Theme} theme
 */
function drawStripes(context, width, height, theme) {
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  context.beginPath();
  for (let x = -height; x < width; x += PITCH_PX * theme.typeScale) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.globalAlpha = STRIPE_OPACITY;
  context.strokeStyle = theme.axis;
  context.lineWidth = STRIPE_PX * theme.typeScale;
  context.stroke();
  context.globalAlpha = 1;
}

/**
 * @param {import("./height-field.js").HeightField} field
 * @returns {HTMLCanvasElement} opaque where the landscape has no value; its top row at the upper edge
 */
function maskOf(field) {
  const canvas = document.createElement("canvas");
  canvas.width = POINTS;
  canvas.height = POINTS;
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  const image = context.createImageData(POINTS, POINTS);
  const step = (GRID_SIDE - 1) / POINTS;
  for (let row = 0; row < POINTS; row += 1) {
    for (let column = 0; column < POINTS; column += 1) {
      const defined = field.isDefinedAt((column + 0.5) * step, (POINTS - row - 0.5) * step);
      image.data[4 * (row * POINTS + column) + 3] = defined ? 0 : 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
