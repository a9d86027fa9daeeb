/** Surface groups: the menu groups of surfaces, by the kind given in the catalog. */

/** @type {[string, string[]][]} */
const GROUPS = [
  ["Bowls", ["convex"]],
  ["Valleys", ["valley"]],
  ["Saddles, plateaus, cliffs", ["saddle", "plateau", "cliff"]],
  ["Several minima", ["multimodal"]],
];

/**
 * Groups surfaces for the menu.
 *
 * @param {{name: string, kind: string}[]} surfaces
 * @returns {[string, any[]][]} non-empty groups in catalog order; a surface of an unknown kind is in the last
 */
export function groupSurfaces(surfaces) {
  const known = new Set(GROUPS.flatMap(([, kinds]) => kinds));
  /** @type {[string, any[]][]} */
  const groups = GROUPS.map(([label, kinds]) => [label, surfaces.filter(({ kind }) => kinds.includes(kind))]);
  groups.push(["More surfaces", surfaces.filter(({ kind }) => !known.has(kind))]);
  return groups.filter(([, entries]) => entries.length > 0);
}
