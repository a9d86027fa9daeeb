/**
 * Edit marks: the changes that a person made while the balls rolled, as the page shows them. A slider that is
 * dragged while they roll leaves an edit at each step that it passes: these are one mark. So are the edits of a
 * setting that all racers share. All functions are pure.
 */

import { mergeCompleted, settingPlace, valueAt, withEditAdded, withoutSetting } from "./experiment.js";
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
  const whole = completed ? mergeCompleted(completed, experiment) : experiment;
  for (const { step, racer, name, to } of values) {
    const key = name in getFacts().network_edits ? name : `${racer} ${name}`;
    const marks = bySetting.get(key) ?? [];
    const last = marks.at(-1);
    if (last && step - Number(last.steps.at(-1)) <= GAP_STEPS) extend(last, racer, step, to);
    else
      marks.push({ name, racers: [racer], steps: [step], from: valueBefore(last, whole, racer, name), to });
    bySetting.set(key, marks);
  }
  return [...bySetting.values()].flat().sort((a, b) => a.steps[0] - b.steps[0]);
}

/**
 * The value in force before a mark: that of the mark before, or what the racer begins with.
 *
 * @param {EditMark | undefined} last @param {Experiment} whole @param {number} racer @param {string} name
 */
function valueBefore(last, whole, racer, name) {
  return last ? last.to : valueAt(whole, settingPlace(racer, name));
}

/** Adds an edit to a mark. @param {EditMark} mark @param {number} racer @param {number} step @param {unknown} to */
function extend(mark, racer, step, to) {
  if (!mark.racers.includes(racer)) mark.racers.push(racer);
  if (!mark.steps.includes(step)) mark.steps.push(step);
  mark.to = to;
}

/**
 * Removes the edits of a mark.
 *
 * @param {Experiment} experiment
 * @param {EditMark} mark
 * @returns {Experiment}
 */
export function withoutMark(experiment, { name, racers, steps }) {
  return withoutSetting(
    experiment,
    name,
    ({ racer, step }) => racers.includes(racer) && steps.includes(step),
  );
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
