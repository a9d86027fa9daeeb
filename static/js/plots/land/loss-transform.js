/**
 * Loss transform: loss to drawn height and back. If losses span decades the height is `log10(loss - floor +
 * softening)`, otherwise `loss - origin`. The origin is 0 unless losses are far from 0 compared with their
 * range: a graphics card has seven digits, and 1e12 + x² needs the last of sixteen.
 */

import { roundOrigin } from "../canvas/levels.js";
import { finiteRange } from "../canvas/numbers.js";

/** Softening of the logarithm as a share of the range, so that a minimum is a valley and not a deep hole. */
const SOFTENING = 1e-3;
/**
 * Range as a multiple of the usual loss beyond which the softening falls, and the power of the excess: where
 * few places are that high, as with exp(x² + y²), usual ones still differ in height and color, and lower ones.
 */
const MAX_RANGE = 1e3;
const EXCESS_POWER = 2;
/** Minimum of the softening then, as a share of the usual loss. */
const MIN_SOFTENING = 1e-6;

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
 * @property {boolean} [refit] - whether it only fits the frame better than the former one
 * @property {object | null} [at] - whose weights it was computed through, if not the experiment's own
 * @property {[string, string]} [axes] - names of the axes; by default x and y, or a and b on a plane through
 *   more than two weights
 * @property {boolean} [exact] - whether the landscape has all weights, so that balls lie on it
 * @property {import("../../../../types/api.d.ts").Penalty | null} [penalty] - what is added to the loss
 */

export class LossTransform {
  /**
   * @param {number} floor - lowest loss
   * @param {number} range - from the floor to the highest drawn loss
   * @param {boolean} logScale
   * @param {number} [usual] - from the floor to the median of the losses
   */
  constructor(floor, range, logScale, usual = Number.POSITIVE_INFINITY) {
    this.floor = floor;
    this.range = range > 0 ? range : 1;
    this.logScale = logScale;
    /** Added before the logarithm. */
    this.softening = softeningOf(this.range, usual);
    /** Subtracted from every loss, a round number. */
    this.origin = logScale ? floor : roundOrigin(floor, this.range);
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
    const usual = median(landscape.z) - low;
    if (!former) return new LossTransform(low, high - low, landscape.logScale, usual);
    return former.fits(low, high) ? former : former.moved(low, high, usual);
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
   * @param {number} [usual] - from the lowest to the median
   */
  moved(low, high, usual) {
    const air = MARGIN_SHARE * (high - low);
    const floor = this.logScale ? Math.max(low - 0.1 * air, 0.5 * low) : low - air;
    return new LossTransform(floor, high + air - floor, this.logScale, usual);
  }

  /**
   * @param {number} loss
   * @returns {number} drawn height; losses below the floor are at the floor
   */
  height(loss) {
    return this.heightAbove(loss - this.origin);
  }

  /** @param {number} difference - of a loss and the origin @returns {number} drawn height */
  heightAbove(difference) {
    return this.logScale ? Math.log10(Math.max(difference, 0) + this.softening) : difference;
  }

  /**
   * @param {number} height
   * @returns {number} loss at that height
   */
  loss(height) {
    return (this.logScale ? 10 ** height - this.softening : height) + this.origin;
  }
}

/**
 * @param {number} range
 * @param {number} usual - from the floor to the median of the losses
 * @returns {number} what is added before the logarithm
 */
function softeningOf(range, usual) {
  const excess = usual > 0 ? range / (MAX_RANGE * usual) : 0;
  if (!(excess > 1)) return SOFTENING * range;
  return Math.max((SOFTENING * range) / excess ** EXCESS_POWER, MIN_SOFTENING * usual);
}

/** @param {ArrayLike<number>} values @returns {number} of the finite ones */
function median(values) {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  return sorted[sorted.length >> 1];
}
