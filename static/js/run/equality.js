/** Equality of plain data: by identity first, so that two experiments with common parts compare quickly. */

/**
 * Whether two values of plain data are equal.
 *
 * @param {unknown} one
 * @param {unknown} other
 * @returns {boolean}
 */
export function isEqual(one, other) {
  if (Object.is(one, other)) return true;
  if (!isTree(one) || !isTree(other) || Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => key in other && isEqual(one[key], other[key]))
  );
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isTree(value) {
  return typeof value === "object" && value !== null;
}
