/**
 * Resampling: a landscape's grid to the drawn grid, with places where there is no value kept apart. The values
 * are first extended over such places, so that interpolation beside them is as everywhere.
 */

/** Grid points along each side; from 120 on Plotly does not refine the grid itself. */
export const GRID_SIDE = 121;

/** Maximum overshoot of an interpolated value as a share of the neighbors' range. */
const OVERSHOOT = 0.15;

/**
 * Catmull-Rom bicubic interpolation to GRID_SIDE x GRID_SIDE, rows first, then columns.
 *
 * @param {Float64Array} grid - row by row, finite
 * @param {number} columns
 * @param {number} rows
 * @returns {Float64Array}
 */
export function resample(grid, columns, rows) {
  return resampleBy(cubicLine, grid, columns, rows);
}

/**
 * The share of each drawn point's surroundings that has a value, by bilinear interpolation of 0 and 1.
 *
 * @param {ArrayLike<number>} grid - row by row
 * @param {number} columns
 * @param {number} rows
 * @returns {Float64Array | null} GRID_SIDE x GRID_SIDE; null if every point has a value
 */
export function definedShares(grid, columns, rows) {
  const defined = Float64Array.from(grid, (value) => (Number.isFinite(value) ? 1 : 0));
  return defined.every((value) => value === 1) ? null : resampleBy(linearLine, defined, columns, rows);
}

/** Share of the losses at each end that may be outliers, and how many ranges of the rest those are away. */
const OUTLIER_SHARE = 0.03;
const OUTLIER_RANGES = 1;

/**
 * Moves the few values that are far beyond all others to a bound. Beside a place without a value, as with
 * log(x + y), they would make the rest look flat.
 *
 * @param {ArrayLike<number>} grid
 * @returns {Float64Array}
 */
export function withoutOutliers(grid) {
  const values = Float64Array.from(grid);
  const sorted = values.filter(Number.isFinite).sort();
  const last = sorted.length - 1;
  const low = sorted[Math.ceil(OUTLIER_SHARE * last)];
  const high = sorted[Math.floor((1 - OUTLIER_SHARE) * last)];
  const far = OUTLIER_RANGES * (high - low);
  if (!(far > 0)) return values;
  return values.map((value) =>
    Number.isFinite(value) ? Math.min(Math.max(value, low - far), high + far) : value,
  );
}

/**
 * Fills places without a value from their border inwards, each with the mean of its known neighbors.
 *
 * @param {ArrayLike<number>} grid - row by row
 * @param {number} columns
 * @param {number} rows
 * @returns {Float64Array} all finite; 0 if no value is
 */
export function extend(grid, columns, rows) {
  const values = Float64Array.from(grid);
  /** @type {number[]} */
  let missing = [];
  for (let k = 0; k < values.length; k += 1) if (!Number.isFinite(values[k])) missing.push(k);
  while (missing.length > 0) {
    const means = missing.map((k) => neighborMean(values, k, columns, rows));
    const rest = missing.filter((_, n) => !Number.isFinite(means[n]));
    if (rest.length === missing.length) return values.fill(0);
    for (const [n, k] of missing.entries()) values[k] = means[n];
    missing = rest;
  }
  return values;
}

/**
 * @param {Float64Array} values
 * @param {number} k
 * @param {number} columns
 * @param {number} rows
 * @returns {number} NaN if no neighbor is finite
 */
function neighborMean(values, k, columns, rows) {
  const [row, column] = [Math.floor(k / columns), k % columns];
  let sum = 0;
  let count = 0;
  for (let i = Math.max(row - 1, 0); i <= Math.min(row + 1, rows - 1); i += 1) {
    for (let j = Math.max(column - 1, 0); j <= Math.min(column + 1, columns - 1); j += 1) {
      const value = values[i * columns + j];
      if (!Number.isFinite(value)) continue;
      sum += value;
      count += 1;
    }
  }
  return count > 0 ? sum / count : Number.NaN;
}

/** @typedef {{values: Float64Array, start: number, stride: number}} Line */

/**
 * @param {(from: Line, count: number, to: Line) => void} resampleLine
 * @param {Float64Array} grid
 * @param {number} columns
 * @param {number} rows
 */
function resampleBy(resampleLine, grid, columns, rows) {
  const wide = new Float64Array(rows * GRID_SIDE);
  for (let i = 0; i < rows; i += 1) {
    const to = { values: wide, start: i * GRID_SIDE, stride: 1 };
    resampleLine({ values: grid, start: i * columns, stride: 1 }, columns, to);
  }
  const full = new Float64Array(GRID_SIDE * GRID_SIDE);
  for (let j = 0; j < GRID_SIDE; j += 1) {
    const to = { values: full, start: j, stride: GRID_SIDE };
    resampleLine({ values: wide, start: j, stride: GRID_SIDE }, rows, to);
  }
  return full;
}

/**
 * Interpolates one line. Overshoot beyond the four neighbors is limited to the depth of a valley between two
 * grid points, so that no false extremum is drawn.
 *
 * @param {Line} from
 * @param {number} count - number of points to read
 * @param {Line} to
 */
function cubicLine(from, count, to) {
  const scale = (count - 1) / (GRID_SIDE - 1);
  const { values, start, stride } = from;
  for (let s = 0; s < GRID_SIDE; s += 1) {
    const position = s * scale;
    const k = Math.min(Math.floor(position), Math.max(count - 2, 0));
    const t = position - k;
    const b = values[start + k * stride];
    const c = values[start + Math.min(k + 1, count - 1) * stride];
    const a = k > 0 ? values[start + (k - 1) * stride] : 2 * b - c;
    const d = k + 2 < count ? values[start + (k + 2) * stride] : 2 * c - b;
    const cubic = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    const low = Math.min(a, b, c, d);
    const high = Math.max(a, b, c, d);
    const slack = OVERSHOOT * (high - low);
    to.values[to.start + s * to.stride] = Math.min(Math.max(cubic, low - slack), high + slack);
  }
}

/** @param {Line} from @param {number} count @param {Line} to */
function linearLine(from, count, to) {
  const scale = (count - 1) / (GRID_SIDE - 1);
  const { values, start, stride } = from;
  for (let s = 0; s < GRID_SIDE; s += 1) {
    const k = Math.min(Math.floor(s * scale), Math.max(count - 2, 0));
    const b = values[start + k * stride];
    const c = values[start + Math.min(k + 1, count - 1) * stride];
    to.values[to.start + s * to.stride] = b + (s * scale - k) * (c - b);
  }
}
