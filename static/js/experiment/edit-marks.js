/**
 * Edit marks: the changes that a person made while the balls rolled, as the page shows them. A slider that is
 * dragged while they roll leaves an edit at each step that it passes: these are one mark. So are the edits of a
 * setting that all racers share. All functions are pure.
 */

import { atStep, mergeCompleted, settingPlace, valueAt, withEditAdded } from "./experiment.js";
import { getFacts } from "./facts.js";

/** @typedef {import("./experiment.js").Experiment} Experiment */

/**
 * @typedef {object} EditMark
 * @property {string} name - of the setting
 * @property {number[]} racers - whose setting it is
 * @property {number[]} steps - of its edits, ascending
 * @property {unknown} from - the value in force before
 * @property {unknown} to - the value that it sets in the end
 */

/** Edits of one setting that are no further apart, in steps, were made by one movement. */
const GAP_STEPS = 15;

/**
 * The marks of an experiment, by their first step.
 *
 * @param {Experiment} experiment
 * @param {Experiment | null} completed - as completed by the server
 * @returns {EditMark[]}
 */
export function editMarks(experiment, completed) {
  /** @type {Map<string, EditMark[]>} */
  const bySetting = new Map();
  const values = (experiment.edits ?? []).flatMap(({ step, racer, set }) =>
    Object.entries(set ?? {}).map(([name, to]) => ({ step, racer, name, to })),
  );
  for (const { step, racer, name, to } of values) {
    const key = name in getFacts().network_edits ? name : `${racer} ${name}`;
    const marks = bySetting.get(key) ?? [];
    const last = marks.at(-1);
    if (last && step - Number(last.steps.at(-1)) <= GAP_STEPS) extend(last, racer, step, to);
    else marks.push({ name, racers: [racer], steps: [step], from: undefined, to });
    bySetting.set(key, marks);
  }
  const whole = completed ? mergeCompleted(completed, experiment) : experiment;
  const marks = [...bySetting.values()].flat().sort((a, b) => a.steps[0] - b.steps[0]);
  return marks.map((mark) => ({ ...mark, from: valueBefore(whole, mark) }));
}

/** Adds an edit to a mark. @param {EditMark} mark @param {number} racer @param {number} step @param {unknown} to */
function extend(mark, racer, step, to) {
  if (!mark.racers.includes(racer)) mark.racers.push(racer);
  if (!mark.steps.includes(step)) mark.steps.push(step);
  mark.to = to;
}

/** @param {Experiment} experiment @param {EditMark} mark */
function valueBefore(experiment, { name, racers, steps }) {
  return valueAt(atStep(experiment, steps[0] - 1), settingPlace(racers[0], name));
}

/**
 * Removes the edits of a mark.
 *
 * @param {Experiment} experiment
 * @param {EditMark} mark
 * @returns {Experiment}
 */
export function withoutMark(experiment, { name, racers, steps }) {
  const edits = (experiment.edits ?? []).map((edit) => {
    if (!racers.includes(edit.racer) || !steps.includes(edit.step)) return edit;
    const { [name]: _, ...set } = edit.set;
    return { ...edit, set };
  });
  return { ...experiment, edits: edits.filter(({ set }) => Object.keys(set).length > 0) };
}

/**
 * Moves a mark: its last value is set at another step, at once.
 *
 * @param {Experiment} experiment
 * @param {EditMark} mark
 * @param {number} step
 * @returns {Experiment}
 */
export function withMovedMark(experiment, mark, step) {
  return withEditAdded(withoutMark(experiment, mark), step, mark.racers, mark.name, mark.to);
}
