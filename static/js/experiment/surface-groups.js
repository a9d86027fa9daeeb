/** How the menu groups surfaces, by the kind that the catalog gives each. */

/** @type {[string, string[]][]} */
const GROUPS = [
  ["Bowls", ["convex"]],
  ["Valleys", ["valley"]],
  ["Saddles, plateaus, cliffs", ["saddle", "plateau", "cliff"]],
  ["Several minima", ["multimodal"]],
];

/**
 * @param {{name: string, kind: string}[]} surfaces
 * @returns {[string, any[]][]} the groups that have members, each in the order of the catalog; a surface
 *   of an unknown kind stands in the last
 */
export function groupSurfaces(surfaces) {
  const known = new Set(GROUPS.flatMap(([, kinds]) => kinds));
  /** @type {[string, any[]][]} */
  const groups = GROUPS.map(([label, kinds]) => [label, surfaces.filter(({ kind }) => kinds.includes(kind))]);
  groups.push(["More surfaces", surfaces.filter(({ kind }) => !known.has(kind))]);
  return groups.filter(([, entries]) => entries.length > 0);
}
