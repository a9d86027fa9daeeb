/**
 * Rim axes: ticks, numbers and names along the two edges of the land that are nearest to the camera. Where a hill hides
 * the edge there are none.
 */

import { ticks } from "../canvas/levels.js";
import { TickLabels } from "../canvas/tick-labels.js";
import { isHidden } from "./occlusion.js";

const TICK_PX = 5;
const LABEL_PX = 16;
/** Maximum numbers along an edge. */
const MAX_NUMBERS = 7;
/** Height in pixels below which the edges have no names. */
const MIN_HEIGHT_FOR_NAMES_PX = 260;

/**
 * Draws the axes.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("./height-field.js").HeightField} field
 * @param {import("./projection.js").SceneProjection} projection
 * @param {import("../canvas/theme.js").Theme} theme
 * @param {import("../canvas/tick-labels.js").Box[]} [reserved] - boxes that stay free of numbers
 */
export function drawRimAxes(context, field, projection, theme, reserved) {
  const { x0, x1, y0, y1 } = field;
  const out = [0, 0];
  /** @param {number} x @param {number} y @returns {[number, number]} */
  const at = (x, y, height = field.height(x, y)) => {
    projection.project(x, y, height, out, 0);
    return [out[0], out[1]];
  };
  const eye = projection.eyeData;
  const nearX = Math.abs(eye[0] - x0) < Math.abs(eye[0] - x1) ? x0 : x1;
  const nearY = Math.abs(eye[1] - y0) < Math.abs(eye[1] - y1) ? y0 : y1;
  /** @param {number} x @param {number} y */
  const isSeen = (x, y) => field.isDefined(x, y) && !isHidden(field, eye, x, y, field.height(x, y));
  // Of level land: the middle of a valley may be seen below the line between the ends of its edge.
  const level = (/** @type {number} */ x, /** @type {number} */ y) => at(x, y, field.low);
  const inner = level((x0 + x1) / 2, (y0 + y1) / 2);
  const outX = outward(level(x0, nearY), level(x1, nearY), inner);
  const outY = outward(level(nearX, y0), level(nearX, y1), inner);
  const labels = new TickLabels(context, theme, projection, reserved);
  const [nameX, nameY] = projection.height < MIN_HEIGHT_FOR_NAMES_PX ? ["", ""] : field.axes;
  const across = { range: [x0, x1], at: (/** @type {number} */ x) => at(x, nearY) };
  const along = { range: [y0, y1], at: (/** @type {number} */ y) => at(nearX, y) };
  drawEdge(labels, { ...across, way: outX, isSeen: (x) => isSeen(x, nearY) }, nameX, towards(nearX, x0, x1));
  drawEdge(labels, { ...along, way: outY, isSeen: (y) => isSeen(nearX, y) }, nameY, towards(nearY, y0, y1));
}

/**
 * @typedef {object} Edge
 * @property {number[]} range
 * @property {(value: number) => [number, number]} at - pixel of a value on the edge
 * @property {(value: number) => boolean} isSeen
 * @property {[number, number]} way - direction away from the landscape
 */

/**
 * @param {TickLabels} labels
 * @param {Edge} edge
 * @param {string} name
 * @param {number} nameAt - the value near which it stands, between two numbers
 */
function drawEdge(labels, { range, at, isSeen, way }, name, nameAt) {
  const { context, theme } = labels;
  const [low, high] = range;
  const [ax, ay] = at(low);
  const [bx, by] = at(high);
  const values = ticks(low, high, numbersThatFit(labels, [low, high], [bx - ax, by - ay]));
  const seen = values.filter(isSeen);
  const away = LABEL_PX * theme.typeScale;
  const reach = away + labels.width(values);
  const fitting = seen.filter((value) => isBetween(at(value)[0] + reach * way[0], 0, labels.size.width));
  // At the end of the picture the numbers stand on the land.
  const side = 2 * fitting.length >= seen.length ? 1 : -1;
  const [nx, ny] = way.map((part) => side * part);
  const align = /** @type {CanvasTextAlign} */ (nx < -0.35 ? "right" : nx > 0.35 ? "left" : "center");
  const how = { align, halo: true };
  context.beginPath();
  for (const value of seen) {
    const [x, y] = at(value);
    context.moveTo(x, y);
    context.lineTo(x + TICK_PX * nx, y + TICK_PX * ny);
    labels.number(value, x + away * nx, y + away * ny, how);
  }
  context.strokeStyle = theme.axis;
  context.lineWidth = 1;
  context.stroke();
  const [mx, my] = at(between(values, nameAt));
  labels.name(name, mx + away * nx, my + away * ny, how);
}

/** The middle of the two values around another; that one itself where it is not between two. @param {number[]} values @param {number} place */
function between(values, place) {
  const k = values.findIndex((value) => value > place);
  return k > 0 ? (values[k - 1] + values[k]) / 2 : place;
}

/**
 * Number of ticks that fit on an edge.
 *
 * @param {TickLabels} labels
 * @param {[number, number]} range
 * @param {[number, number]} side - pixels from one end to the other
 */
function numbersThatFit(labels, [low, high], [dx, dy]) {
  const room = labels.room(ticks(low, high, MAX_NUMBERS));
  const count = Math.floor(Math.max(Math.abs(dx) / room.width, Math.abs(dy) / room.height));
  return Math.min(Math.max(count, 1), MAX_NUMBERS);
}

/** @param {number} value @param {number} low @param {number} high */
function isBetween(value, low, high) {
  return value >= low && value <= high;
}

/**
 * Outward direction of a side, away from the landscape.
 *
 * @param {[number, number]} from - its end
 * @param {[number, number]} to - its other end
 * @param {[number, number]} inner - a point on the landscape's side
 * @returns {[number, number]}
 */
function outward([ax, ay], [bx, by], [ix, iy]) {
  const length = Math.hypot(bx - ax, by - ay) || 1;
  const [nx, ny] = [(by - ay) / length, (ax - bx) / length];
  const inside = (ix - ax) * nx + (iy - ay) * ny > 0;
  return inside ? [-nx, -ny] : [nx, ny];
}

/**
 * A value on a side near the corner closest to the camera, where the landscape hides nothing.
 *
 * @param {number} near
 * @param {number} low
 * @param {number} high
 */
function towards(near, low, high) {
  return near + 0.38 * (near === low ? high - low : low - high);
}
