/** Number text: numbers as written on the picture. */

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
