/** Curve drawing: lines, filled area and axes of the loss curves. */

import { fontOf, SHADES } from "../canvas/theme.js";

/**
 * Path of a loss curve.
 *
 * @param {Float64Array} losses
 * @param {import("./curve-scale.js").CurveScale} scale
 * @returns {Path2D}
 */
export function curvePath(losses, scale) {
  const path = new Path2D();
  for (let k = 0; k < losses.length; k += 1) {
    const [x, y] = [scale.x(k), scale.y(losses[k])];
    if (k === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  return path;
}

/**
 * Area below the lowest curve at each step.
 *
 * @param {Float64Array[]} curves
 * @param {import("./curve-scale.js").CurveScale} scale
 * @returns {Path2D}
 */
export function profilePath(curves, scale) {
  const path = new Path2D();
  const bottom = scale.frame.top + scale.frame.height;
  const last = Math.max(0, ...curves.map((losses) => losses.length)) - 1;
  if (last < 1) return path;
  path.moveTo(scale.x(0), bottom);
  for (let k = 0; k <= last; k += 1) {
    let y = scale.frame.top;
    for (const losses of curves) if (k < losses.length) y = Math.max(y, scale.y(losses[k]));
    path.lineTo(scale.x(k), Math.min(y, bottom));
  }
  path.lineTo(scale.x(last), bottom);
  path.closePath();
  return path;
}

/**
 * Gradient fill with the landscape's tints, each at its own loss.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("./curve-scale.js").CurveScale} scale
 * @param {import("../land/height-field.js").HeightField} field
 * @param {import("../canvas/theme.js").Theme} theme
 */
export function landFill(context, scale, field, theme) {
  const { top, height } = scale.frame;
  const wash = context.createLinearGradient(0, top + height, 0, top);
  const stops = 20;
  for (let s = 0; s <= stops; s += 1) {
    const share = field.share(field.transform.height(scale.loss(s / stops)));
    const k = 3 * Math.round(Math.min(Math.max(share, 0), 1) * (SHADES - 1));
    wash.addColorStop(s / stops, `rgb(${theme.tints[k]} ${theme.tints[k + 1]} ${theme.tints[k + 2]})`);
  }
  return wash;
}

/**
 * Draws axes, ticks and titles.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("./curve-scale.js").CurveScale} scale
 * @param {import("../canvas/theme.js").Theme} theme
 * @param {string} name - title of the horizontal axis
 */
export function drawAxes(context, scale, theme, name) {
  const { left, top, width, height } = scale.frame;
  context.font = fontOf(theme, 11);
  context.fillStyle = theme.textFaint;
  drawLossTicks(context, scale, theme);
  drawStepTicks(context, scale, theme);
  context.textAlign = "right";
  context.textBaseline = "bottom";
  context.fillText(name, left + width - 2, top + height - 3);
  context.textBaseline = "top";
  context.fillText(scale.title, left + width - 2, top + 2);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./curve-scale.js").CurveScale} scale
 * @param {import("../canvas/theme.js").Theme} theme
 */
function drawLossTicks(context, scale, theme) {
  const { left, width } = scale.frame;
  context.strokeStyle = theme.hairline;
  context.lineWidth = 1;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.beginPath();
  for (const { value, label } of scale.lossTicks()) {
    const y = Math.round(scale.y(value)) + 0.5;
    context.moveTo(left, y);
    context.lineTo(left + width, y);
    context.fillText(label, left - 7, y);
  }
  context.globalAlpha = 0.6;
  context.stroke();
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./curve-scale.js").CurveScale} scale
 * @param {import("../canvas/theme.js").Theme} theme
 */
function drawStepTicks(context, scale, theme) {
  const { left, top, width, height } = scale.frame;
  context.textAlign = "center";
  context.textBaseline = "top";
  context.strokeStyle = theme.axis;
  context.beginPath();
  context.moveTo(left, top + height + 0.5);
  context.lineTo(left + width, top + height + 0.5);
  for (const step of scale.stepTicks()) {
    const x = scale.x(step);
    context.moveTo(x, top + height + 0.5);
    context.lineTo(x, top + height + 4.5);
    context.fillText(String(step), x, top + height + 7);
  }
  context.stroke();
}

/**
 * Draws the learning rate over time on its own scale, with its maximum at the upper edge; nothing for a racer
 * that has none.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("../overlay.js").DrawnRacer} drawnRacer
 * @param {import("./curve-scale.js").CurveScale} scale
 */
export function drawRates(context, { track, color }, scale) {
  const rates = track.column("lr");
  const most = rates.reduce((a, b) => Math.max(a, b), 0);
  if (!(most > 0)) return;
  const { top, height } = scale.frame;
  context.beginPath();
  for (let k = 0; k < rates.length; k += 1) {
    const y = top + height * (1 - (0.92 * rates[k]) / most);
    if (k === 0) context.moveTo(scale.x(k), y);
    else context.lineTo(scale.x(k), y);
  }
  context.strokeStyle = color;
  context.globalAlpha = 0.5;
  context.lineWidth = 1;
  context.setLineDash([1, 3]);
  context.stroke();
  context.setLineDash([]);
}
