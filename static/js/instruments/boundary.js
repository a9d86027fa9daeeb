/** Decision boundary instrument: the network's output over its input space, with the data. */

import { formatMeasured } from "../experiment/format.js";
import { line } from "../plots/canvas/canvas.js";
import { borderSegments } from "./marching-squares.js";

export const name = "boundary";
export const shape = "square";

/**
 * Draws the class map, or the curve of a regression.
 *
 * @param {import("../plots/canvas/canvas.js").Drawing} drawing
 * @param {any} facts
 */
export function draw(drawing, facts) {
  if (facts.y === null) drawCurve(drawing, facts);
  else drawMap(drawing, facts);
}

/** Describes the measurement in a sentence. @param {any} facts */
export function describe({ classes, right, test_right: tested }) {
  if (!classes || right === null) return "Dots: data. Line: the answer.";
  const percent = (/** @type {number} */ share) => `${formatMeasured(100 * share, 3)}\u00a0%`;
  const test = tested === null ? "" : `, ${percent(tested)} of the test set`;
  return `${percent(right)} right${test}`;
}

/** @param {import("../plots/canvas/canvas.js").Drawing} drawing @param {any} facts */
function drawMap(drawing, facts) {
  const { context, width, height, colors } = drawing;
  const { x, y, answer, share, classes, points, labels } = facts;
  const image = new OffscreenCanvas(x.length, y.length);
  const brush = image.getContext("2d");
  if (!brush) return;
  const [low, high] = classes ? [0, 1] : extent(answer.flat());
  for (const [i, row] of answer.entries())
    for (const [j, value] of row.entries()) {
      // At equal probability of two classes the color is that of the background.
      const even = 1 / (classes || 2);
      brush.globalAlpha = classes
        ? 0.06 + 0.4 * Math.max(0, (share[i][j] - even) / (1 - even))
        : 0.06 + 0.5 * Math.abs((2 * (value - low)) / (high - low || 1) - 1);
      brush.fillStyle = classes
        ? colorOf(colors, value)
        : value > (low + high) / 2
          ? colors.warm
          : colors.accent;
      brush.fillRect(j, y.length - 1 - i, 1, 1);
    }
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  // The outermost grid points lie on the frame, so half a cell of the image extends beyond it on each side.
  const [w, h] = [width / (x.length - 1), height / (y.length - 1)];
  context.drawImage(image, -w / 2, -h / 2, width + w, height + h);
  const across = (/** @type {number} */ v) => ((v - x[0]) / (x.at(-1) - x[0])) * width;
  const up = (/** @type {number} */ v) => height - ((v - y[0]) / (y.at(-1) - y[0])) * height;
  if (classes) drawBorders(drawing, facts);
  const paint = (/** @type {number} */ label) =>
    classes ? colorOf(colors, label) : label > (low + high) / 2 ? colors.warm : colors.accent;
  for (let k = 0; k < labels.length; k += 1) {
    context.beginPath();
    context.arc(across(points[0][k]), up(points[1][k]), 2.2, 0, 2 * Math.PI);
    context.fillStyle = paint(labels[k]);
    context.strokeStyle = colors.background;
    context.lineWidth = 0.8;
    context.fill();
    context.stroke();
  }
  for (const [k, label] of facts.test_labels.entries()) {
    context.beginPath();
    context.arc(across(facts.test_points[0][k]), up(facts.test_points[1][k]), 2.4, 0, 2 * Math.PI);
    context.fillStyle = colors.background;
    context.strokeStyle = paint(label);
    context.lineWidth = 1.4;
    context.fill();
    context.stroke();
  }
}

/** @param {import("../plots/canvas/canvas.js").Drawing} drawing @param {any} facts */
function drawBorders({ context, width, height, colors }, { x, y, answer, share, classes }) {
  const [dx, dy] = [width / (x.length - 1), height / (y.length - 1)];
  context.beginPath();
  for (const [a, b, c, d] of borderSegments(answer, share, classes)) {
    context.moveTo(a * dx, height - b * dy);
    context.lineTo(c * dx, height - d * dy);
  }
  context.strokeStyle = colors.text;
  context.lineWidth = 1.2;
  context.stroke();
}

/** @param {import("../plots/canvas/canvas.js").Drawing} drawing @param {any} facts */
function drawCurve(drawing, { x, answer, points, labels, test_points: [testInputs], test_labels: tests }) {
  const { context, width, height, colors } = drawing;
  const [low, high] = extent([...labels, ...answer]);
  const room = 0.08 * (high - low || 1);
  const across = (/** @type {number} */ v) => ((v - x[0]) / (x.at(-1) - x[0])) * width;
  const up = (/** @type {number} */ v) => height - ((v - low + room) / (high - low + 2 * room)) * height;
  context.globalAlpha = 0.5;
  for (let k = 0; k < labels.length; k += 1) {
    context.beginPath();
    context.arc(across(points[0][k]), up(labels[k]), 1.8, 0, 2 * Math.PI);
    context.fillStyle = colors.accent;
    context.fill();
  }
  context.strokeStyle = colors.accent;
  for (const [k, value] of tests.entries()) {
    context.beginPath();
    context.arc(across(testInputs[k]), up(value), 2, 0, 2 * Math.PI);
    context.stroke();
  }
  context.globalAlpha = 1;
  const path = x.map((/** @type {number} */ v, /** @type {number} */ k) => [across(v), up(answer[k])]);
  line(drawing, path, colors.warm, 2);
}

/** @param {number[]} values */
function extent(values) {
  return [Math.min(...values), Math.max(...values)];
}

/** @param {import("../plots/canvas/canvas.js").ThemeColors} colors @param {number} label */
function colorOf(colors, label) {
  return colors.classes[label % colors.classes.length];
}
