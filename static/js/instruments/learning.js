/** Learning instrument: loss and accuracy over the run, on training and test data. */

import { formatMeasured } from "../experiment/format.js";
import { line, write } from "../plots/canvas/canvas.js";
import { NOT_FINITE, writeNotFinite } from "./not-finite.js";

export const name = "learning";
export const shape = "broad";

/** @typedef {import("../plots/canvas/canvas.js").Drawing} Drawing */
/** @typedef {import("../../../types/api.d.ts").LearningFacts} Facts */

const PADDING_PX = { left: 34, right: 8, top: 16, bottom: 18 };
const GAP_PX = 14;

/**
 * Draws loss and accuracy.
 *
 * @param {Drawing} drawing
 * @param {Facts} facts
 * @param {{step: number, steps: number}} course
 */
export function draw(drawing, facts, { step, steps }) {
  if (facts.train_loss.every((value) => value === null)) return writeNotFinite(drawing);
  const judged = facts.train_accuracy.some((value) => value !== null);
  const wide = judged ? (drawing.width - GAP_PX) / 2 : drawing.width;
  const losses = known([...facts.train_loss, ...facts.test_loss]);
  const high = 1.08 * Math.max(...losses, 1e-12);
  const panel = { left: 0, width: wide, step, steps, title: "loss" };
  drawPanel(drawing, facts.steps, facts.train_loss, facts.test_loss, { ...panel, low: 0, high });
  if (!judged) return;
  const right = known([...facts.train_accuracy, ...facts.test_accuracy]);
  const low = Math.max(0, Math.floor(10 * Math.min(...right, 0.9)) / 10);
  const other = { ...panel, left: wide + GAP_PX, title: "accuracy", low, high: 1, percent: true };
  drawPanel(drawing, facts.steps, facts.train_accuracy, facts.test_accuracy, other);
}

/** Describes the measurement in a sentence. @param {Facts} facts */
export function describe(facts) {
  if (facts.train_loss.at(-1) === null) return NOT_FINITE;
  const judged = facts.train_accuracy.at(-1) !== null;
  const [own, others] = judged
    ? [facts.train_accuracy, facts.test_accuracy]
    : [facts.train_loss, facts.test_loss];
  const format = (/** @type {number | null | undefined} */ value) =>
    value === null || value === undefined ? "\u2013" : judged ? percent(value) : formatMeasured(value, 3);
  const train = `${judged ? "Right" : "Loss"} on training data ${format(own.at(-1))}`;
  const unseen = facts.test_samples.at(-1);
  const test = unseen && facts.test_loss.at(-1) === null ? "beyond any number" : format(others.at(-1));
  return `${train}, test data ${unseen ? test : "none is kept back"}`;
}

/**
 * @param {Drawing} drawing
 * @param {number[]} at - steps
 * @param {(number | null)[]} train
 * @param {(number | null)[]} test
 * @param {{left: number, width: number, step: number, steps: number, low: number, high: number,
 *   title: string, percent?: boolean}} panel
 */
function drawPanel(drawing, at, train, test, panel) {
  const { context, height, colors } = drawing;
  const { low, high, step, steps } = panel;
  const [left, right] = [panel.left + PADDING_PX.left, panel.left + panel.width - PADDING_PX.right];
  const bottom = height - PADDING_PX.bottom;
  const across = (/** @type {number} */ k) => left + (k / steps) * (right - left);
  const up = (/** @type {number} */ value) =>
    bottom - ((value - low) / (high - low)) * (bottom - PADDING_PX.top);
  const tick = (/** @type {number} */ value) => (panel.percent ? percent(value) : formatMeasured(value, 2));
  const top = panel.percent ? high : high / 1.08;
  for (const value of [low, top]) write(drawing, tick(value), left - 5, up(value), { align: "right" });
  write(drawing, panel.title, left, height - PADDING_PX.bottom / 2 + 1);
  write(drawing, "step", right, height - PADDING_PX.bottom / 2 + 1, { align: "right" });
  context.fillStyle = colors.hairline;
  context.fillRect(left, Math.round(bottom), right - left, 1);
  const curves = [
    { values: train, color: colors.accent, label: "train", dash: [] },
    { values: test, color: colors.warm, label: "test", dash: [5, 3] },
  ].filter(({ values }) => values.some((value) => value !== null));
  for (const [k, { values, color, label, dash }] of curves.entries()) {
    const points = at.flatMap((one, n) => {
      const value = values[n];
      return value === null ? [] : [[across(one), up(value)]];
    });
    context.setLineDash(dash);
    line(drawing, points, color, 1.6);
    context.setLineDash([]);
    const [x, y] = points[points.length - 1];
    context.beginPath();
    context.arc(x, y, 3, 0, 2 * Math.PI);
    context.fillStyle = color;
    context.fill();
    write(drawing, label, right - 30 * (curves.length - 1 - k), 6, { align: "right", color });
  }
  context.fillRect(Math.round(across(step)), bottom, 1, 4);
}

/** @param {(number | null)[]} values @returns {number[]} */
function known(values) {
  return /** @type {number[]} */ (values.filter((value) => value !== null));
}

/** @param {number} share */
function percent(share) {
  return `${formatMeasured(100 * share, 3)}\u00a0%`;
}
