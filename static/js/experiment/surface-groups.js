/** Surface groups: the menu groups of surfaces, by the kind given in the catalog. */

import { getFacts } from "./facts.js";

/**
 * Groups surfaces for the menu.
 *
 * @template {{kind: string}} Surface
 * @param {Surface[]} surfaces
 * @returns {[string, Surface[]][]} non-empty groups in catalog order; a surface of an unknown kind is in the last
 */
export function groupSurfaces(surfaces) {
  const { surface_groups: menu } = getFacts();
  const known = new Set(menu.flatMap(({ kinds }) => kinds));
  /** @type {[string, Surface[]][]} */
  const groups = menu.map(({ title, kinds }) => [title, surfaces.filter(({ kind }) => kinds.includes(kind))]);
  groups.push(["More surfaces", surfaces.filter(({ kind }) => !known.has(kind))]);
  return groups.filter(([, entries]) => entries.length > 0);
}
