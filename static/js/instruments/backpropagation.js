/**
 * Backpropagation instrument: one training step as frames: the batch runs forward, the loss is computed, the
 * gradient flows back layer by layer, the weights move.
 */

import { formatMeasured } from "../experiment/format.js";
import { write } from "../plots/canvas/canvas.js";

export const name = "backpropagation";
export const shape = "broad";

const PADDING_PX = { top: 6, bottom: 30, side: 16 };
const MAX_LINK_PX = 4;
/** Number of columns above which the numbers of the update do not fit. */
const MAX_NUMBERED_COLUMNS = 9;
const WORDS = { forward: "size of its sums", backward: "length of its gradient", update: "how far it moves" };

/** @typedef {import("../plots/canvas/canvas.js").Drawing} Drawing */
/** @typedef {import("../../../types/api.d.ts").BackpropagationFacts} Facts */
/** @typedef {import("../../../types/api.d.ts").PassLayer} Layer */
/** @typedef {(number | null)[][]} Rows */
/** @typedef {{act: "forward" | "loss" | "backward" | "update", layer: number}} Scene */

/** Number of frames. @param {Facts} facts */
export function frames({ layers }) {
  return 2 * layers.length + 2;
}

/** The scene of a frame: the pass and the layer. @param {Facts} facts @param {number} frame @returns {Scene} */
export function sceneAt({ layers }, frame) {
  const count = layers.length;
  if (frame < count) return { act: "forward", layer: frame };
  if (frame === count) return { act: "loss", layer: count - 1 };
  if (frame <= 2 * count) return { act: "backward", layer: 2 * count - frame };
  return { act: "update", layer: 0 };
}

/**
 * Draws one frame.
 *
 * @param {Drawing} drawing
 * @param {Facts} facts
 * @param {{frame: number}} course
 */
export function draw(drawing, facts, { frame }) {
  const scene = sceneAt(facts, frame);
  const { context, width, height, colors } = drawing;
  const { layers } = facts;
  const across = (/** @type {number} */ column) =>
    PADDING_PX.side + (column / layers.length) * (width - 2 * PADDING_PX.side);
  const tall = height - PADDING_PX.top - PADDING_PX.bottom;
  const up = (/** @type {number} */ unit, /** @type {number} */ units) =>
    PADDING_PX.top + ((unit + 0.5) / units) * tall;
  for (const k of layers.keys()) {
    const links = linksOf(layers, k, scene);
    if (links) drawLinks(drawing, links, { from: across(k), to: across(k + 1), up });
  }
  drawUnits(drawing, Array(columnSize(layers[0].before)).fill(null), across(0), up, colors.soft);
  for (const [k, layer] of layers.entries()) {
    const shown = columnSize(layer.units);
    const { values, color } = unitsOf(layer, k, scene, colors);
    drawUnits(drawing, values ?? Array(shown).fill(null), across(k + 1), up, color);
    const now = k === scene.layer || scene.act === "update";
    if (now && scene.act !== "loss") drawNumber(drawing, layer, scene, across(k + 1), layers.length);
  }
  drawLoss(drawing, facts, scene);
  context.globalAlpha = 1;
}

/** The loss of the batch in its own frame; before and after the step in the last. @param {Drawing} drawing @param {Facts} facts @param {Scene} scene */
function drawLoss(drawing, { loss, loss_after: after }, { act }) {
  const { width, height, colors } = drawing;
  const text = `loss ${formatMeasured(loss)}`;
  if (act === "loss") write(drawing, text, width - 2, height - 9, { align: "right", color: colors.error });
  if (act !== "update" || after === null) return;
  const both = `${text} \u2192 ${formatMeasured(after)}`;
  write(drawing, both, width - 2, height - 6, { align: "right", color: colors.text });
}

/** Describes one frame in a sentence. @param {Facts} facts @param {{frame: number}} course */
export function describe(facts, { frame }) {
  const { act, layer } = sceneAt(facts, frame);
  const own = facts.layers[layer];
  if (act === "forward")
    return `Forward, layer ${layer + 1}: ${WORDS.forward} is ${formatMeasured(own.signal, 3)}`;
  if (act === "loss") return `Loss of this batch of ${facts.batch_size}: ${formatMeasured(facts.loss)}`;
  if (act === "backward")
    return `Backward, layer ${layer + 1}: ${WORDS.backward} is ${formatMeasured(own.gradient, 3)}`;
  if (facts.loss_after === null) return "The race ends here: no step is taken";
  const moved = Math.hypot(...facts.layers.map(({ update }) => update ?? 0));
  const rate = facts.lr === null ? "" : ` at rate ${formatMeasured(facts.lr, 3)}`;
  return `Update${rate}: the weights move by ${formatMeasured(moved, 3)}`;
}

/** Number of units drawn for a layer of this size. @param {number} units */
function columnSize(units) {
  return Math.min(units, 12);
}

/**
 * The links into a layer in a frame: its weights before the gradient reaches it, then its gradient (all
 * layers on one scale), and at the end the change of each weight.
 *
 * @param {Layer[]} layers
 * @param {number} k
 * @param {Scene} scene
 */
function linksOf(layers, k, scene) {
  const chained = k === 0 || layers[k].before === layers[k - 1].units;
  if (!chained) return null;
  const { act, layer } = scene;
  if (act === "update") {
    const all = layers.map(({ updates }) => updates);
    return all[k] ? { rows: all[k], most: largest(all), strength: 0.85 } : null;
  }
  if (act === "backward" && k >= layer) {
    const all = layers.map(({ gradients }) => gradients);
    return { rows: all[k], most: largest(all), strength: k === layer ? 0.95 : 0.6 };
  }
  const { weights } = layers[k];
  return { rows: weights, most: largest([weights]), strength: weightStrength(k, scene) };
}

/** How clearly a layer's weights are drawn: most where the batch is now. @param {number} k @param {Scene} scene */
function weightStrength(k, { act, layer }) {
  if (act === "forward" && k === layer) return 0.8;
  return act !== "forward" || k < layer ? 0.3 : 0.1;
}

/** @param {(Rows | null)[]} all */
function largest(all) {
  const values = all.flatMap((rows) => rows ?? []).flat();
  return (
    values.reduce((/** @type {number} */ most, value) => Math.max(most, Math.abs(Number(value))), 0) || 1
  );
}

/**
 * @param {Drawing} drawing
 * @param {{rows: Rows, most: number, strength: number}} links
 * @param {{from: number, to: number, up: (unit: number, units: number) => number}} place
 */
function drawLinks({ context, colors }, { rows, most, strength }, { from, to, up }) {
  for (const [j, row] of rows.entries())
    for (const [i, cell] of row.entries()) {
      const value = Number(cell);
      const share = Math.abs(value) / most;
      if (share < 0.01) continue;
      context.globalAlpha = strength * (0.15 + 0.85 * share);
      context.lineWidth = Math.max(0.4, MAX_LINK_PX * share);
      context.strokeStyle = value > 0 ? colors.accent : colors.warm;
      context.beginPath();
      context.moveTo(from, up(i, row.length));
      context.lineTo(to, up(j, rows.length));
      context.stroke();
    }
  context.globalAlpha = 1;
}

/**
 * What a layer's units show: nothing before the batch reaches it, then the sums, then the backward signal.
 *
 * @param {Layer} layer
 * @param {number} k
 * @param {Scene} scene
 * @param {import("../plots/canvas/canvas.js").ThemeColors} colors
 * @returns {{values: (number | null)[] | null, color: string}}
 */
function unitsOf(layer, k, { act, layer: now }, colors) {
  if (act === "update" || (act === "backward" && k >= now))
    return { values: layer.errors, color: act === "backward" && k === now ? colors.error : colors.soft };
  if (act === "forward" && k > now) return { values: null, color: colors.faint };
  return { values: layer.sums, color: act === "forward" && k === now ? colors.text : colors.soft };
}

/**
 * @param {Drawing} drawing
 * @param {(number | null)[]} values
 * @param {number} x
 * @param {(unit: number, units: number) => number} up
 * @param {string} color
 */
function drawUnits({ context, colors, height }, values, x, up, color) {
  const most = Math.max(...values.map((value) => Math.abs(value ?? 0))) || 1;
  const radius = Math.max(
    2,
    Math.min(5, ((height - PADDING_PX.top - PADDING_PX.bottom) / values.length) * 0.38),
  );
  for (const [unit, value] of values.entries()) {
    context.beginPath();
    context.arc(x, up(unit, values.length), radius, 0, 2 * Math.PI);
    context.fillStyle = colors.background;
    context.fill();
    if (value !== null) {
      context.globalAlpha = Math.abs(value) / most;
      context.fillStyle = value > 0 ? colors.accent : colors.warm;
      context.fill();
      context.globalAlpha = 1;
    }
    context.strokeStyle = color;
    context.lineWidth = 1;
    context.stroke();
  }
}

/**
 * A layer's number under its column.
 *
 * @param {Drawing} drawing
 * @param {Layer} layer
 * @param {Scene} scene
 * @param {number} x
 * @param {number} count
 */
function drawNumber(drawing, layer, { act }, x, count) {
  if (count > MAX_NUMBERED_COLUMNS && act === "update") return;
  const value = act === "forward" ? layer.signal : act === "backward" ? layer.gradient : layer.update;
  const color = act === "backward" ? drawing.colors.error : drawing.colors.text;
  const align = x > drawing.width - 30 ? "right" : "center";
  write(
    drawing,
    formatMeasured(value, 2),
    align === "right" ? drawing.width - 2 : x,
    drawing.height - PADDING_PX.bottom + 9,
    {
      align,
      color,
    },
  );
}
