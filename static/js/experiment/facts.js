/**
 * Facts: what the page knows of every experiment (bounds, presets, labels, ...). They come with the server's
 * catalog, so that nothing is written down twice. Each page sets the catalog before it builds anything else.
 */

/**
 * @typedef {object} Facts
 * @property {import("./experiment.js").Experiment} opening - the experiment of a page without parameters
 * @property {{racers: [number, number], steps: [number, number], seed: [number, number]}} bounds
 * @property {string[]} columns - of a trajectory, in the order of the binary frames
 * @property {Record<string, string>} network_edits - network settings that an edit can change for one racer, and
 *   their JSON pointers at the start
 * @property {string} default_plane - name of the plane of a network that names none
 * @property {{title: string, kinds: string[]}[]} surface_groups - groups of the surface menu
 * @property {{name: string, title: string, summary: string, optimizer: string, params: Record<string, any>}[]} presets
 * @property {{name: string, params: Record<string, any>, follows: {params: Record<string, any>, path: "proxy" | "racers" | null}[]}[]} planes
 */

/** @type {Facts | null} */
let facts = null;

/** Sets the catalog whose facts hold. @param {Record<string, any>} catalog */
export function setCatalog(catalog) {
  facts = /** @type {any} */ (catalog);
}

/**
 * The facts of the catalog.
 *
 * @returns {Facts}
 * @throws {Error} if no catalog has been set
 */
export function getFacts() {
  if (!facts) throw new Error("No catalog has been set: call setCatalog first.");
  return facts;
}

/** The most racers of an experiment. @returns {number} */
export function maxRacers() {
  return getFacts().bounds.racers[1];
}
