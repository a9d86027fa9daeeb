/** Two experiments side by side: the address of the page that shows them. */

import { compareAddress } from "../run/api.js";
import { pack, plainView, write } from "./url-state.js";

/** @typedef {{query: string, packed: string}} Written */

/**
 * @param {import("../experiment/experiment.js").Experiment} spec
 * @param {import("./url-state.js").View} view
 * @returns {Promise<Written>}
 */
export async function written(spec, view) {
  const text = write(spec, { ...view, hide: [], lock: false, autoplay: true });
  return { query: text.query, packed: text.packed ? await pack(text.packed) : "" };
}

/** What is seen beside what it was before its last change. @param {import("../run/session.js").Lab} lab */
export async function goBeside(lab) {
  const { spec, view } = lab.state;
  const before = lab.past.at(-1)?.spec ?? spec;
  location.assign(compareAddress([await written(before, view), await written(spec, view)]));
}

/**
 * Two experiments of the gallery, and what their ends are compared by.
 *
 * @param {import("../experiment/experiment.js").Experiment[]} specs
 * @param {string[]} quantities
 */
export async function goCompare(specs, quantities) {
  const sides = await Promise.all(specs.map((spec) => written(spec, plainView())));
  location.assign(compareAddress(sides, quantities));
}
