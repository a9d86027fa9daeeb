/**
 * Map frame: where the map lies in its element, and its axes. The numbers stand beside the land; where that would
 * take too much of a small element, they stand on the land's edge, with a halo.
 */

import { ticks } from "../canvas/levels.js";
import { TickLabels } from "../canvas/tick-labels.js";

/** Pixels beside the land, at normal type: for numbers beside it, and around land that has them on its edge. */
const BESIDE_PX = { left: 36, right: 8, top: 8, bottom: 24 };
const EDGE_PX = 3;
/** Least share of the element that the land has with numbers beside it. */
const LEAST_SHARE = 0.88;
/** Largest ratio of the units of the two axes. */
const MAX_STRETCH = 2.2;
/** Length of a tick, distance of a number from the land, and of a name from its corner. */
const TICK_PX = 4;
const NUMBER_PX = 7;
const NAME_PX = 11;
/** Most numbers along an axis, and least pixels for each. */
const MAX_NUMBERS = 9;
const LEAST_SPACE_PX = 44;

/**
 * @typedef {object} Frame - the land's rectangle in whole pixels
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {boolean} inside - whether the numbers of the axes stand on the land
 */

/** @typedef {import("./height-field.js").HeightField} HeightField */

/**
 * Frame of the map: it fills the element as far as the stretch of the axes allows.
 *
 * @param {{width: number, depth: number}} domain
 * @param {number} width - of the element
 * @param {number} height
 * @param {number} [fontScale] - of the numbers
 * @returns {Frame}
 */
export function fit(domain, width, height, fontScale = 1) {
  const { right, top } = BESIDE_PX;
  const [left, bottom] = [BESIDE_PX.left, BESIDE_PX.bottom].map((px) => Math.round(px * fontScale));
  const beside = { left, top, width: width - left - right, height: height - top - bottom };
  const inside = beside.width * beside.height < LEAST_SHARE * width * height;
  const edge = { left: EDGE_PX, top: EDGE_PX, width: width - 2 * EDGE_PX, height: height - 2 * EDGE_PX };
  return { ...centered(inside ? edge : beside, domain.width / domain.depth), inside };
}

/**
 * @param {Omit<Frame, "inside">} room
 * @param {number} even - width over height with equal units
 * @returns {Omit<Frame, "inside">}
 */
function centered(room, even) {
  const aspect = Math.min(Math.max(room.width / room.height, even / MAX_STRETCH), even * MAX_STRETCH);
  const width = Math.round(Math.min(room.width, room.height * aspect));
  const height = Math.round(Math.min(room.height, room.width / aspect));
  return {
    left: room.left + Math.round((room.width - width) / 2),
    top: room.top + Math.round((room.height - height) / 2),
    width,
    height,
  };
}

/**
 * Room on the land that its axes take, so that other labels stay clear of it.
 *
 * @param {Frame} frame
 * @param {number} fontScale
 */
export function axesRoom({ inside }, fontScale) {
  return inside ? { left: 34 * fontScale, bottom: 18 * fontScale } : { left: 0, bottom: 0 };
}

/**
 * Draws ticks, numbers and names of both axes.
 *
 * @param {import("../canvas/layer.js").Layer} layer
 * @param {HeightField} field
 * @param {Frame} frame
 * @param {import("../canvas/theme.js").Theme} theme
 */
export function drawMapAxes(layer, field, frame, theme) {
  const { context } = layer;
  const labels = new TickLabels(context, theme, layer);
  drawNames(labels, field.axes, frame, theme);
  context.beginPath();
  drawUpright(labels, field, frame, theme);
  drawAcross(labels, field, frame, theme);
  context.strokeStyle = frame.inside ? theme.text : theme.axis;
  context.lineWidth = 1;
  context.stroke();
}

/**
 * The names, on the land at the ends of their axes.
 *
 * @param {TickLabels} labels
 * @param {[string, string]} names
 * @param {Frame} frame
 * @param {import("../canvas/theme.js").Theme} theme
 */
function drawNames(labels, [nameX, nameY], { left, top, width, height }, { typeScale }) {
  const away = NAME_PX * typeScale;
  labels.name(nameX, left + width - away, top + height - away, { align: "right", halo: true });
  labels.name(nameY, left + away, top + away, { align: "left", halo: true });
}

/**
 * @param {TickLabels} labels
 * @param {HeightField} field
 * @param {Frame} frame
 * @param {import("../canvas/theme.js").Theme} theme
 */
function drawUpright(labels, { y0, y1 }, { left, top, width: _, height, inside }, { typeScale }) {
  const { context } = labels;
  const most = countOf(height, LEAST_SPACE_PX * typeScale);
  const values = ticks(y0, y1, most);
  const onLand = inside || labels.width(values) + NUMBER_PX > left;
  const way = onLand ? 1 : -1;
  for (const value of values) {
    const y = Math.round(top + (height * (y1 - value)) / (y1 - y0)) + 0.5;
    const x = left + way * NUMBER_PX;
    const how = { align: /** @type {CanvasTextAlign} */ (onLand ? "left" : "right"), halo: onLand };
    if (onLand && !isClear(y, top, top + height, typeScale)) continue;
    if (!labels.number(value, x, y, how)) continue;
    context.moveTo(left, y);
    context.lineTo(left + way * TICK_PX, y);
  }
}

/**
 * @param {TickLabels} labels
 * @param {HeightField} field
 * @param {Frame} frame
 * @param {import("../canvas/theme.js").Theme} theme
 */
function drawAcross(labels, { x0, x1 }, { left, top, width, height, inside }, { typeScale }) {
  const { context } = labels;
  const widest = labels.room(ticks(x0, x1, MAX_NUMBERS)).width;
  const values = ticks(x0, x1, countOf(width, Math.max(LEAST_SPACE_PX * typeScale, 1.4 * widest)));
  const base = top + height;
  const away = inside ? -10 * typeScale : 4 + 8 * typeScale;
  for (const value of values) {
    const x = Math.round(left + (width * (value - x0)) / (x1 - x0)) + 0.5;
    if (inside && !isClear(x, left, left + width, typeScale)) continue;
    if (!labels.number(value, x, base + away, { align: "center", halo: inside })) continue;
    context.moveTo(x, base);
    context.lineTo(x, base + (inside ? -TICK_PX : TICK_PX));
  }
}

/** @param {number} length - of the axis @param {number} space - for each number */
function countOf(length, space) {
  return Math.min(Math.max(Math.floor(length / space), 2), MAX_NUMBERS);
}

/** Whether a number on the land is whole: clear of both ends of its axis. @param {number} at @param {number} low @param {number} high @param {number} typeScale */
function isClear(at, low, high, typeScale) {
  return at > low + 9 * typeScale && at < high - 9 * typeScale;
}
