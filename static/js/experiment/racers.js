/**
 * Racer operations: add, copy, fork and remove. Each racer keeps its style (number of its color and marker).
 */

import { withoutEdits, withoutRacer, withRacer, withValue } from "./experiment.js";
import { getFacts, maxRacers } from "./facts.js";
import { catalogRates, methodOf } from "./methods.js";

/** @typedef {import("./experiment.js").Experiment} Experiment */
/** @typedef {{spec: Experiment, styles: number[], selected: number}} RacersState */

/** Marker shapes that distinguish racers in addition to color, in the order in which racers get them. */
export const MARKERS = ["circle", "square", "triangle", "diamond", "plus", "star", "hexagon", "cross"];

/** CSS color of a style. @param {number} style */
export function colorOf(style) {
  return `var(--racer-${style % maxRacers()})`;
}

/** Marker of a style. @param {number} style */
export function markerOf(style) {
  return MARKERS[style % MARKERS.length];
}

/**
 * Adds a racer with a free style.
 *
 * @param {RacersState} state
 * @param {import("./experiment.js").Racer} racer
 * @param {number} [index] - its position
 * @returns {RacersState}
 */
export function add({ spec, styles }, racer, index = styles.length) {
  const free = Array.from({ length: maxRacers() }, (_, style) => style).find(
    (style) => !styles.includes(style),
  );
  return {
    spec: withRacer(spec, racer, index),
    styles: styles.toSpliced(index, 0, free ?? 0),
    selected: index,
  };
}

/** Copies a racer. @param {RacersState} state @param {number} index @returns {RacersState} */
export function copy(state, index) {
  const { label: _, ...racer } = structuredClone(state.spec.racers[index]);
  const edits = (state.spec.edits ?? []).filter((edit) => edit.racer === index);
  const made = add(state, racer, index + 1);
  const copied = edits.map((edit) => ({ ...edit, racer: index + 1 }));
  const all = [...(made.spec.edits ?? []), ...copied].sort((a, b) => a.step - b.step);
  return { ...made, spec: all.length > 0 ? { ...made.spec, edits: all } : made.spec };
}

/**
 * Copies a racer with its edits before a step, so that both paths are bit-identical up to that step.
 *
 * @param {RacersState} state
 * @param {number} index
 * @param {number} step - where the paths fork
 * @param {string} label - of the racer
 * @returns {RacersState}
 */
export function fork(state, index, step, label) {
  const made = copy(state, index);
  const edits = (made.spec.edits ?? []).filter((edit) => edit.racer !== index + 1 || edit.step < step);
  const racers = made.spec.racers.with(index + 1, {
    label: `${label.slice(0, 40)} \u203a ${step}`,
    ...made.spec.racers[index + 1],
  });
  return { ...made, spec: { ...made.spec, racers, ...(made.spec.edits && { edits }) } };
}

/**
 * Removes a racer; the others keep their styles.
 *
 * @param {RacersState} state
 * @param {number} index
 * @returns {RacersState}
 */
export function remove({ spec, styles, selected }, index) {
  const remaining = styles.toSpliced(index, 1);
  return {
    spec: withoutRacer(spec, index),
    styles: remaining,
    selected: Math.min(selected, remaining.length - 1),
  };
}

/**
 * A racer with the first usual method that no racer has yet; if all are taken, with the opening's last one.
 *
 * @param {import("./methods.js").Method[]} methods
 * @param {string[]} taken - methods of the racers
 * @returns {import("./experiment.js").Racer}
 */
export function nextUnusedMethod(methods, taken) {
  const { usual_methods: usual, opening } = getFacts();
  const again = methodOf(opening.racers[opening.racers.length - 1].optimizer);
  return racerOf(methods, usual.find((candidate) => !taken.includes(candidate)) ?? again);
}

/**
 * A new racer of a method.
 *
 * @param {import("./methods.js").Method[]} methods
 * @param {string} name
 * @returns {import("./experiment.js").Racer}
 */
export function racerOf(methods, name) {
  const method = methods.find((candidate) => candidate.name === name) ?? methods[0];
  const params = structuredClone(method.params);
  return { optimizer: { name: method.optimizer, ...(Object.keys(params).length > 0 && { params }) } };
}

/**
 * Sets every racer to the catalog's rate for it.
 *
 * @param {import("./facts.js").Catalog} catalog
 * @param {Experiment} spec
 * @param {"show" | "fast"} which
 * @returns {Experiment}
 */
export function withRates(catalog, spec, which) {
  let now = withoutRates(spec);
  if (which === "show") return now;
  for (const [index, { optimizer }] of now.racers.entries()) {
    const rate = catalogRates(catalog, now.problem, optimizer)?.[which];
    if (rate === undefined) continue;
    if (!optimizer.params) now = withValue(now, `/racers/${index}/optimizer/params`, {});
    now = withValue(now, `/racers/${index}/optimizer/params/lr`, rate);
  }
  return now;
}

/**
 * Removes every racer's rate and its edits, so that the server's default applies; edits of other settings
 * stay.
 *
 * @param {Experiment} spec
 * @returns {Experiment}
 */
export function withoutRates(spec) {
  const racers = spec.racers.map((racer) => {
    if (racer.optimizer.params?.lr === undefined) return racer;
    return withValue(racer, "/optimizer/params/lr", undefined);
  });
  const all = racers.map((_, index) => index);
  return withoutEdits({ ...spec, racers }, all, "lr");
}
