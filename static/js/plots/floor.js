/** The edge of the scene's floor: its outline, ticks and numbers along the two sides next to the eye. */

import { ticks } from "./levels.js";

const TICK = 5;
const LABEL = 16;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./field.js").Field} field
 * @param {number} height - of the floor
 * @param {import("./projection.js").SceneProjection} projection
 * @param {import("./theme.js").Theme} theme
 */
export function drawFloor(context, field, height, projection, theme) {
  const eye = projection.eyeData;
  const nearX = Math.abs(eye[0] - field.x0) < Math.abs(eye[0] - field.x1) ? field.x0 : field.x1;
  const nearY = Math.abs(eye[1] - field.y0) < Math.abs(eye[1] - field.y1) ? field.y0 : field.y1;
  /** @param {number} x @param {number} y @returns {[number, number]} */
  const at = (x, y) => {
    const out = [0, 0];
    projection.project(x, y, height, out, 0);
    return [out[0], out[1]];
  };
  context.strokeStyle = theme.axis;
  context.fillStyle = theme.textSoft;
  context.lineWidth = 1;
  context.font = `11px ${theme.font}`;
  context.textBaseline = "middle";
  drawSide(
    context,
    ticks(field.x0, field.x1, 5),
    [field.x0, field.x1],
    (x) => at(x, nearY),
    at(nearX, middle(field.y0, field.y1)),
    "x",
    theme,
  );
  drawSide(
    context,
    ticks(field.y0, field.y1, 5),
    [field.y0, field.y1],
    (y) => at(nearX, y),
    at(middle(field.x0, field.x1), nearY),
    "y",
    theme,
  );
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} values - where the ticks are
 * @param {[number, number]} range
 * @param {(value: number) => [number, number]} at - a place along the side, in pixels
 * @param {[number, number]} other - the middle of the other near side
 * @param {string} name
 * @param {import("./theme.js").Theme} theme
 */
function drawSide(context, values, range, at, other, name, theme) {
  const [ax, ay] = at(range[0]);
  const [bx, by] = at(range[1]);
  context.beginPath();
  context.moveTo(ax, ay);
  context.lineTo(bx, by);
  const [nx, ny] = outward(ax, ay, bx, by, other);
  context.textAlign = nx < -0.35 ? "right" : nx > 0.35 ? "left" : "center";
  for (const value of values) {
    const [x, y] = at(value);
    context.moveTo(x, y);
    context.lineTo(x + TICK * nx, y + TICK * ny);
    context.fillText(format(value), x + LABEL * nx, y + LABEL * ny);
  }
  context.stroke();
  const [mx, my] = [(ax + bx) / 2, (ay + by) / 2];
  context.font = `italic 13px ${theme.font}`;
  context.fillText(name, mx + 34 * nx, my + 34 * ny);
  context.font = `11px ${theme.font}`;
}

/**
 * The direction off a side, away from the land.
 *
 * @param {number} ax
 * @param {number} ay
 * @param {number} bx
 * @param {number} by
 * @param {[number, number]} inner - a place on the land's side
 * @returns {[number, number]}
 */
function outward(ax, ay, bx, by, [ix, iy]) {
  const length = Math.hypot(bx - ax, by - ay) || 1;
  const [nx, ny] = [(by - ay) / length, (ax - bx) / length];
  const inside = (ix - ax) * nx + (iy - ay) * ny > 0;
  return inside ? [-nx, -ny] : [nx, ny];
}

/** @param {number} a @param {number} b */
function middle(a, b) {
  return (a + b) / 2;
}

/** @param {number} value */
function format(value) {
  return String(value).replace("-", "−");
}
