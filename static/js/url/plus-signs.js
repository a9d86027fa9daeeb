/**
 * Plus signs: keeps those of a formula in a query, where a plus is also how a blank is written. Between two
 * operands it can only be a plus, as in `formula=x**2+sin(y)`. The server reads addresses in the same way
 * (app/core/plus_signs.py).
 */

const GAP = /(?:\+|%20)*\+(?:\+|%20)*/gi;
const OPERAND_WORD = /^(?:.*\.)?(?:[xye]|pi)+$/i;
const LAST_WORD = /[A-Za-z_][\w.]*$/;
const ENDS_OPERAND = /[\p{L}\p{N}._)⌋⌉]$/u;
const BEGINS_OPERAND = /^(?![⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹])[\p{L}\p{N}.(⌊⌈√]/u;

/**
 * Escapes the plus signs of the formula in a query.
 *
 * @param {string} query - as in the URL, with or without "?"
 * @returns {string}
 */
export function keepPlusSigns(query) {
  return query.replace(
    /(^|[?&])formula=([^&]*)/g,
    (_, start, value) => `${start}formula=${keptSigns(value)}`,
  );
}

/** @param {string} value - escaped */
function keptSigns(value) {
  return value.replace(GAP, (gap, /** @type {number} */ start) => {
    const before = unescaped(value.slice(0, start));
    const after = unescaped(value.slice(start + gap.length));
    return isPlus(before, after) ? gap.replace("+", "%2B") : gap;
  });
}

/** @param {string} text */
function unescaped(text) {
  return new URLSearchParams(`text=${text}`).get("text") ?? "";
}

/**
 * Whether a sign between two texts can only be a plus: an operand ends and another begins.
 *
 * @param {string} before
 * @param {string} after
 */
function isPlus(before, after) {
  const outside = before.split("|").length % 2 === 1;
  const ends = before.endsWith("|") ? outside || endsOperand(before.slice(0, -1)) : endsOperand(before);
  const begins = after.startsWith("|")
    ? outside || BEGINS_OPERAND.test(after.slice(1))
    : BEGINS_OPERAND.test(after);
  return ends && begins && !(after.startsWith("(") && isFunction(before));
}

/** @param {string} text */
function endsOperand(text) {
  return ENDS_OPERAND.test(text);
}

/** @param {string} before */
function isFunction(before) {
  const word = LAST_WORD.exec(before);
  return word !== null && !OPERAND_WORD.test(word[0]);
}
