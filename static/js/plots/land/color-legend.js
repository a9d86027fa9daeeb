/** Color legend: shows which loss has which tint. */

import { ticks } from "../canvas/levels.js";
import { formatStep } from "../canvas/numbers.js";
import { fontOf, SHADES } from "../canvas/theme.js";

const WIDTH_PX = 7;
const HEIGHT_PX = 104;
/** Usual width of the numbers beside the bar. */
const TEXT_PX = 46;
/** Digits of a floor on a logarithmic scale, at least, and of a round loss at most. */
const MIN_DIGITS = 3;
const MAX_DIGITS = 15;
/** Minimum distance of two numbers as a share of the bar. */
const MIN_SPACING = 0.13;

/**
 * Draws the legend.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("./height-field.js").HeightField} field
 * @param {import("../canvas/theme.js").Theme} theme
 * @param {number} x - pixels of its upper left corner
 * @param {number} y
 */
export function drawColorLegend(context, field, theme, x, y) {
  const top = y + 20;
  const fill = context.createLinearGradient(0, top + HEIGHT_PX, 0, top);
  for (let s = 0; s <= 16; s += 1) {
    const k = 3 * Math.round((s / 16) * (SHADES - 1));
    fill.addColorStop(s / 16, `rgb(${theme.tints[k]} ${theme.tints[k + 1]} ${theme.tints[k + 2]})`);
  }
  context.fillStyle = fill;
  context.fillRect(x, top, WIDTH_PX, HEIGHT_PX);
  context.strokeStyle = theme.axis;
  context.lineWidth = 1;
  context.font = fontOf(theme, 11);
  context.fillStyle = theme.textSoft;
  context.textAlign = "left";
  context.textBaseline = "middle";
  writeOnLand(context, "loss", x, y + 6, theme);
  context.beginPath();
  for (const { loss, text } of legendTexts(field)) {
    const level = Math.round(top + HEIGHT_PX * (1 - field.share(field.transform.height(loss)))) + 0.5;
    context.moveTo(x + WIDTH_PX, level);
    context.lineTo(x + WIDTH_PX + 3, level);
    writeOnLand(context, text, x + WIDTH_PX + 7, level, theme);
  }
  context.stroke();
}

/**
 * Box of the legend in pixels.
 *
 * @param {number} x - pixels of its upper left corner
 * @param {number} y
 * @param {number} fontScale
 */
export function legendBox(x, y, fontScale) {
  return { left: x, right: x + WIDTH_PX + TEXT_PX * fontScale, top: y, bottom: y + 26 + HEIGHT_PX };
}

/**
 * Writes with a halo: a corner of the land may lie below the legend.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {import("../canvas/theme.js").Theme} theme
 */
function writeOnLand(context, text, x, y, { halo, typeScale }) {
  context.save();
  context.lineJoin = "round";
  context.lineWidth = 4 * typeScale;
  context.strokeStyle = halo;
  context.strokeText(text, x, y);
  context.restore();
  context.fillText(text, x, y);
}

/**
 * Losses to label on the bar, in the digits in which they differ.
 *
 * @param {Pick<import("./height-field.js").HeightField, "transform" | "low" | "high" | "share">} field
 */
export function legendTexts(field) {
  const losses = legendLosses(field);
  return losses.map((loss, k) => ({ loss, text: formatStep(loss, stepAt(losses, k), MIN_DIGITS) }));
}

/** Digits in which a floor differs from the losses just above it. @param {import("./loss-transform.js").LossTransform} transform */
function digitsOfFloor({ floor, softening }) {
  const needed = Math.ceil(Math.log10(Math.abs(floor) / softening));
  return Math.min(Math.max(needed || 0, MIN_DIGITS), MAX_DIGITS);
}

/** Distance of a loss to the nearest of the others. @param {number[]} losses @param {number} k */
function stepAt(losses, k) {
  return Math.min(...losses.filter((_, n) => n !== k).map((loss) => Math.abs(loss - losses[k])));
}

/**
 * Round losses to label on the bar, not too close to each other.
 *
 * @param {Pick<import("./height-field.js").HeightField, "transform" | "low" | "high" | "share">} field
 * @returns {number[]}
 */
export function legendLosses(field) {
  const { transform } = field;
  const [low, high] = [transform.loss(field.low), transform.loss(field.high)];
  if (!transform.logScale) return ticks(low, high, 5);
  const losses = [Number(transform.floor.toPrecision(digitsOfFloor(transform)))];
  for (let power = -6; power < 300 && 10 ** power <= high - transform.floor; power += 1) {
    const unit = 10 ** power;
    const round = unit > transform.floor && transform.floor >= 0 ? 1 : Math.round(transform.floor / unit + 1);
    const loss = Number((round * unit).toPrecision(MAX_DIGITS));
    const before = losses[losses.length - 1];
    const gap = field.share(transform.height(loss)) - field.share(transform.height(before));
    if (gap >= MIN_SPACING) losses.push(loss);
  }
  return losses;
}
