/**
 * Height field: heights of the drawn landscape on a fine grid over the domain. Landscapes of any resolution
 * become fields of one size, so that they can be replaced in place and balls rest on the drawn surface.
 */

import { finiteRange } from "../canvas/numbers.js";
import { LossTransform } from "./loss-transform.js";
import { definedShares, extend, GRID_SIDE, resample, withoutOutliers } from "./resampling.js";

export { GRID_SIDE };

/** Share of a point's surroundings that must have a value. */
const MIN_DEFINED = 0.5;

export class HeightField {
  /**
   * @param {import("./loss-transform.js").Landscape} landscape
   * @param {HeightField | null} [former] - of the same landscape before a recut: its heights and colors are
   *   kept while they fit
   */
  constructor(landscape, former = null) {
    const scale = scaleOf(former);
    this.landscape = scale ? { ...landscape, logScale: scale.logScale } : landscape;
    const { x, y } = landscape;
    /** Share of each point's surroundings that has a value; null if every point has one. */
    this.shares = definedShares(landscape.z, x.length, y.length);
    /** Losses as drawn: beside places without a value a few may be far beyond all others. */
    this.losses = this.shares === null ? landscape.z : withoutOutliers(landscape.z);
    /** @type {LossTransform} */
    this.transform = LossTransform.of({ ...landscape, z: this.losses }, scale);
    this.x0 = x[0];
    this.x1 = x[x.length - 1];
    this.y0 = y[0];
    this.y1 = y[y.length - 1];
    /** Heights, row by row, GRID_SIDE x GRID_SIDE, extended over the places without a value. */
    this.extended = this.#drawnHeights();
    /** Heights as `extended`, NaN at the places without a value. */
    this.heights = withHoles(this.extended, this.shares);
    const [least, most] = finiteRange(this.heights);
    /** Whether any place of the landscape has a value. */
    this.hasValues = this.shares === null || least <= most;
    const [lowest] = finiteRange(landscape.z);
    /** Lowest known loss; NaN if lower ones were left out of the drawing. */
    this.lowest = lowest < this.transform.floor ? Number.NaN : this.transform.floor;
    const low = Math.min(least, ...(landscape.minima ?? []).map(([, , loss]) => this.transform.height(loss)));
    const drawn = low > most ? [0, 1] : heightRange(low, most > low ? most : low + 1, former);
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
   * Height of the drawn landscape, bilinear; outside the domain that of the nearest edge. Places without a
   * value have heights too, those of their border: balls and flags rest on them.
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
    return bilinear(this.extended, u, v);
  }

  /**
   * Whether the landscape has a value there.
   *
   * @param {number} x
   * @param {number} y
   */
  isDefined(x, y) {
    return this.isDefinedAt(
      ((x - this.x0) / this.width) * (GRID_SIDE - 1),
      ((y - this.y0) / this.depth) * (GRID_SIDE - 1),
    );
  }

  /**
   * Whether the landscape has a value, in grid coordinates.
   *
   * @param {number} u
   * @param {number} v
   */
  isDefinedAt(u, v) {
    return this.shares === null || bilinear(this.shares, u, v) >= MIN_DEFINED;
  }

  /**
   * Whether the landscape is above a height, in grid coordinates.
   *
   * @param {number} u
   * @param {number} v
   * @param {number} height
   */
  covers(u, v, height) {
    return this.heightAt(u, v) > height && this.isDefinedAt(u, v);
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
    const floats = this.landscape.exact === false && !this.landscape.penalty && Number.isFinite(loss);
    return floats ? this.transform.height(loss) : this.height(x, y);
  }

  /** Loss of the drawn landscape at a point; NaN where it has none. @param {number} x @param {number} y */
  loss(x, y) {
    const known = this.inside(x, y) && this.isDefined(x, y);
    return known ? this.transform.loss(this.height(x, y)) : Number.NaN;
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
    const { landscape, losses, transform } = this;
    const [columns, rows] = [landscape.x.length, landscape.y.length];
    // Differences first: digits that a loss far from 0 has lost cannot come back.
    const above = extend(losses, columns, rows).map((loss) => loss - transform.origin);
    const heights = (/** @type {Float64Array} */ differences) =>
      differences.map((difference) => transform.heightAbove(difference));
    if (isExtreme(above, transform)) return resample(heights(above), columns, rows);
    return heights(resample(above, columns, rows));
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
 * @param {Float64Array} grid - GRID_SIDE x GRID_SIDE
 * @param {number} u - grid coordinate; outside, that of the nearest edge
 * @param {number} v
 */
function bilinear(grid, u, v) {
  const cu = Math.min(Math.max(u, 0), GRID_SIDE - 1);
  const cv = Math.min(Math.max(v, 0), GRID_SIDE - 1);
  const j = Math.min(cu | 0, GRID_SIDE - 2);
  const i = Math.min(cv | 0, GRID_SIDE - 2);
  const fu = cu - j;
  const fv = cv - i;
  const k = i * GRID_SIDE + j;
  const below = grid[k] + fu * (grid[k + 1] - grid[k]);
  const above = grid[k + GRID_SIDE] + fu * (grid[k + GRID_SIDE + 1] - grid[k + GRID_SIDE]);
  return below + fv * (above - below);
}

/** @param {Float64Array} heights @param {Float64Array | null} shares */
function withHoles(heights, shares) {
  if (shares === null) return heights;
  return heights.map((height, k) => (shares[k] >= MIN_DEFINED ? height : Number.NaN));
}

/**
 * @param {Float64Array} above - differences of losses and the transform's origin
 * @param {LossTransform} transform
 * @returns {boolean} whether the highest loss is a million times the usual one
 */
function isExtreme(above, transform) {
  const sorted = above.slice().sort();
  const usual = sorted[sorted.length >> 1] + transform.origin - transform.floor;
  return transform.range > 1e6 * usual;
}

/** @param {ArrayLike<number>} values - ascending, evenly spaced @param {number} value */
function nearestIndex(values, value) {
  const last = values.length - 1;
  if (last < 1) return 0;
  const share = (value - values[0]) / (values[last] - values[0]);
  return Math.min(Math.max(Math.round(share * last), 0), last);
}

/**
 * @param {Float64Array} heights - GRID_SIDE x GRID_SIDE
 * @returns {number} mean length of the gradient per cell, of those with a value
 */
function meanSlope(heights) {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < GRID_SIDE - 1; i += 1) {
    for (let j = 0; j < GRID_SIDE - 1; j += 1) {
      const k = i * GRID_SIDE + j;
      const slope = Math.hypot(heights[k + 1] - heights[k], heights[k + GRID_SIDE] - heights[k]);
      if (Number.isNaN(slope)) continue;
      sum += slope;
      count += 1;
    }
  }
  return sum / Math.max(count, 1);
}
