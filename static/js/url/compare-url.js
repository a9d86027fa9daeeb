/** Comparison URLs: opens the page with two experiments side by side. */

import { compareAddress } from "../run/api.js";
import { defaultView, pack, write } from "./url-state.js";

/** @typedef {{query: string, packed: string}} SerializedState */

/**
 * An experiment and a view as a URL.
 *
 * @param {import("../experiment/experiment.js").Experiment} spec
 * @param {import("./url-state.js").View} view
 * @returns {Promise<SerializedState>}
 */
export async function serialize(spec, view) {
  const text = write(spec, { ...view, hide: [], lock: false, autoplay: true, example: "" });
  return { query: text.query, packed: text.packed ? await pack(text.packed) : "" };
}

/**
 * Compares the current experiment with the one before its last change.
 *
 * @param {import("../run/session.js").Session} session
 */
export async function compareWithPrevious(session) {
  const { spec, view } = session.state;
  const before = session.past.at(-1)?.spec ?? spec;
  location.assign(compareAddress([await serialize(before, view), await serialize(spec, view)]));
}

/**
 * Compares two experiments of the gallery by the given quantities.
 *
 * @param {import("../experiment/experiment.js").Experiment[]} specs
 * @param {string[]} quantities
 * @param {string} example - its name
 */
export async function openComparison(specs, quantities, example) {
  const sides = await Promise.all(specs.map((spec) => serialize(spec, defaultView())));
  location.assign(compareAddress(sides, { quantities, example }));
}
