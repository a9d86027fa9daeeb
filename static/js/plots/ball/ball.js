/** Ball drawing: a shaded sphere with a rotating pattern, and its shadow. */

import { markerPath } from "../canvas/markers.js";
import { mix } from "../canvas/theme.js";
import { rotate } from "./ball-rotation.js";

/** Size of the cached sprites in pixels; they are drawn smaller. */
const SPRITE_PX = 96;
/** Directions fixed to the ball: the normals of its two belts and the center of its spot. */
const BELT = /** @type {[number, number, number]} */ ([0.36, 0.48, 0.8]);
const SPOT = /** @type {[number, number, number]} */ ([0.8, -0.6, 0]);

/**
 * @typedef {object} BallStyle
 * @property {string} color
 * @property {string} marker
 */

/**
 * Draws a ball.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} x - pixels of the center
 * @param {number} y
 * @param {number} radius - pixels
 * @param {BallStyle} look
 * @param {import("./ball-rotation.js").Quaternion} orientation - in camera axes: x right, y up, z towards the
 *   camera
 */
export function drawBall(context, x, y, radius, look, orientation) {
  context.save();
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = look.color;
  context.fill();
  context.clip();
  drawPattern(context, x, y, radius, look.color, orientation);
  context.restore();
  context.drawImage(shading(), x - radius, y - radius, 2 * radius, 2 * radius);
  context.beginPath();
  markerPath(context, look.marker, x, y, 0.38 * radius);
  context.fillStyle = "#fff";
  context.fill();
}

/**
 * Draws the shadow of a ball to its lower right: the light comes from the upper left.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} x - pixels where the ball touches the ground
 * @param {number} y
 * @param {number} radius
 * @param {number} flattening - height of the shadow against its width
 */
export function drawShadow(context, x, y, radius, flattening) {
  const size = 1.5 * radius;
  context.drawImage(shadow(), x - size, y - size * flattening, 2 * size, 2 * size * flattening);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {string} color
 * @param {import("./ball-rotation.js").Quaternion} orientation
 */
function drawPattern(context, x, y, radius, color, orientation) {
  context.strokeStyle = darker(color);
  context.fillStyle = context.strokeStyle;
  context.lineWidth = 0.42 * radius;
  context.beginPath();
  greatCircle(context, x, y, radius, rotate(orientation, BELT));
  context.stroke();
  const spot = rotate(orientation, SPOT);
  for (const side of [1, -1]) {
    const [nx, ny, nz] = spot.map((value) => side * value);
    if (nz <= 0) continue;
    context.beginPath();
    context.ellipse(
      x + 0.94 * radius * nx,
      y - 0.94 * radius * ny,
      0.36 * radius,
      0.36 * radius * nz,
      Math.atan2(-ny, nx) + Math.PI / 2,
      0,
      2 * Math.PI,
    );
    context.fill();
  }
}

/**
 * The half of a great circle that faces the eye: half an ellipse.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {[number, number, number]} normal
 */
function greatCircle(context, x, y, radius, [nx, ny, nz]) {
  const angle = Math.atan2(-ny, nx) + Math.PI / 2;
  const towards = nz > 0;
  context.ellipse(
    x,
    y,
    0.97 * radius,
    0.97 * radius * Math.abs(nz),
    angle,
    towards ? 0 : Math.PI,
    towards ? Math.PI : 2 * Math.PI,
  );
}

/** @type {Map<string, string>} */
const darkened = new Map();

/** @param {string} color */
function darker(color) {
  const known = darkened.get(color);
  if (known) return known;
  const dark = mix(color, "#000", 0.32);
  darkened.set(color, dark);
  return dark;
}

/** @type {HTMLCanvasElement | undefined} */
let shadingSprite;
/** @type {HTMLCanvasElement | undefined} */
let shadowSprite;

/** Light and shade of a sphere lit from the upper left, drawn over any color. */
function shading() {
  shadingSprite ??= sprite((context, c) => {
    context.beginPath();
    context.arc(c, c, c, 0, 2 * Math.PI);
    const body = context.createRadialGradient(0.68 * c, 0.6 * c, 0.1 * c, 0.9 * c, 0.88 * c, 1.25 * c);
    body.addColorStop(0, "rgb(255 255 255 / 42%)");
    body.addColorStop(0.35, "rgb(255 255 255 / 8%)");
    body.addColorStop(0.62, "rgb(0 0 0 / 6%)");
    body.addColorStop(1, "rgb(0 0 0 / 52%)");
    context.fillStyle = body;
    context.fill();
    const glint = context.createRadialGradient(0.62 * c, 0.5 * c, 0, 0.62 * c, 0.5 * c, 0.34 * c);
    glint.addColorStop(0, "rgb(255 255 255 / 85%)");
    glint.addColorStop(0.5, "rgb(255 255 255 / 30%)");
    glint.addColorStop(1, "rgb(255 255 255 / 0%)");
    context.fillStyle = glint;
    context.fill();
  });
  return shadingSprite;
}

function shadow() {
  shadowSprite ??= sprite((context, c) => {
    const blur = context.createRadialGradient(c, c, 0.2 * c, c, c, c);
    blur.addColorStop(0, "rgb(10 20 24 / 55%)");
    blur.addColorStop(0.5, "rgb(10 20 24 / 30%)");
    blur.addColorStop(1, "rgb(10 20 24 / 0%)");
    context.fillStyle = blur;
    context.fillRect(0, 0, 2 * c, 2 * c);
  });
  return shadowSprite;
}

/** @param {(context: CanvasRenderingContext2D, center: number) => void} paint */
function sprite(paint) {
  const canvas = document.createElement("canvas");
  canvas.width = SPRITE_PX;
  canvas.height = SPRITE_PX;
  const context = canvas.getContext("2d");
  if (context) paint(context, SPRITE_PX / 2);
  return canvas;
}
