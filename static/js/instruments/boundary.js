/** Decision boundary instrument: the network's output over its input space, with the data. */

import { formatMeasured } from "../experiment/format.js";
import { line } from "../plots/canvas/canvas.js";
import { borderSegments } from "./marching-squares.js";

/** @typedef {import("../plots/canvas/canvas.js").Drawing} Drawing */
/** @typedef {import("../plots/canvas/canvas.js").ThemeColors} ThemeColors */
/** @typedef {import("../../../types/api.d.ts").BoundaryFacts} Facts */

export const name = "boundary";
export const shape = "square";

/**
 * Draws the class map, or the curve of a regression.
 *
 * @param {Drawing} drawing
 * @param {Facts} facts
 */
export function draw(drawing, facts) {
  if (facts.y === null) drawCurve(drawing, facts);
  else drawMap(drawing, facts);
}

/** Describes the measurement in a sentence. @param {Facts} facts */
export function describe({ classes, right, test_right: tested }) {
  if (!classes || right === null) return "Dots: data. Line: the answer.";
  const percent = (/** @type {number} */ share) => `${formatMeasured(100 * share, 3)}\u00a0%`;
  const test = tested === null ? "" : `, ${percent(tested)} of the test set`;
  return `${percent(right)} right${test}`;
}

/** @param {Drawing} drawing @param {Facts} facts */
function drawMap(drawing, facts) {
  const { context, width, height, colors } = drawing;
  const { x, classes } = facts;
  const y = /** @type {number[]} */ (facts.y);
  const answer = /** @type {number[][]} */ (facts.answer);
  const paint = classes ? classPaint(facts, colors) : valuePaint(answer, colors);
  const image = imageOf(answer, paint);
  if (!image) return;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  // The outermost grid points lie on the frame, so half a cell of the image extends beyond it on each side.
  const [w, h] = [width / (x.length - 1), height / (y.length - 1)];
  context.drawImage(image, -w / 2, -h / 2, width + w, height + h);
  if (classes) drawBorders(drawing, facts, answer, classes);
  const place = (/** @type {number} */ px, /** @type {number} */ py) =>
    /** @type {[number, number]} */ ([
      ((px - x[0]) / (x[x.length - 1] - x[0])) * width,
      height - ((py - y[0]) / (y[y.length - 1] - y[0])) * height,
    ]);
  drawSamples(context, facts, place, paint.color, colors.background);
}

/**
 * @typedef {object} Paint
 * @property {(value: number) => string} color
 * @property {(value: number, row: number, column: number) => number} opacity
 */

/**
 * Colors of classes, more opaque where one of them is more probable.
 *
 * @param {Facts} facts
 * @param {ThemeColors} colors
 * @returns {Paint}
 */
function classPaint({ classes, share }, colors) {
  // At equal probability of two classes the color is that of the background.
  const even = 1 / (classes || 2);
  const shares = /** @type {number[][]} */ (share);
  return {
    color: (label) => colorOf(colors, label),
    opacity: (_, row, column) => 0.06 + 0.4 * Math.max(0, (shares[row][column] - even) / (1 - even)),
  };
}

/**
 * Two colors for low and high values, more opaque farther from the middle.
 *
 * @param {number[][]} answer
 * @param {ThemeColors} colors
 * @returns {Paint}
 */
function valuePaint(answer, colors) {
  const [low, high] = extent(answer.flat());
  return {
    color: (value) => (value > (low + high) / 2 ? colors.warm : colors.accent),
    opacity: (value) => 0.06 + 0.5 * Math.abs((2 * (value - low)) / (high - low || 1) - 1),
  };
}

/** One pixel for each answer, the first row at the bottom. @param {number[][]} answer @param {Paint} paint */
function imageOf(answer, paint) {
  const image = new OffscreenCanvas(answer[0].length, answer.length);
  const brush = image.getContext("2d");
  if (!brush) return null;
  for (const [i, row] of answer.entries())
    for (const [j, value] of row.entries()) {
      brush.globalAlpha = paint.opacity(value, i, j);
      brush.fillStyle = paint.color(value);
      brush.fillRect(j, answer.length - 1 - i, 1, 1);
    }
  return image;
}

/**
 * Dots for the training samples, rings for those of the test set.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Facts} facts
 * @param {(x: number, y: number) => [number, number]} place
 * @param {(label: number) => string} color
 * @param {string} background
 */
function drawSamples(context, facts, place, color, background) {
  const { points, labels, test_points: testPoints, test_labels: testLabels } = facts;
  for (const [k, label] of labels.entries()) {
    context.fillStyle = color(Number(label));
    context.strokeStyle = background;
    drawSample(context, place(Number(points[0][k]), Number(points[1][k])), 2.2, 0.8);
  }
  for (const [k, label] of testLabels.entries()) {
    context.fillStyle = background;
    context.strokeStyle = color(Number(label));
    drawSample(context, place(Number(testPoints[0][k]), Number(testPoints[1][k])), 2.4, 1.4);
  }
}

/**
 * @param {CanvasRenderingContext2D} context - with its colors
 * @param {[number, number]} place
 * @param {number} radius
 * @param {number} width - of the outline
 */
function drawSample(context, [x, y], radius, width) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.lineWidth = width;
  context.fill();
  context.stroke();
}

/** @param {Drawing} drawing @param {Facts} facts @param {number[][]} answer @param {number} classes */
function drawBorders({ context, width, height, colors }, { share }, answer, classes) {
  const [dx, dy] = [width / (answer[0].length - 1), height / (answer.length - 1)];
  context.beginPath();
  for (const [a, b, c, d] of borderSegments(answer, /** @type {number[][]} */ (share), classes)) {
    context.moveTo(a * dx, height - b * dy);
    context.lineTo(c * dx, height - d * dy);
  }
  context.strokeStyle = colors.text;
  context.lineWidth = 1.2;
  context.stroke();
}

/** @param {Drawing} drawing @param {Facts} facts */
function drawCurve(drawing, facts) {
  const { context, width, height, colors } = drawing;
  const { x } = facts;
  const [answer, labels, tests] = /** @type {number[][]} */ ([facts.answer, facts.labels, facts.test_labels]);
  const [[inputs], [testInputs]] = /** @type {number[][][]} */ ([facts.points, facts.test_points]);
  const [low, high] = extent([...labels, ...answer]);
  const room = 0.08 * (high - low || 1);
  const across = (/** @type {number} */ v) => ((v - x[0]) / (x[x.length - 1] - x[0])) * width;
  const up = (/** @type {number} */ v) => height - ((v - low + room) / (high - low + 2 * room)) * height;
  context.globalAlpha = 0.5;
  for (let k = 0; k < labels.length; k += 1) {
    context.beginPath();
    context.arc(across(inputs[k]), up(labels[k]), 1.8, 0, 2 * Math.PI);
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
  const path = x.map((v, k) => [across(v), up(answer[k])]);
  line(drawing, path, colors.warm, 2);
}

/** @param {number[]} values */
function extent(values) {
  return [Math.min(...values), Math.max(...values)];
}

/** @param {ThemeColors} colors @param {number} label */
function colorOf(colors, label) {
  return colors.classes[label % colors.classes.length];
}
