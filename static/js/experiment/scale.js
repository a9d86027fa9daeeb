/**
 * Slider scale: converts between position (0 to 1) and value. Values beyond the ends map to the ends, so that
 * a box beside the slider can hold any valid value.
 */

/**
 * @typedef {object} Range
 * @property {"linear" | "log" | "one_minus_log"} scale - `one_minus_log` is logarithmic in 1 - value
 * @property {number} low - value at position 0
 * @property {number} high - value at position 1
 */

/**
 * Natural logarithm of the ratio above which values get three digits; a shorter range needs four, so that
 * adjacent positions differ.
 */
const LONG_RANGE_LN = Math.log(10 ** 4.5);

/**
 * Value to slider position.
 *
 * @param {number} value
 * @param {Range} range
 * @returns {number} position, 0 to 1
 */
export function toPosition(value, { scale, low, high }) {
  const bend = TRANSFORMS[scale];
  const from = bend.of(low);
  const position = (bend.of(value) - from) / (bend.of(high) - from);
  return Number.isNaN(position) ? 0 : Math.min(Math.max(position, 0), 1);
}

/**
 * Slider position to value.
 *
 * @param {number} position - 0 to 1
 * @param {Range} range
 * @returns {number} the value, rounded on logarithmic scales
 */
export function toValue(position, { scale, low, high }) {
  if (position <= 0) return low;
  if (position >= 1) return high;
  const bend = TRANSFORMS[scale];
  const from = bend.of(low);
  const length = bend.of(high) - from;
  return bend.round(bend.back(from + position * length), length > LONG_RANGE_LN ? 3 : 4);
}

/**
 * A round step for a linear slider, about 1/200 of its range.
 *
 * @param {number} low
 * @param {number} high
 */
export function roundStep(low, high) {
  const raw = (high - low) / 200;
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = [1, 2, 5, 10].find((factor) => factor * power >= raw * 0.999) ?? 10;
  return significant(lead * power, 1);
}

/** @param {number} value @param {number} digits */
function significant(value, digits) {
  return Number(value.toPrecision(digits));
}

/**
 * @type {Record<Range["scale"],
 *   {of(v: number): number, back(b: number): number, round(v: number, digits: number): number}>}
 */
const TRANSFORMS = {
  linear: { of: (v) => v, back: (b) => b, round: (v) => significant(v, 12) },
  log: { of: (v) => Math.log(v), back: (b) => Math.exp(b), round: significant },
  one_minus_log: {
    of: (v) => -Math.log(1 - v),
    back: (b) => 1 - Math.exp(-b),
    round: (v, digits) => significant(1 - significant(1 - v, digits), 12),
  },
};
