/** Pitch: converts a loss to a frequency; a higher loss has a higher pitch. */

/** Hertz at the lowest loss, and octaves up to the highest. */
const LOWEST_HZ = 165;
const OCTAVES = 3;

/**
 * Frequency of a loss.
 *
 * @param {number} loss
 * @param {{low: number, high: number}} range - `low` has the lowest pitch
 * @param {boolean} log - whether equal factors of the loss are equal intervals, otherwise equal differences
 * @returns {number} hertz; NaN if there is no loss
 */
export function pitchOf(loss, { low, high }, log) {
  if (!Number.isFinite(loss)) return Number.NaN;
  const scale = log && low > 0 ? Math.log : (/** @type {number} */ value) => value;
  const share = high > low ? (scale(loss) - scale(low)) / (scale(high) - scale(low)) : 0;
  return LOWEST_HZ * 2 ** (OCTAVES * Math.min(Math.max(share, 0), 1));
}

/**
 * Range of the losses of a race.
 *
 * @param {ArrayLike<number>[]} curves
 * @returns {{low: number, high: number}} of all finite values; losses above the highest start are limited to
 *   it
 */
export function rangeOf(curves) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const curve of curves) {
    if (curve.length > 0 && curve[0] > high) high = curve[0];
    for (let k = 0; k < curve.length; k += 1) if (curve[k] < low) low = curve[k];
  }
  return { low, high: Math.max(high, low) };
}
