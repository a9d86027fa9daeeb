/** Own data: parses a person's table header, and edits a person's points. */

import { getFacts } from "./facts.js";

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;

/** @typedef {[number, number, number]} Point - two coordinates and a class */

/**
 * The column names of a table, parsed as the server parses them.
 *
 * @param {string} text
 * @returns {string[]} empty if there is no second column
 */
export function columnNames(text) {
  const cells = firstCells(text);
  if (cells.length < 2) return [];
  return isNamed(text) ? cells : cells.map((_, k) => `column ${k + 1}`);
}

/** Whether the first line of a table has names, not numbers. @param {string} text */
export function isNamed(text) {
  return !firstCells(text).every((cell) => NUMBER.test(cell));
}

/** The cells of a table's first line. @param {string} text @returns {string[]} */
function firstCells(text) {
  const first = text.split(/\r?\n/).find((line) => line.trim() !== "") ?? "";
  const mark = [",", ";", "\t"].reduce((best, one) => (count(first, one) > count(first, best) ? one : best));
  return first.split(mark).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
}

/** @param {string} line @param {string} mark */
function count(line, mark) {
  return line.split(mark).length;
}

/**
 * Error message if a table is too large; "" otherwise.
 *
 * @param {string} text
 */
export function sizeError(text) {
  const bytes = new TextEncoder().encode(text).length;
  const maxBytes = getFacts().bounds.table_bytes[1];
  if (bytes <= maxBytes) return "";
  const [is, most] = [bytes, maxBytes].map((one) => `${Math.ceil(one / 1000)} kB`);
  return `This table has ${is}; at most ${most} can travel with an experiment. Leave some lines out.`;
}

/**
 * Adds a point.
 *
 * @param {Point[]} points
 * @param {Point} point
 * @returns {Point[]} with the new point, its coordinates rounded; unchanged if the list is full
 */
export function withPoint(points, [x, y, label]) {
  if (points.length >= getFacts().bounds.points[1]) return points;
  const short = (/** @type {number} */ value) => Math.round(1000 * value) / 1000;
  return [...points, [short(x), short(y), label]];
}

/**
 * Removes the nearest point.
 *
 * @param {Point[]} points
 * @param {number} x
 * @param {number} y
 * @param {number} reach - maximum distance
 * @returns {Point[]} without the nearest point; unchanged if none is within reach
 */
export function withoutPoint(points, x, y, reach) {
  const far = points.map(([a, b]) => Math.hypot(a - x, b - y));
  const nearest = far.indexOf(Math.min(...far));
  return nearest < 0 || far[nearest] > reach ? points : points.toSpliced(nearest, 1);
}
