/** Opened experiment: the state of a session that begins with it. */

import { initialProgress } from "./progress.js";

/** @typedef {import("../experiment/experiment.js").Experiment} Experiment */
/** @typedef {import("./session-interface.js").State} State */

/**
 * An experiment as it is opened: its last racer is selected.
 *
 * @param {Experiment} spec
 * @returns {import("./session-interface.js").Opened}
 */
export function openedFrom(spec) {
  return {
    spec,
    styles: spec.racers.map((_, index) => index),
    selected: Math.max(spec.racers.length - 1, 0),
    rates: spec.racers.some(({ optimizer }) => optimizer.params?.lr !== undefined) ? "own" : "show",
  };
}

/**
 * @param {Experiment} spec
 * @param {import("../url/url-state.js").View} view
 * @returns {State}
 */
export function initialState(spec, view) {
  const opened = openedFrom(spec);
  return {
    ...opened,
    opened,
    completed: null,
    view,
    from: "auto",
    undoable: 0,
    redoable: 0,
    errors: [],
    connection: "connecting",
    ahead: 0,
    weights: null,
    ...initialProgress(),
  };
}
