/** Own data: which datasets are a person's own, what fits into a link, and edits of a person's points. */

import { getFacts } from "./facts.js";

/** @typedef {[number, number, number]} Point - two coordinates and a class */

/** Settings of own data that are wishes about its content: another model may need others. */
const QUESTION = ["task", "inputs"];
/** Datasets whose content is a person's own. */
export const OWN_DATA = ["table", "points"];

/**
 * A problem with a person's own data from the former problem, if its model can learn them.
 *
 * @template {import("./problem-kind.js").Problem} Problem
 * @param {Problem} problem - new
 * @param {import("./problem-kind.js").Settings} former
 * @param {Record<string, Record<string, string[]>>} pairings - of the catalog
 * @returns {Problem}
 */
export function withOwnData(problem, { dataset }, pairings) {
  const model = "model" in problem ? problem.model.name : "";
  const own = dataset && OWN_DATA.includes(dataset.name);
  if (!own || !(dataset.name in (pairings[model] ?? {}))) return problem;
  const params = Object.entries(dataset.params ?? {}).filter(([name]) => !QUESTION.includes(name));
  return { ...problem, dataset: { name: dataset.name, params: Object.fromEntries(params) } };
}

/** Whether a table is small enough to travel in a link. @param {string} text */
export function fitsLink(text) {
  return new TextEncoder().encode(text).length <= maxLinkBytes();
}

/** Size of a table that travels in a link, in bytes, at most. @returns {number} */
export function maxLinkBytes() {
  return getFacts().bounds.table_bytes[1];
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
