/**
 * Learning rate sweep chart: loss against learning rate, both logarithmic, one curve per racer, with its best
 * rate and where it diverges.
 */

import { canvasOf, line, segment, write } from "../plots/canvas/canvas.js";
import { superscript } from "../plots/canvas/numbers.js";
import { CurveScale } from "../plots/curves/curve-scale.js";

const PADDING_PX = { left: 46, right: 12, top: 10, bottom: 20 };

/**
 * @typedef {object} Curve
 * @property {import("./lr-sweep-text.js").Sweep} sweep
 * @property {string} color
 * @property {number} lr - in force at the playhead
 */

/**
 * Draws the sweeps of all racers.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Curve[]} curves
 * @param {number} floor - lowest known loss, or NaN
 */
export function drawSweeps(canvas, curves, floor) {
  const drawing = canvasOf(canvas);
  if (!drawing || curves.length === 0) return;
  const { width, height } = drawing;
  const frame = {
    left: PADDING_PX.left,
    top: PADDING_PX.top,
    width: width - PADDING_PX.left - PADDING_PX.right,
    height: height - PADDING_PX.top - PADDING_PX.bottom,
  };
  const rates = curves.flatMap(({ sweep }) => [sweep.lr[0], sweep.lr[sweep.lr.length - 1]]);
  const [low, high] = [Math.log10(Math.min(...rates)), Math.log10(Math.max(...rates))];
  const losses = curves.map(({ sweep }) => [
    /** @type {number} */ (sweep.first),
    ...sweep.loss.filter((loss, k) => loss !== null && !sweep.failed[k]).map(Number),
  ]);
  const scale = new CurveScale(losses, "log", floor, 1, frame);
  /** @param {number} rate */
  const across = (rate) => frame.left + ((Math.log10(rate) - low) / (high - low)) * frame.width;
  drawAxes(drawing, scale, frame, [low, high], across);
  for (const curve of curves) drawCurve(drawing, curve, scale, across);
}

/**
 * @param {import("../plots/canvas/canvas.js").Drawing} drawing
 * @param {CurveScale} scale
 * @param {import("../plots/curves/curve-scale.js").Frame} frame
 * @param {[number, number]} powers
 * @param {(rate: number) => number} across
 */
function drawAxes(drawing, scale, { left, top, width, height }, [low, high], across) {
  const { colors } = drawing;
  for (const { value, label } of scale.lossTicks()) {
    const y = Math.round(scale.y(value)) + 0.5;
    segment(drawing, [left, y, left + width, y], colors.hairline);
    write(drawing, label, left - 6, y, { align: "right" });
  }
  const bottom = top + height;
  segment(drawing, [left, bottom + 0.5, left + width, bottom + 0.5], colors.faint);
  for (let power = Math.ceil(low - 1e-9); power <= high + 1e-9; power += 1) {
    write(drawing, `10${superscript(power)}`, across(10 ** power), bottom + 11, { align: "center" });
  }
  write(drawing, "\u03b7", left + width, bottom - 8, { align: "right", color: colors.soft });
}

/**
 * @param {import("../plots/canvas/canvas.js").Drawing} drawing
 * @param {Curve} curve
 * @param {CurveScale} scale
 * @param {(rate: number) => number} across
 */
function drawCurve(drawing, { sweep, color, lr }, scale, across) {
  const { context, colors } = drawing;
  const { top, height } = scale.frame;
  const up = (/** @type {number} */ loss) => Math.min(Math.max(scale.y(loss), top), top + height);
  for (const piece of pieces(sweep)) {
    const points = piece.map(([rate, loss]) => [across(rate), up(loss)]);
    line(drawing, points, color, 1.6);
  }
  if (sweep.edge !== null) drawEdge(drawing, across(sweep.edge), scale.frame, color);
  if (sweep.best === null) return;
  dot(
    context,
    across(sweep.lr[sweep.best]),
    up(sweep.loss[sweep.best] ?? Number.NaN),
    color,
    colors.background,
    true,
  );
  const near = nearest(sweep.lr, lr);
  const loss = sweep.loss[near];
  if (near >= 0 && loss !== null && !sweep.failed[near])
    dot(context, across(lr), up(loss), color, colors.background, false);
}

/**
 * Runs of learning rates that did not fail, each with its losses.
 *
 * @param {Curve["sweep"]} sweep
 * @returns {[number, number][][]} pieces of the curve
 */
function pieces({ lr, loss: losses, failed }) {
  /** @type {[number, number][][]} */
  const found = [[]];
  for (const [k, loss] of losses.entries()) {
    if (loss === null || failed[k]) found.push([]);
    else found[found.length - 1].push([lr[k], loss]);
  }
  return found.filter((piece) => piece.length > 0);
}

/**
 * Marks the rate from which on runs fail.
 *
 * @param {import("../plots/canvas/canvas.js").Drawing} drawing
 * @param {number} x - pixel of the rate
 * @param {import("../plots/curves/curve-scale.js").Frame} frame
 * @param {string} color
 */
function drawEdge(drawing, x, { top, height }, color) {
  drawing.context.setLineDash([2, 3]);
  segment(drawing, [x, top, x, top + height], color, 1.2);
  drawing.context.setLineDash([]);
  segment(drawing, [x - 4, top, x + 4, top + 8], color, 1.6);
  segment(drawing, [x + 4, top, x - 4, top + 8], color, 1.6);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {string} color
 * @param {string} background
 * @param {boolean} full - true for the best rate; false draws a ring at the current rate
 */
function dot(context, x, y, color, background, full) {
  context.beginPath();
  context.arc(x, y, full ? 4.5 : 4, 0, 2 * Math.PI);
  context.fillStyle = full ? color : background;
  context.fill();
  context.lineWidth = full ? 1.5 : 2;
  context.strokeStyle = full ? background : color;
  context.stroke();
}

/** @param {number[]} rates @param {number} rate @returns {number} -1 if it lies outside */
function nearest(rates, rate) {
  if (!(rate >= rates[0] * 0.9 && rate <= rates[rates.length - 1] * 1.1)) return -1;
  const gaps = rates.map((one) => Math.abs(Math.log(one / rate)));
  return gaps.indexOf(Math.min(...gaps));
}
