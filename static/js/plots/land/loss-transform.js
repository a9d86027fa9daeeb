/**
 * Loss transform: loss to drawn height and back. If losses span decades the height is `log10(loss - floor +
 * softening)`, otherwise the loss.
 */

import { finiteRange } from "../canvas/numbers.js";

/** Softening of the logarithm as a share of the range, so that a minimum is a valley and not a deep hole. */
const SOFTENING = 1e-3;

/**
 * Share of the former range below which a recut landscape gets its own range, and the margin of that range.
 */
const MIN_RANGE_SHARE = 0.4;
const MARGIN_SHARE = 0.15;

/**
 * @typedef {object} Landscape - loss on a grid, as sent by the server
 * @property {ArrayLike<number>} x - ascending
 * @property {ArrayLike<number>} y - ascending
 * @property {ArrayLike<number>} z - row by row: `z[i * x.length + j]` is at `(x[j], y[i])`
 * @property {boolean} logScale
 * @property {number[][]} [minima] - known minima, `[x, y, loss]` each
 * @property {number[][] | null} [domain]
 * @property {[string, string]} [axes] - names of the axes; by default x and y, or a and b on a plane through
 *   more than two weights
 * @property {boolean} [exact] - whether the landscape has all weights, so that balls lie on it
 */

export class LossTransform {
  /**
   * @param {number} floor - lowest loss
   * @param {number} range - from the floor to the highest drawn loss
   * @param {boolean} logScale
   */
  constructor(floor, range, logScale) {
    this.floor = floor;
    this.range = range > 0 ? range : 1;
    this.logScale = logScale;
  }

  /**
   * Creates the transform of a landscape. Its floor is the lowest known minimum or the lowest grid point.
   *
   * A recut landscape keeps the former transform while it fits, so that colors and heights do not jump.
   *
   * @param {Landscape} landscape
   * @param {LossTransform | null} [former]
   * @returns {LossTransform}
   */
  static of(landscape, former = null) {
    const [lowest, high] = finiteRange(landscape.z);
    const [least] = finiteRange((landscape.minima ?? []).map(([, , loss]) => loss));
    const low = Math.min(lowest, least);
    if (!Number.isFinite(low)) return new LossTransform(0, 1, false);
    if (!former) return new LossTransform(low, high - low, landscape.logScale);
    return former.fits(low, high) ? former : former.moved(low, high);
  }

  /** Whether losses lie within its range, and fill enough of it. @param {number} low @param {number} high */
  fits(low, high) {
    const room = low >= this.floor && high <= this.floor + this.range;
    return room && high - low > MIN_RANGE_SHARE * this.range;
  }

  /**
   * The transform for other losses, with a margin for the next landscapes; on a logarithmic scale the floor
   * stays at the minimum.
   *
   * @param {number} low
   * @param {number} high
   */
  moved(low, high) {
    const air = MARGIN_SHARE * (high - low);
    const floor = this.logScale ? Math.max(low - 0.1 * air, 0.5 * low) : low - air;
    return new LossTransform(floor, high + air - floor, this.logScale);
  }

  /**
   * @param {number} loss
   * @returns {number} drawn height; losses below the floor are at the floor
   */
  height(loss) {
    if (!this.logScale) return loss;
    return Math.log10(Math.max(loss - this.floor, 0) + SOFTENING * this.range);
  }

  /**
   * @param {number} height
   * @returns {number} loss at that height
   */
  loss(height) {
    if (!this.logScale) return height;
    return 10 ** height - SOFTENING * this.range + this.floor;
  }
}
