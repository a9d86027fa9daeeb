/**
 * Level curves of a quadratic through a point: an ellipse around a minimum or maximum, otherwise a hyperbola.
 */

/** Points per curve, and the extent of a hyperbola. */
const CURVE_POINTS = 96;
const HYPERBOLA_REACH = 2.6;

/** @typedef {[number, number]} Place */

/**
 * The level curve of the quadratic through a point.
 *
 * @param {import("./curvature-text.js").LocalCurvature} bend
 * @returns {Place[][]} empty if the quadratic has no center or the point is the center
 */
export function levelLines({ x, y, directions, stationary }) {
  if (!stationary) return [];
  const [first, second] = directions;
  const [cx, cy] = stationary;
  const away = [x - cx, y - cy];
  const [u, v] = [first, second].map(({ vector }) => away[0] * vector[0] + away[1] * vector[1]);
  const level = first.curvature * u * u + second.curvature * v * v;
  const [a, b] = [level / first.curvature, level / second.curvature];
  /** @param {number} p @param {number} q @returns {Place} */
  const at = (p, q) => [
    cx + p * first.vector[0] + q * second.vector[0],
    cy + p * first.vector[1] + q * second.vector[1],
  ];
  if (!(Number.isFinite(a) && Number.isFinite(b)) || (a === 0 && b === 0)) return [];
  if (a > 0 && b > 0) return [around((t) => at(Math.sqrt(a) * Math.cos(t), Math.sqrt(b) * Math.sin(t)))];
  const [p, q] = [Math.sqrt(Math.abs(a)), Math.sqrt(Math.abs(b))];
  return [1, -1].map((side) =>
    along((t) =>
      a > 0 ? at(side * p * Math.cosh(t), q * Math.sinh(t)) : at(p * Math.sinh(t), side * q * Math.cosh(t)),
    ),
  );
}

/** The ellipse with the given half axes. @param {Place} center @param {number[][]} axes @returns {Place[]} */
export function ellipse([x, y], [first, second]) {
  return around((t) => [
    x + Math.cos(t) * first[0] + Math.sin(t) * second[0],
    y + Math.cos(t) * first[1] + Math.sin(t) * second[1],
  ]);
}

/** @param {(t: number) => Place} place @returns {Place[]} */
function around(place) {
  return Array.from({ length: CURVE_POINTS + 1 }, (_, k) => place((2 * Math.PI * k) / CURVE_POINTS));
}

/** @param {(t: number) => Place} place @returns {Place[]} */
function along(place) {
  return Array.from({ length: CURVE_POINTS + 1 }, (_, k) =>
    place(HYPERBOLA_REACH * ((2 * k) / CURVE_POINTS - 1)),
  );
}
