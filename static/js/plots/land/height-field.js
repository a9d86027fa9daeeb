/**
 * Height field: heights of the drawn landscape on a fine grid over the domain. Landscapes of any resolution
 * become fields of one size, so that they can be replaced in place and balls rest on the drawn surface.
 */

import { LossTransform } from "./loss-transform.js";

/** Grid points along each side; from 120 on Plotly does not refine the grid itself. */
export const GRID_SIDE = 121;

export class HeightField {
  /**
   * @param {import("./loss-transform.js").Landscape} landscape
   * @param {HeightField | null} [former] - of the same landscape before a recut: its heights and colors are
   *   kept while they fit
   */
  constructor(landscape, former = null) {
    const scale = scaleOf(former);
    this.landscape = scale ? { ...landscape, logScale: scale.logScale } : landscape;
    /** @type {LossTransform} */
    this.transform = LossTransform.of(landscape, scale);
    const { x, y } = landscape;
    this.x0 = x[0];
    this.x1 = x[x.length - 1];
    this.y0 = y[0];
    this.y1 = y[y.length - 1];
    /** Heights, row by row, GRID_SIDE x GRID_SIDE. */
    this.heights = this.#drawnHeights();
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const h of this.heights) {
      if (h < low) low = h;
      if (h > high) high = h;
    }
    for (const [, , loss] of landscape.minima ?? []) low = Math.min(low, this.transform.height(loss));
    const drawn = heightRange(low, high > low ? high : low + 1, former);
    /** @type {number} */
    this.low = drawn[0];
    /** @type {number} */
    this.high = drawn[1];
    /** Usual rise or fall across a whole side. */
    this.steepness = meanSlope(this.heights) * (GRID_SIDE - 1);
  }

  /**
   * Whether a landscape has the same domain.
   *
   * @param {import("./loss-transform.js").Landscape} landscape
   */
  hasSameDomain({ x, y }) {
    return x[0] === this.x0 && x[x.length - 1] === this.x1 && y[0] === this.y0 && y[y.length - 1] === this.y1;
  }

  /** @returns {[string, string]} */
  get axes() {
    return this.landscape.axes ?? (this.landscape.exact === false ? ["a", "b"] : ["x", "y"]);
  }

  get width() {
    return this.x1 - this.x0;
  }

  get depth() {
    return this.y1 - this.y0;
  }

  /** @param {number} x @param {number} y */
  inside(x, y) {
    return x >= this.x0 && x <= this.x1 && y >= this.y0 && y <= this.y1;
  }

  /**
   * Height of the drawn landscape, bilinear; outside the domain that of the nearest edge.
   *
   * @param {number} x
   * @param {number} y
   * @returns {number}
   */
  height(x, y) {
    return this.heightAt(
      ((x - this.x0) / this.width) * (GRID_SIDE - 1),
      ((y - this.y0) / this.depth) * (GRID_SIDE - 1),
    );
  }

  /**
   * Height in grid coordinates.
   *
   * @param {number} u - 0 at the left edge, GRID_SIDE - 1 at the right
   * @param {number} v - 0 at the lower edge, GRID_SIDE - 1 at the upper
   * @returns {number}
   */
  heightAt(u, v) {
    const cu = Math.min(Math.max(u, 0), GRID_SIDE - 1);
    const cv = Math.min(Math.max(v, 0), GRID_SIDE - 1);
    const j = Math.min(cu | 0, GRID_SIDE - 2);
    const i = Math.min(cv | 0, GRID_SIDE - 2);
    const fu = cu - j;
    const fv = cv - i;
    const k = i * GRID_SIDE + j;
    const h = this.heights;
    const below = h[k] + fu * (h[k + 1] - h[k]);
    const above = h[k + GRID_SIDE] + fu * (h[k + GRID_SIDE + 1] - h[k + GRID_SIDE]);
    return below + fv * (above - below);
  }

  /**
   * Height at which a point is drawn: on the landscape, or at that of its own loss on a plane through many
   * weights.
   *
   * @param {number} x
   * @param {number} y
   * @param {number} loss - not finite if it is unknown
   * @returns {number}
   */
  pointHeight(x, y, loss) {
    const floats = this.landscape.exact === false && Number.isFinite(loss);
    return floats ? this.transform.height(loss) : this.height(x, y);
  }

  /** Loss of the drawn landscape at a point; NaN outside. @param {number} x @param {number} y */
  loss(x, y) {
    return this.inside(x, y) ? this.transform.loss(this.height(x, y)) : Number.NaN;
  }

  /**
   * Relative height, 0 at the lowest and 1 at the highest point.
   *
   * @param {number} height
   * @returns {number}
   */
  share(height) {
    return (height - this.low) / (this.high - this.low);
  }

  /**
   * The nearest grid point, with its loss as computed by the server.
   *
   * @param {number} x
   * @param {number} y
   * @returns {{x: number, y: number, loss: number}}
   */
  nearest(x, y) {
    const { landscape } = this;
    const j = nearestIndex(landscape.x, x);
    const i = nearestIndex(landscape.y, y);
    return { x: landscape.x[j], y: landscape.y[i], loss: landscape.z[i * landscape.x.length + j] };
  }

  /**
   * Heights on the drawn grid. Interpolates the loss itself, because it is smooth where its logarithm has a
   * kink at a minimum; but not if it spans so many decades that ripples of the interpolation would hide what
   * is beside a cliff.
   */
  #drawnHeights() {
    const { landscape, transform } = this;
    const losses = finite(landscape.z);
    if (isExtreme(losses, transform)) {
      return resample(
        losses.map((loss) => transform.height(loss)),
        landscape.x.length,
        landscape.y.length,
      );
    }
    return resample(losses, landscape.x.length, landscape.y.length).map((loss) => transform.height(loss));
  }
}

/** @param {HeightField | null} former @returns {LossTransform | null} */
function scaleOf(former) {
  return former ? former.transform : null;
}

/**
 * Share of the former range below which a recut landscape gets its own range, and the margin of that range.
 */
const MIN_RANGE_SHARE = 0.5;
const MARGIN_SHARE = 0.08;

/**
 * Range of drawn heights: the former one while it fits.
 *
 * @param {number} low
 * @param {number} high
 * @param {HeightField | null} former
 * @returns {[number, number]}
 */
function heightRange(low, high, former) {
  if (!former) return [low, high];
  const fits = low >= former.low && high <= former.high;
  if (fits && high - low > MIN_RANGE_SHARE * (former.high - former.low)) return [former.low, former.high];
  const air = MARGIN_SHARE * (high - low);
  return [low - air, high + air];
}

/**
 * @param {ArrayLike<number>} values
 * @returns {Float64Array} non-finite values are replaced by the highest finite one
 */
function finite(values) {
  const copy = Float64Array.from(values);
  let high = Number.NEGATIVE_INFINITY;
  for (const value of copy) if (Number.isFinite(value) && value > high) high = value;
  const summit = Number.isFinite(high) ? high : 0;
  return copy.map((value) => (Number.isFinite(value) ? value : summit));
}

/**
 * @param {Float64Array} losses
 * @param {LossTransform} transform
 * @returns {boolean} whether the highest loss is a million times the usual one
 */
function isExtreme(losses, transform) {
  const sorted = losses.slice().sort();
  const usual = sorted[sorted.length >> 1] - transform.floor;
  return transform.range > 1e6 * usual;
}

/** Maximum overshoot of an interpolated value as a share of the neighbors' range. */
const OVERSHOOT = 0.15;

/** @param {ArrayLike<number>} values - ascending, evenly spaced @param {number} value */
function nearestIndex(values, value) {
  const last = values.length - 1;
  if (last < 1) return 0;
  const share = (value - values[0]) / (values[last] - values[0]);
  return Math.min(Math.max(Math.round(share * last), 0), last);
}

/**
 * @param {Float64Array} heights - GRID_SIDE x GRID_SIDE
 * @returns {number} mean length of the gradient per cell
 */
function meanSlope(heights) {
  let sum = 0;
  for (let i = 0; i < GRID_SIDE - 1; i += 1) {
    for (let j = 0; j < GRID_SIDE - 1; j += 1) {
      const k = i * GRID_SIDE + j;
      sum += Math.hypot(heights[k + 1] - heights[k], heights[k + GRID_SIDE] - heights[k]);
    }
  }
  return sum / (GRID_SIDE - 1) ** 2;
}

/**
 * Catmull-Rom bicubic interpolation to GRID_SIDE x GRID_SIDE, rows first, then columns.
 *
 * @param {Float64Array} grid - row by row
 * @param {number} columns
 * @param {number} rows
 * @returns {Float64Array}
 */
function resample(grid, columns, rows) {
  const wide = new Float64Array(rows * GRID_SIDE);
  for (let i = 0; i < rows; i += 1) {
    resampleLine(grid, i * columns, 1, columns, wide, i * GRID_SIDE, 1);
  }
  const full = new Float64Array(GRID_SIDE * GRID_SIDE);
  for (let j = 0; j < GRID_SIDE; j += 1) {
    resampleLine(wide, j, GRID_SIDE, rows, full, j, GRID_SIDE);
  }
  return full;
}

/**
 * Interpolates one line. Overshoot beyond the four neighbors is limited to the depth of a valley between two
 * grid points, so that no false extremum is drawn.
 *
 * @param {Float64Array} from
 * @param {number} fromStart
 * @param {number} fromStride
 * @param {number} count - number of points to read
 * @param {Float64Array} to
 * @param {number} toStart
 * @param {number} toStride
 */
function resampleLine(from, fromStart, fromStride, count, to, toStart, toStride) {
  const scale = (count - 1) / (GRID_SIDE - 1);
  for (let s = 0; s < GRID_SIDE; s += 1) {
    const position = s * scale;
    const k = Math.min(Math.floor(position), Math.max(count - 2, 0));
    const t = position - k;
    const b = from[fromStart + k * fromStride];
    const c = from[fromStart + Math.min(k + 1, count - 1) * fromStride];
    const a = k > 0 ? from[fromStart + (k - 1) * fromStride] : 2 * b - c;
    const d = k + 2 < count ? from[fromStart + (k + 2) * fromStride] : 2 * c - b;
    const cubic = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    const low = Math.min(a, b, c, d);
    const high = Math.max(a, b, c, d);
    const slack = OVERSHOOT * (high - low);
    to[toStart + s * toStride] = Math.min(Math.max(cubic, low - slack), high + slack);
  }
}
