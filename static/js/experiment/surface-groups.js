/** Surface groups: the menu groups of surfaces, by the kind given in the catalog. */

import { getFacts } from "./facts.js";

/**
 * Groups surfaces for the menu.
 *
 * @param {{name: string, kind: string}[]} surfaces
 * @returns {[string, any[]][]} non-empty groups in catalog order; a surface of an unknown kind is in the last
 */
export function groupSurfaces(surfaces) {
  const { surface_groups: menu } = getFacts();
  const known = new Set(menu.flatMap(({ kinds }) => kinds));
  /** @type {[string, any[]][]} */
  const groups = menu.map(({ title, kinds }) => [title, surfaces.filter(({ kind }) => kinds.includes(kind))]);
  groups.push(["More surfaces", surfaces.filter(({ kind }) => !known.has(kind))]);
  return groups.filter(([, entries]) => entries.length > 0);
}
