/**
 * Experiment: the value that a person edits; the server fills in what was omitted. All functions are pure and
 * return a new experiment. Locations inside it are JSON pointers, as in the server's errors.
 */

import { getFacts, maxRacers } from "./facts.js";
import { isNamed } from "./problem-kind.js";

/** @typedef {import("../../../types/api.d.ts").Racer} Racer */
/** @typedef {Required<Omit<import("../../../types/api.d.ts").Edit, "answer">> & {racer: number}} Edit - of the page */
/** @typedef {Omit<import("../../../types/api.d.ts").Experiment, "edits"> & {edits?: Edit[]}} Experiment */
/** @typedef {import("../../../types/api.d.ts").Choice} Choice - an entry of the catalog, and its parameters */
/** @typedef {Record<string, unknown>} Tree */

/** The experiment of a page without parameters. @returns {Experiment} */
export function defaultExperiment() {
  return /** @type {Experiment} */ (structuredClone(getFacts().opening));
}

/**
 * Reads the value at a pointer.
 *
 * @param {unknown} tree
 * @param {string} pointer - JSON pointer
 * @returns {unknown} undefined if there is no value
 */
export function valueAt(tree, pointer) {
  return pointerParts(pointer).reduce((node, key) => /** @type {Tree} */ (node)?.[key], tree);
}

/**
 * Sets the value at a pointer.
 *
 * @template Whole
 * @param {Whole} tree
 * @param {string} pointer
 * @param {unknown} value - undefined removes the value
 * @returns {Whole}
 */
export function withValue(tree, pointer, value) {
  return /** @type {Whole} */ (withPath(tree, pointerParts(pointer), value));
}

/** @param {string} pointer */
function pointerParts(pointer) {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"));
}

/** @param {unknown} node @param {string[]} path @param {unknown} value @returns {unknown} */
function withPath(node, [key, ...rest], value) {
  const copy = /** @type {Tree} */ (Array.isArray(node) ? [...node] : { .../** @type {Tree} */ (node) });
  if (rest.length > 0) copy[key] = withPath(copy[key] ?? {}, rest, value);
  else if (value === undefined) delete copy[key];
  else copy[key] = value;
  return copy;
}

/**
 * Makes defaults explicit that would change along with a setting: a racer's rate when its momentum is set,
 * one coordinate when the other is set, a default plane or initializer when one of its parameters is set.
 *
 * @param {Experiment} experiment
 * @param {Experiment | null} completed - as completed by the server
 * @param {string} pointer - the setting that is about to change
 * @returns {Experiment} with the dependent defaults written down
 */
export function withResolved(experiment, completed, pointer) {
  const racer = /^(\/racers\/\d+\/optimizer\/params)\/(?!lr$)/.exec(pointer);
  const pair = /^(\/problem\/(?:start|domain))\//.exec(pointer);
  const entry = /^(.+)\/params\//.exec(pointer);
  let now = experiment;
  for (const [place, told] of [
    [racer && `${racer[1]}/lr`, ""],
    [pair?.[1], ""],
    [entry?.[1], "/name"],
  ]) {
    const known = place ? valueAt(completed, place) : undefined;
    if (!place || known === undefined || known === null) continue;
    if (valueAt(now, `${place}${told}`) === undefined) now = withValue(now, place, known);
  }
  return now;
}

/**
 * The racer's setting that a pointer names.
 *
 * @param {string} pointer
 * @returns {{racer: number, name: string} | null} null if an edit cannot set it
 */
export function editableSetting(pointer) {
  const match = /^\/racers\/(\d+)\/optimizer\/params\/(\w+)$/.exec(pointer);
  return match ? { racer: Number(match[1]), name: match[2] } : null;
}

/**
 * Sets a value from step `step` on; later edits of the same setting are removed.
 *
 * @param {Experiment} experiment
 * @param {number} step
 * @param {number[]} racers
 * @param {string} name
 * @param {unknown} value
 * @returns {Experiment}
 */
export function withEdit(experiment, step, racers, name, value) {
  return withEditAdded(withoutEdits(experiment, racers, name, step), step, racers, name, value);
}

/**
 * Sets a value from step `step` on, up to the next edit of the same setting.
 *
 * @param {Experiment} experiment
 * @param {number} step
 * @param {number[]} racers
 * @param {string} name
 * @param {unknown} value
 * @returns {Experiment}
 */
export function withEditAdded(experiment, step, racers, name, value) {
  const remaining = experiment.edits ?? [];
  const added = racers.map((racer) => {
    const same = remaining.find((edit) => edit.step === step && edit.racer === racer);
    return { step, racer, set: { ...same?.set, [name]: value } };
  });
  const others = remaining.filter((edit) => !(edit.step === step && racers.includes(edit.racer)));
  return { ...experiment, edits: [...others, ...added].sort((a, b) => a.step - b.step) };
}

/**
 * Removes the edits of one setting from a step on.
 *
 * @param {Experiment} experiment
 * @param {number[]} racers
 * @param {string} name
 * @param {number} [from]
 * @returns {Experiment}
 */
export function withoutEdits(experiment, racers, name, from = 0) {
  return withoutSetting(experiment, name, ({ step, racer }) => step >= from && racers.includes(racer));
}

/**
 * Removes one setting from some edits; an edit that sets nothing else goes, too.
 *
 * @param {Experiment} experiment
 * @param {string} name
 * @param {(edit: Edit) => boolean} isMeant
 * @returns {Experiment}
 */
export function withoutSetting(experiment, name, isMeant) {
  const edits = (experiment.edits ?? [])
    .map((edit) => {
      if (!isMeant(edit)) return edit;
      const { [name]: _, ...set } = edit.set;
      return { ...edit, set };
    })
    .filter((edit) => Object.keys(edit.set).length > 0);
  return { ...experiment, edits };
}

/**
 * Merges the person's settings into the experiment that the server completed.
 *
 * @param {Experiment} base
 * @param {Experiment} over
 * @returns {Experiment}
 */
export function mergeCompleted(base, over) {
  return /** @type {Experiment} */ (merged(base, over));
}

/** @param {unknown} base @param {unknown} over @returns {unknown} */
function merged(base, over) {
  if (over === undefined) return base;
  if (Array.isArray(base) && Array.isArray(over)) return mergedLists(base, over);
  if (!isTree(base) || !isTree(over)) return over;
  const other = ["name", "kind"].some((key) => key in over && base[key] !== over[key]);
  if (other) return over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, merged(base[key], over[key])]));
}

/** Racers are merged one by one; other lists are values. @param {unknown[]} base @param {unknown[]} over */
function mergedLists(base, over) {
  const racers = over.length === base.length && typeof over[0] === "object" && !Array.isArray(over[0]);
  return racers ? over.map((value, index) => merged(base[index], value)) : over;
}

/** @param {unknown} value @returns {value is Tree} */
function isTree(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The experiment with the settings in force at a step.
 *
 * @template {Experiment} Spec
 * @param {Spec} experiment
 * @param {number} step
 * @returns {Spec}
 */
export function atStep(experiment, step) {
  let now = experiment;
  for (const edit of experiment.edits ?? []) {
    if (edit.step > step) continue;
    // An answer in a recorded experiment sets nothing.
    for (const [name, value] of Object.entries(edit.set ?? {}))
      now = withValue(now, settingPlace(edit.racer, name), value);
  }
  return now;
}

/** JSON pointer of a setting that an edit names. @param {number} racer @param {string} name */
export function settingPlace(racer, name) {
  return getFacts().network_edits[name] ?? `/racers/${racer}/optimizer/params/${name}`;
}

/**
 * Inserts a racer; edits follow their racers.
 *
 * @param {Experiment} experiment
 * @param {Racer} racer
 * @param {number} [index] - its position; by default the end
 * @returns {Experiment}
 */
export function withRacer(experiment, racer, index = experiment.racers.length) {
  return {
    ...experiment,
    racers: experiment.racers.toSpliced(index, 0, racer),
    edits: (experiment.edits ?? []).map((e) => (e.racer >= index ? { ...e, racer: e.racer + 1 } : e)),
  };
}

/**
 * Removes a racer and its edits.
 *
 * @param {Experiment} experiment
 * @param {number} index
 * @returns {Experiment}
 */
export function withoutRacer(experiment, index) {
  return {
    ...experiment,
    racers: experiment.racers.toSpliced(index, 1),
    edits: (experiment.edits ?? [])
      .filter((edit) => edit.racer !== index)
      .map((edit) => (edit.racer > index ? { ...edit, racer: edit.racer - 1 } : edit)),
  };
}

/**
 * Whether a value has the parts of an experiment that the page relies on; the server validates the rest.
 *
 * @param {unknown} experiment
 * @returns {experiment is Experiment}
 */
export function isExperiment(experiment) {
  const { problem, racers, edits } = /** @type {Partial<Experiment>} */ (experiment ?? {});
  if (!isTree(problem) || !areRacers(racers)) return false;
  return isNamed(problem) && areEdits(edits, racers.length);
}

/** @param {unknown} racers @returns {racers is Racer[]} */
function areRacers(racers) {
  if (!Array.isArray(racers) || racers.length < 1 || racers.length > maxRacers()) return false;
  return racers.every((racer) => typeof racer?.optimizer?.name === "string");
}

/** Whether a value is a list of edits for this number of racers. @param {unknown} edits @param {number} racers */
function areEdits(edits, racers) {
  return edits === undefined || (Array.isArray(edits) && edits.every((edit) => isEdit(edit, racers)));
}

/** @param {Edit | null | undefined} edit @param {number} racers */
function isEdit(edit, racers) {
  const { step, racer, set } = edit ?? {};
  if (!Number.isInteger(step) || !Number.isInteger(racer)) return false;
  return Number(racer) >= 0 && Number(racer) < racers && typeof set === "object" && set !== null;
}
