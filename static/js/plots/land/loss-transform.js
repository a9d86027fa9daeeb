/**
 * From loss to the height that is drawn, and back. Where losses span decades the height is
 * `log10(loss - floor + softening)`; otherwise it is the loss itself.
 */

/** Share of the range that softens the logarithm, so that a minimum is a valley and not a well. */
const SOFTENING = 1e-3;

/** Share of a former range below which a land that is cut anew gets one of its own, and the air it gets. */
const MIN_RANGE_SHARE = 0.4;
const MARGIN_SHARE = 0.15;

/**
 * @typedef {object} Landscape - the loss on a grid, as the server sends it
 * @property {ArrayLike<number>} x - ascending
 * @property {ArrayLike<number>} y - ascending
 * @property {ArrayLike<number>} z - row by row: `z[i * x.length + j]` is at `(x[j], y[i])`
 * @property {boolean} logScale
 * @property {number[][]} [minima] - known minima, `[x, y, loss]` each
 * @property {number[][] | null} [domain]
 * @property {[string, string]} [axes] - what the axes are called; unless told x and y, or a and b on a plane through
 *   more weights than two
 * @property {boolean} [exact] - whether two weights are all there are, so that balls lie on the land
 */

export class LossTransform {
  /**
   * @param {number} floor - the lowest loss there is
   * @param {number} range - from the floor to the highest loss drawn
   * @param {boolean} logScale
   */
  constructor(floor, range, logScale) {
    this.floor = floor;
    this.range = range > 0 ? range : 1;
    this.logScale = logScale;
  }

  /**
   * The elevation of a landscape: its floor is the lowest known minimum or the lowest point of the grid.
   *
   * One that is cut anew while it is looked at keeps the former's as long as it fits, so that neither colours nor
   * heights jump from cut to cut.
   *
   * @param {Landscape} landscape
   * @param {LossTransform | null} [former]
   * @returns {LossTransform}
   */
  static of(landscape, former = null) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < landscape.z.length; i += 1) {
      const loss = landscape.z[i];
      if (!Number.isFinite(loss)) continue;
      if (loss < low) low = loss;
      if (loss > high) high = loss;
    }
    for (const [, , loss] of landscape.minima ?? []) if (loss < low) low = loss;
    if (!Number.isFinite(low)) return new LossTransform(0, 1, false);
    if (!former) return new LossTransform(low, high - low, landscape.logScale);
    const room = low >= former.floor && high <= former.floor + former.range;
    if (room && high - low > MIN_RANGE_SHARE * former.range) return former;
    // Room for what comes next; under a logarithm, the floor is where its valley is.
    const air = MARGIN_SHARE * (high - low);
    const floor = former.logScale ? Math.max(low - 0.1 * air, 0.5 * low) : low - air;
    return new LossTransform(floor, high + air - floor, former.logScale);
  }

  /**
   * @param {number} loss
   * @returns {number} the height it is drawn at; losses below the floor are drawn at the floor
   */
  height(loss) {
    if (!this.logScale) return loss;
    return Math.log10(Math.max(loss - this.floor, 0) + SOFTENING * this.range);
  }

  /**
   * @param {number} height
   * @returns {number} the loss that is drawn there
   */
  loss(height) {
    if (!this.logScale) return height;
    return 10 ** height - SOFTENING * this.range + this.floor;
  }
}
