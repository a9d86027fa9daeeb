/** Text formatting: numbers, parameter names and regimes. */

import { getFacts } from "./facts.js";

const MINUS = "\u2212";

/**
 * A measured number in four significant digits; powers of ten if it is tiny or huge.
 *
 * @param {number | null | undefined} value
 * @param {number} [digits]
 * @returns {string} a dash if there is no number
 */
export function formatMeasured(value, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return "\u2013";
  if (!Number.isFinite(value)) return value > 0 ? "\u221e" : `${MINUS}\u221e`;
  if (value === 0) return "0";
  const size = Math.abs(Number(value.toPrecision(digits))); // As it is shown: 9.99996 is 10.00.
  const text =
    size >= 1e-3 && size < 1e5 ? fixed(value, size, digits) : exponential(value, Math.max(digits - 2, 0));
  return text.replace(/-/g, MINUS);
}

/**
 * A setting, in the shortest text that parses to the same number.
 *
 * @param {number} value
 */
export function formatExact(value) {
  return String(value);
}

/**
 * A range limit or slider mark, in three significant digits.
 *
 * @param {number} value
 */
export function formatBrief(value) {
  return formatExact(Number(value.toPrecision(3))).replace(/-/g, MINUS);
}

/**
 * The label of a parameter or of one of its choices, from the catalog; `weight_decay` is "Weight decay".
 *
 * @param {string} name
 */
export function parameterLabel(name) {
  const known = getFacts().labels[name];
  if (known) return known;
  const text = name.replace(/_/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The label of a regime, or of a fact of its evidence. @param {string | undefined} name */
export function regimeLabel(name) {
  return name ? name.replace(/_/g, " ") : "";
}

/** @param {number} value @param {number} size - as it is shown @param {number} digits */
function fixed(value, size, digits) {
  const whole = Math.floor(Math.log10(size)) + 1;
  return value.toFixed(Math.max(0, digits - whole));
}

/** @param {number} value @param {number} decimals */
function exponential(value, decimals) {
  return value.toExponential(decimals).replace("e+", "e");
}
