/** What a person brings: a table's first line as names of columns, and points that are put and taken away. */

/** The longest table, in bytes; the server's own limit. */
export const MAX_BYTES = 40_000;

export const MAX_POINTS = 500;
export const MIN_POINTS = 4;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;

/** @typedef {[number, number, number]} Point - two coordinates and a class */

/**
 * The names of a table's columns, as the server reads them.
 *
 * @param {string} text
 * @returns {string[]} none where there is no second column
 */
export function columnNames(text) {
  const cells = firstCells(text);
  if (cells.length < 2) return [];
  return isNamed(text) ? cells : cells.map((_, k) => `column ${k + 1}`);
}

/** Whether a table begins with names, and not with numbers already. @param {string} text */
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
 * Why a table can't be sent; "" if it can.
 *
 * @param {string} text
 */
export function sizeError(text) {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= MAX_BYTES) return "";
  const [is, most] = [bytes, MAX_BYTES].map((one) => `${Math.ceil(one / 1000)} kB`);
  return `This table has ${is}; at most ${most} can travel with an experiment. Leave some lines out.`;
}

/**
 * @param {Point[]} points
 * @param {Point} point
 * @returns {Point[]} with one more, its coordinates rounded; the same where there is no room
 */
export function withPoint(points, [x, y, label]) {
  if (points.length >= MAX_POINTS) return points;
  const short = (/** @type {number} */ value) => Math.round(1000 * value) / 1000;
  return [...points, [short(x), short(y), label]];
}

/**
 * @param {Point[]} points
 * @param {number} x
 * @param {number} y
 * @param {number} reach - how far it may be
 * @returns {Point[]} without the nearest; the same where none is near
 */
export function withoutPoint(points, x, y, reach) {
  const far = points.map(([a, b]) => Math.hypot(a - x, b - y));
  const nearest = far.indexOf(Math.min(...far));
  return nearest < 0 || far[nearest] > reach ? points : points.toSpliced(nearest, 1);
}
