/** The key to the tints: which loss has which colour. */

import { ticks } from "../canvas/levels.js";
import { formatNumber } from "../canvas/numbers.js";
import { fontOf, SHADES } from "../canvas/theme.js";

const WIDTH = 7;
const HEIGHT = 104;
/** Share of the bar that two numbers are apart at least. */
const APART = 0.13;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./height-field.js").Field} field
 * @param {import("../canvas/theme.js").Theme} theme
 * @param {number} x - pixels of its upper left corner
 * @param {number} y
 */
export function drawKey(context, field, theme, x, y) {
  const top = y + 20;
  const fill = context.createLinearGradient(0, top + HEIGHT, 0, top);
  for (let s = 0; s <= 16; s += 1) {
    const k = 3 * Math.round((s / 16) * (SHADES - 1));
    fill.addColorStop(s / 16, `rgb(${theme.tints[k]} ${theme.tints[k + 1]} ${theme.tints[k + 2]})`);
  }
  context.fillStyle = fill;
  context.fillRect(x, top, WIDTH, HEIGHT);
  context.strokeStyle = theme.axis;
  context.lineWidth = 1;
  context.font = fontOf(theme, 11);
  context.fillStyle = theme.textSoft;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText("loss", x, y + 6);
  context.beginPath();
  for (const loss of keyLosses(field)) {
    const level = Math.round(top + HEIGHT * (1 - field.share(field.elevation.height(loss)))) + 0.5;
    context.moveTo(x + WIDTH, level);
    context.lineTo(x + WIDTH + 3, level);
    context.fillText(formatNumber(loss, 3), x + WIDTH + 7, level);
  }
  context.stroke();
}

/**
 * Round losses to write beside the bar, not too near to each other.
 *
 * @param {import("./height-field.js").Field} field
 * @returns {number[]}
 */
export function keyLosses(field) {
  const { elevation } = field;
  const [low, high] = [elevation.loss(field.low), elevation.loss(field.high)];
  if (!elevation.logScale) return ticks(low, high, 5);
  const losses = [Number(elevation.floor.toPrecision(3))];
  for (let power = -6; power < 300 && 10 ** power <= high - elevation.floor; power += 1) {
    const unit = 10 ** power;
    const round = unit > elevation.floor && elevation.floor >= 0 ? 1 : Math.round(elevation.floor / unit + 1);
    const loss = Number((round * unit).toPrecision(3));
    const before = losses[losses.length - 1];
    const gap = field.share(elevation.height(loss)) - field.share(elevation.height(before));
    if (gap >= APART) losses.push(loss);
  }
  return losses;
}
