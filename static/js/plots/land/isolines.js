/** Isolines: contour lines as segments, for the base plane and for pages without Plotly. */

import { GRID_SIDE } from "./height-field.js";

/** Stride on the grid for the base plane, which is far from the camera. */
const STRIDE = 2;

/**
 * @typedef {object} Isolines
 * @property {Float32Array} fine - segments x0, y0, x1, y1 in data coordinates
 * @property {Float32Array} strong - segments of the index contours
 */

/** @typedef {Pick<import("./height-field.js").HeightField, "heights" | "x0" | "y0" | "width" | "depth">} Grid */

/**
 * Computes the contour lines of all levels (marching squares).
 *
 * @param {Grid} field
 * @param {import("../canvas/levels.js").Levels} levels
 * @param {number} [stride] - stride on the drawn grid
 * @returns {Isolines}
 */
export function isolines(field, levels, stride = STRIDE) {
  /** @type {number[]} */
  const fine = [];
  /** @type {number[]} */
  const strong = [];
  for (let i = 0; i + stride < GRID_SIDE; i += stride) {
    for (let j = 0; j + stride < GRID_SIDE; j += stride) cell(field, i, j, stride, levels, fine, strong);
  }
  return { fine: Float32Array.from(fine), strong: Float32Array.from(strong) };
}

/**
 * @param {Grid} field
 * @param {number} i - row of the cell's lower left corner
 * @param {number} j - its column
 * @param {number} stride
 * @param {import("../canvas/levels.js").Levels} levels
 * @param {number[]} fine
 * @param {number[]} strong
 */
function cell(field, i, j, stride, { start, size, every }, fine, strong) {
  const h = field.heights;
  const k = i * GRID_SIDE + j;
  const corners = [h[k], h[k + stride], h[k + stride * GRID_SIDE + stride], h[k + stride * GRID_SIDE]];
  const first = Math.ceil((Math.min(...corners) - start) / size);
  const last = Math.floor((Math.max(...corners) - start) / size);
  for (let n = first; n <= last; n += 1) {
    const points = crossings(corners, start + n * size);
    const lines = n % every === 0 ? strong : fine;
    // Two crossings are one line; four, at a saddle, are two.
    for (let p = 0; p + 1 < points.length; p += 2) {
      for (const [u, v] of [points[p], points[p + 1]]) {
        lines.push(
          field.x0 + ((j + stride * u) / (GRID_SIDE - 1)) * field.width,
          field.y0 + ((i + stride * v) / (GRID_SIDE - 1)) * field.depth,
        );
      }
    }
  }
}

/** Sides of a cell, counter-clockwise: start corner and direction. */
const SIDES = [
  [0, 0, 1, 0],
  [1, 0, 0, 1],
  [1, 1, -1, 0],
  [0, 1, 0, -1],
];

/**
 * @param {number[]} corners - heights, counter-clockwise from the lower left
 * @param {number} level
 * @returns {number[][]} crossings of the level with the sides of the unit cell
 */
function crossings(corners, level) {
  const points = [];
  for (let s = 0; s < 4; s += 1) {
    const a = corners[s];
    const b = corners[(s + 1) % 4];
    if (a < level === b < level) continue;
    const t = (level - a) / (b - a);
    const [u, v, du, dv] = SIDES[s];
    points.push([u + t * du, v + t * dv]);
  }
  return points;
}
