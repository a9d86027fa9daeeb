/** Curve scale: steps and losses to pixels, logarithmic or linear. */

import { roundOrigin, roundStep, ticks } from "../canvas/levels.js";
import { finiteRange, formatStep, superscript } from "../canvas/numbers.js";

/** Maximum number of decades below the highest loss on a logarithmic axis. */
const MAX_DECADES = 12;
/** Factor by which a loss may exceed the highest start before it is cut off. */
const MAX_RISE = { log: 1e3, linear: 1.6 };
/** Share of the lowest loss below which the range of the losses is not visible in their logarithm. */
const MIN_LOG_RANGE = 0.05;
/** Longest number beside the axis, in characters. */
const MAX_LABEL = 6;

/** @typedef {{left: number, top: number, width: number, height: number}} Frame */

export class CurveScale {
  /**
   * @param {ArrayLike<number>[]} curves - losses over points, one array per racer
   * @param {"log" | "linear"} kind
   * @param {number} floor - lowest known loss, or NaN
   * @param {number} steps - length of the time axis
   * @param {Frame} frame - pixels
   */
  constructor(curves, kind, floor, steps, frame) {
    this.kind = kind;
    this.steps = Math.max(steps, 1);
    this.frame = frame;
    const { low, high, start } = extent(curves);
    /** Subtracted from every loss before the logarithm. */
    this.offset = kind === "log" ? offsetOf(low, high, floor) : 0;
    const top = Math.min(high, start + (MAX_RISE[kind] - 1) * Math.abs(start || 1));
    const range = kind === "log" ? decades(curves, this.offset, top) : linear(low, top, floor);
    this.low = range[0];
    this.high = range[1];
    /** Subtracted from the numbers beside a linear axis, where whole ones would be too long. */
    this.origin = kind === "linear" ? roundOrigin(this.low, this.high - this.low) : 0;
    if (this.#labels(0).every(({ label }) => label.length <= MAX_LABEL)) this.origin = 0;
  }

  /** Title of the axis of losses: what its numbers are, and its scale. @returns {string} */
  get title() {
    if (this.kind === "linear")
      return this.origin ? `loss above ${formatStep(this.origin, this.high - this.low)}` : "loss";
    const above = this.offset ? ` above the lowest, ${formatStep(this.offset, this.range / 1e3, 4)}` : "";
    return `loss${above} (log scale)`;
  }

  /** Highest minus lowest loss of the axis. */
  get range() {
    return this.kind === "log" ? 10 ** this.high : this.high - this.low;
  }

  /** @param {number} step @returns {number} pixels */
  x(step) {
    return this.frame.left + (step / this.steps) * this.frame.width;
  }

  /**
   * The same scale for a racer with its own horizontal values, one per point.
   *
   * @param {ArrayLike<number>} column
   * @returns {CurveScale}
   */
  along(column) {
    const x = (/** @type {number} */ step) => this.x(between(column, step));
    return Object.create(this, { x: { value: x } });
  }

  /** @param {number} px @returns {number} a step, within the axis */
  step(px) {
    const share = (px - this.frame.left) / this.frame.width;
    return Math.min(Math.max(share, 0), 1) * this.steps;
  }

  /** @param {number} loss @returns {number} pixels; losses too low for a logarithm are at the lower edge */
  y(loss) {
    const value = this.kind === "log" ? Math.log10(Math.max(loss - this.offset, 1e-300)) : loss;
    const share = (value - this.low) / (this.high - this.low);
    return this.frame.top + (1 - Math.min(Math.max(share, -0.02), 40)) * this.frame.height;
  }

  /** @param {number} share - 0 at the lower edge, 1 at the upper @returns {number} */
  loss(share) {
    const value = this.low + share * (this.high - this.low);
    return this.kind === "log" ? 10 ** value + this.offset : value;
  }

  /** @returns {{value: number, label: string}[]} loss ticks */
  lossTicks() {
    if (this.kind === "linear") return this.#labels(this.origin);
    const count = this.#tickCount;
    const every = Math.max(1, Math.ceil((this.high - this.low) / count));
    const first = Math.ceil(this.low / every) * every;
    const marks = [];
    for (let power = first; power <= this.high; power += every) {
      marks.push({ value: 10 ** power + this.offset, label: `10${superscript(power)}` });
    }
    return marks;
  }

  get #tickCount() {
    return Math.max(2, Math.round(this.frame.height / 26));
  }

  /** Ticks of a linear axis, in the digits that their step needs. @param {number} origin - subtracted */
  #labels(origin) {
    const values = ticks(this.low - origin, this.high - origin, this.#tickCount);
    const step = values.length > 1 ? values[1] - values[0] : this.high - this.low;
    return values.map((value) => ({ value: value + origin, label: formatStep(value, step) }));
  }

  /** @returns {number[]} step ticks */
  stepTicks() {
    const count = Math.max(2, Math.round(this.frame.width / 90));
    const step = Math.max(1, roundStep(this.steps, count));
    return Array.from({ length: Math.floor(this.steps / step) + 1 }, (_, k) => k * step);
  }
}

/**
 * What is subtracted before the logarithm: nothing, or the lowest loss if some are not positive or if all are
 * so large that their differences would not be visible.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} floor - lowest known loss, or NaN
 */
function offsetOf(low, high, floor) {
  const hidden = high > low && high - low < MIN_LOG_RANGE * low;
  if (low > 0 && !hidden) return 0;
  return Number.isFinite(floor) ? Math.min(low, floor) : low;
}

/** @param {ArrayLike<number>} column @param {number} step - fractional */
function between(column, step) {
  const last = column.length - 1;
  const index = Math.min(Math.max(Math.floor(step), 0), last);
  const here = column[index];
  return here + (Math.min(step, last) - index) * (column[Math.min(index + 1, last)] - here);
}

/**
 * @param {ArrayLike<number>[]} curves
 * @returns {{low: number, high: number, start: number}} over all finite losses; the highest start
 */
function extent(curves) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let start = Number.NEGATIVE_INFINITY;
  for (const losses of curves) {
    if (losses.length > 0 && losses[0] > start) start = losses[0];
    const [least, most] = finiteRange(losses);
    low = Math.min(low, least);
    high = Math.max(high, most);
  }
  return Number.isFinite(low) ? { low, high, start } : { low: 0, high: 1, start: 1 };
}

/**
 * Whole decades, so that the axis does not move with small changes of a path.
 *
 * @param {ArrayLike<number>[]} curves
 * @param {number} offset
 * @param {number} top - the highest loss to show
 * @returns {[number, number]}
 */
function decades(curves, offset, top) {
  let least = Number.POSITIVE_INFINITY;
  for (const losses of curves) {
    for (let k = 0; k < losses.length; k += 1) {
      const size = losses[k] - offset;
      if (size > 0 && size < least) least = size;
    }
  }
  const high = Math.ceil(Math.log10(Math.max(top - offset, 1e-290)) - 1e-9);
  if (!Number.isFinite(least)) return [high - 1, high];
  const low = Math.floor(Math.log10(least) + 1e-9);
  return [Math.max(Math.min(low, high - 1), high - MAX_DECADES), high];
}

/**
 * @param {number} low
 * @param {number} top
 * @param {number} floor
 * @returns {[number, number]}
 */
function linear(low, top, floor) {
  const bottom = Math.min(low, Number.isFinite(floor) ? floor : low);
  const range = top > bottom ? top - bottom : 1;
  return [bottom - 0.03 * range, bottom + 1.05 * range];
}
