/**
 * Facts: what the page knows of every experiment (bounds, presets, ...). They come with the server's catalog,
 * so that nothing is written down twice. The catalog is read from the page when it is first needed: elements
 * of the page may need it before any script of ours has run.
 */

/** @typedef {import("../../../types/api.d.ts").Catalog} Catalog */

/** @type {Catalog | null} */
let facts = null;

/**
 * The facts: the catalog that the server wrote into the page, or that `setCatalog` has set.
 *
 * @returns {Catalog}
 * @throws {Error} if the page has none and `setCatalog` was not called
 */
export function getFacts() {
  if (facts) return facts;
  const text = globalThis.document?.getElementById("catalog")?.textContent;
  if (!text) throw new Error("This page has no catalog: call setCatalog first.");
  /** @type {Catalog} */
  const catalog = JSON.parse(text);
  facts = catalog;
  return catalog;
}

/** Sets the catalog of a page that has none of its own. @param {Catalog} catalog */
export function setCatalog(catalog) {
  facts = catalog;
}

/**
 * The entry of a name.
 *
 * @template {{name: string}} Entry
 * @param {Entry[]} family - of the catalog
 * @param {string | undefined} name
 * @returns {Entry | undefined}
 */
export function entryNamed(family, name) {
  return family.find((entry) => entry.name === name);
}

/** The most racers of an experiment. @returns {number} */
export function maxRacers() {
  return getFacts().bounds.racers[1];
}
