/** Map frontier: the line between diverged and other cells. */

/** Crossings of the line with a square of four cells, for each pattern of failures; sides S, E, N, W. */
const CROSSINGS = [
  [],
  ["WS"],
  ["SE"],
  ["WE"],
  ["EN"],
  ["WS", "EN"],
  ["SN"],
  ["WN"],
  ["WN"],
  ["SN"],
  ["WN", "SE"],
  ["EN"],
  ["WE"],
  ["SE"],
  ["WS"],
  [],
];

/** Middles of the sides, in cells from the lower left one. @type {Record<string, [number, number]>} */
const SIDES = { S: [0.5, 0], E: [1, 0.5], N: [0.5, 1], W: [0, 0.5] };

/**
 * Marching squares on a boolean grid.
 *
 * @param {number} width
 * @param {number} height
 * @param {(cell: number) => boolean} failed
 * @returns {number[]} segments column, row, column, row, one after another
 */
export function frontier(width, height, failed) {
  const segments = [];
  for (let row = 0; row + 1 < height; row += 1) {
    for (let column = 0; column + 1 < width; column += 1) {
      const cell = row * width + column;
      const corners = [cell, cell + 1, cell + width + 1, cell + width];
      const pattern = corners.reduce((sum, corner, k) => sum + (failed(corner) ? 1 << k : 0), 0);
      for (const [from, to] of CROSSINGS[pattern]) {
        const [a, b] = [SIDES[from], SIDES[to]];
        segments.push(column + a[0], row + a[1], column + b[0], row + b[1]);
      }
    }
  }
  return segments;
}
