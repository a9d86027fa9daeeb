/** Marching squares: class borders between the points of a grid. */

/**
 * Marching squares over the margin of each class.
 *
 * @param {number[][]} answer - class at each grid point
 * @param {number[][]} share - probability of that class, from 1 / classes to 1
 * @param {number} classes
 * @returns {number[][]} segments [column, row, column, row], in cells
 */
export function borderSegments(answer, share, classes) {
  /** @type {number[][]} */
  const segments = [];
  // With two classes both have the same border.
  for (let one = 0; one < (classes === 2 ? 1 : classes); one += 1) {
    const margins = answer.map((row, i) =>
      row.map((value, j) => (value === one ? 1 : -1) * Math.max(share[i][j] - 1 / classes, 1e-6)),
    );
    for (let i = 0; i + 1 < margins.length; i += 1)
      for (let j = 0; j + 1 < margins[i].length; j += 1) segments.push(...cell(margins, i, j));
  }
  return segments;
}

/** @param {number[][]} margins @param {number} i @param {number} j */
function cell(margins, i, j) {
  const corners = [
    [j, i],
    [j + 1, i],
    [j + 1, i + 1],
    [j, i + 1],
  ];
  /** @type {number[][]} */
  const met = [];
  for (let k = 0; k < 4; k += 1) {
    const [a, b] = [corners[k], corners[(k + 1) % 4]];
    const [u, v] = [margins[a[1]][a[0]], margins[b[1]][b[0]]];
    if (u > 0 === v > 0) continue;
    const t = u / (u - v);
    met.push([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]);
  }
  return met.length === 4
    ? [
        [...met[0], ...met[1]],
        [...met[2], ...met[3]],
      ]
    : met.length === 2
      ? [[...met[0], ...met[1]]]
      : [];
}
