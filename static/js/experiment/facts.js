/**
 * Facts: what the page knows of every experiment (bounds, presets, ...). They come with the server's catalog,
 * so that nothing is written down twice. The catalog is read from the page when it is first needed: elements
 * of the page may need it before any script of ours has run.
 */

/** @typedef {import("./stability.js").Expression} Expression */
/** @typedef {{curvature: Expression, below: Record<string, number>, cases: {when: Record<string, boolean>, limit: Expression}[]}} Stability */

/**
 * @typedef {object} Facts
 * @property {import("./experiment.js").Experiment} opening - the experiment of a page without parameters
 * @property {{racers: [number, number], steps: [number, number], seed: [number, number],
 *   points: [number, number], point_classes: [number, number], table_bytes: [number, number]}} bounds -
 *   lowest and highest value of each; `points` are those that a person draws, `table_bytes` the size of a
 *   person's own table
 * @property {{steps: number, seed: number}} defaults - of an experiment that names none
 * @property {string[]} usual_methods - suggested for new racers, the first one first
 * @property {string[]} columns - of a trajectory, in the order of the binary frames
 * @property {Record<string, string>} network_edits - network settings that an edit can change for one racer, and
 *   their JSON pointers at the start
 * @property {Record<string, string>} labels - of parameters and choices whose names are not clear by themselves
 * @property {string} default_plane - name of the plane of a network that names none
 * @property {{title: string, kinds: string[]}[]} surface_groups - groups of the surface menu
 * @property {{name: string, title: string, summary: string, optimizer: string, params: Record<string, any>}[]} presets
 * @property {{name: string, params: Record<string, any>, stability: Stability | null}[]} optimizers
 * @property {{name: string, params: Record<string, any>, follows: {params: Record<string, any>, path: "proxy" | "racers" | null}[]}[]} planes
 */

/** @type {Facts | null} */
let facts = null;

/**
 * The catalog that the server wrote into the page.
 *
 * @returns {Record<string, any>}
 * @throws {Error} if the page has none and `setCatalog` was not called
 */
export function pageCatalog() {
  if (!facts) {
    const text = globalThis.document?.getElementById("catalog")?.textContent;
    if (!text) throw new Error("This page has no catalog: call setCatalog first.");
    facts = JSON.parse(text);
  }
  return /** @type {any} */ (facts);
}

/** Sets the catalog of a page that has none of its own. @param {Record<string, any>} catalog */
export function setCatalog(catalog) {
  facts = /** @type {any} */ (catalog);
}

/** The facts of the catalog. @returns {Facts} @throws {Error} as `pageCatalog` */
export function getFacts() {
  return /** @type {any} */ (pageCatalog());
}

/** The most racers of an experiment. @returns {number} */
export function maxRacers() {
  return getFacts().bounds.racers[1];
}
