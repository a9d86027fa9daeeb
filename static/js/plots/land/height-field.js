/**
 * The land as it is drawn: heights on a fine, even grid over the domain. A landscape of any
 * resolution, coarse or final, becomes a field of the same size, so that it can be replaced in place,
 * and balls rest on the very surface that is drawn.
 */

import { LossTransform } from "./loss-transform.js";

/** Points of the drawn grid along each side; from 120 on Plotly draws it as it is, without refining. */
export const GRID_SIDE = 121;

export class HeightField {
  /**
   * @param {import("./loss-transform.js").Landscape} landscape
   * @param {HeightField | null} [former] - of the same land, cut elsewhere: its heights and colours are kept while they fit
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
    /** Height, row by row, SIDE x SIDE. */
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
    /** How much the land usually rises or falls along one whole side. */
    this.steepness = meanSlope(this.heights) * (GRID_SIDE - 1);
  }

  /** Whether a landscape is over the same places. @param {import("./loss-transform.js").Landscape} landscape */
  continues({ x, y }) {
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
   * The height of the drawn land, linear between the points of the drawn grid; outside the domain
   * that of the nearest edge.
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
   * The same in units of the drawn grid.
   *
   * @param {number} u - 0 at the left edge, SIDE - 1 at the right
   * @param {number} v - 0 at the lower edge, SIDE - 1 at the upper
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

  /** The loss of the drawn land at a place; NaN beyond what is drawn. @param {number} x @param {number} y */
  loss(x, y) {
    return this.inside(x, y) ? this.transform.loss(this.height(x, y)) : Number.NaN;
  }

  /**
   * How high the land is, between 0 in the deepest valley and 1 on the highest summit.
   *
   * @param {number} height
   * @returns {number}
   */
  share(height) {
    return (height - this.low) / (this.high - this.low);
  }

  /**
   * The grid point nearest to a place, with its loss as the server computed it.
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
   * Heights on the drawn grid. The loss itself is interpolated, since it is smooth where its logarithm
   * has a kink at the bottom of every valley; but not where it spans so many decades that the ripples
   * of an interpolation would swamp what lies beside a cliff.
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

/** Share of a former reach below which a land that is cut anew gets one of its own, and the air it gets. */
const MIN_RANGE_SHARE = 0.5;
const MARGIN_SHARE = 0.08;

/**
 * From where to where heights are drawn: as before, as long as that fits.
 *
 * @param {number} low @param {number} high @param {HeightField | null} former
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
 * @returns {Float64Array} the same, with the highest of them where one is not finite
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
 * @returns {boolean} whether the highest is a million times as high as the usual
 */
function isExtreme(losses, transform) {
  const sorted = losses.slice().sort();
  const usual = sorted[sorted.length >> 1] - transform.floor;
  return transform.range > 1e6 * usual;
}

/** Share of the neighbours' range by which an interpolated value may leave it. */
const OVERSHOOT = 0.15;

/** @param {ArrayLike<number>} values - ascending, evenly spaced @param {number} value */
function nearestIndex(values, value) {
  const last = values.length - 1;
  if (last < 1) return 0;
  const share = (value - values[0]) / (values[last] - values[0]);
  return Math.min(Math.max(Math.round(share * last), 0), last);
}

/**
 * @param {Float64Array} heights - SIDE x SIDE
 * @returns {number} the mean length of the gradient, per cell
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
 * Catmull-Rom bicubic interpolation onto SIDE x SIDE, first along the rows, then along the columns.
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
 * One line of it. What overshoots the four neighbours by more than a valley between two points of the
 * grid can be deep is cut, so that no false dip or summit is drawn.
 *
 * @param {Float64Array} from
 * @param {number} fromStart
 * @param {number} fromStride
 * @param {number} count - points of the line to read
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
