/** Number text: numbers as written on the picture. */

/** Differences of losses that are shown, as a share of the range or the axis. */
export const LOSS_STEP = 1e-5;

/**
 * A number in significant digits with a true minus sign; powers of ten if it is very large or small.
 *
 * @param {number} value
 * @param {number} digits
 * @returns {string}
 */
export function formatNumber(value, digits) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-4 || size >= 1e6)
      ? powerOfTen(value, digits)
      : String(Number(value.toPrecision(digits)));
  return text.replaceAll("-", "−");
}

/** Digits of a number without a power of ten, and those from which they stand in groups of three. */
const MAX_PLAIN_DIGITS = 4;
const MIN_GROUPED_DIGITS = 7;
/** Share of a step below which a number is the rounding error of a 0. */
const NOISE = 1e-9;
/** Digits of a 64-bit number. */
const MAX_DIGITS = 17;

/**
 * A number in as many digits as its step needs, so that neighbors on a scale differ.
 *
 * @param {number} value
 * @param {number} step - to the next number on the scale
 * @param {number} [least] - significant digits at least
 * @returns {string}
 */
export function formatStep(value, step, least = 1) {
  const size = Math.abs(value);
  if (size < NOISE * step) return "0";
  if (!Number.isFinite(value) || !(step > 0)) return formatNumber(value, Math.max(least, 3));
  const place = Math.floor(Math.log10(step) + 1e-9);
  const needed = Math.floor(Math.log10(size) + 1e-9) - place + 1;
  const digits = Math.min(Math.max(needed, least, 1), MAX_DIGITS);
  if (size < 1e6 || digits <= MAX_PLAIN_DIGITS) return formatNumber(value, digits);
  if (Number(value.toPrecision(MAX_PLAIN_DIGITS)) === value) return formatNumber(value, MAX_PLAIN_DIGITS);
  return grouped(String(Number(value.toFixed(Math.min(Math.max(-place, 0), 20)))));
}

/** Digits in groups of three, with thin spaces. @param {string} text - a decimal number */
function grouped(text) {
  const [whole, fraction] = text.replace("-", "−").split(".");
  const few = whole.replace("−", "").length < MIN_GROUPED_DIGITS;
  const groups = few ? whole : whole.replace(/\B(?=(\d{3})+$)/g, "\u2009");
  return fraction ? `${groups}.${fraction}` : groups;
}

/**
 * Lowest and highest finite value.
 *
 * @param {ArrayLike<number>} values
 * @returns {[number, number]} infinite, the lowest above the highest, if there is none
 */
export function finiteRange(values) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < values.length; k += 1) {
    const value = values[k];
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * An exponent in superscript digits.
 *
 * @param {number} exponent - whole
 * @returns {string}
 */
export function superscript(exponent) {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]);
  return exponent < 0 ? `⁻${digits}` : digits;
}

/** @param {number} value @param {number} digits */
function powerOfTen(value, digits) {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${Number(mantissa)}·10${superscript(Number(exponent))}`;
}
