/** One plain sentence that says what is happening now. */

import { formatMeasured, regimeLabel } from "../experiment/format.js";

/** Steps for which a change of regime is news. */
const NEWS_STEPS = 60;
const BALL_COUNTS = [
  "No racer",
  "One ball",
  "Two balls",
  "Three balls",
  "Four balls",
  "Five balls",
  "Six balls",
];

/**
 * @typedef {object} RacerStatus
 * @property {string} label
 * @property {number} loss - NaN where there is none yet
 * @property {{name: string, sentence: string, step: number} | null} regime - in force
 */

/**
 * @param {RacerStatus[]} runners
 * @param {number} time - fractional step
 * @param {number} end - the last step
 * @param {string} place - the name of what is descended
 * @returns {string}
 */
export function statusText(runners, time, end, place) {
  if (runners.length === 0) return "";
  const count = BALL_COUNTS[runners.length] ?? `${runners.length} balls`;
  if (time <= 0) return `${count} at the start on ${place}, the way ahead drawn thin.`;
  if (runners.length === 1) return singleRacerText(runners[0], time);
  const news = runners
    .filter(({ regime }) => regime && regime.step > 0 && time - regime.step < NEWS_STEPS && time < end)
    .sort((a, b) => (b.regime?.step ?? 0) - (a.regime?.step ?? 0))[0];
  if (news?.regime) return predicate(news.label, news.regime.sentence);
  return rankingText(runners, time, end);
}

/**
 * The same for the ear: one racer in few words.
 *
 * @param {RacerStatus[]} runners
 * @param {number} selected - the open racer, which is told of; else the lowest is
 * @param {number} time - fractional step
 */
export function spokenStatus(runners, selected, time) {
  const ranked = runners.filter(({ loss }) => Number.isFinite(loss)).sort((a, b) => a.loss - b.loss);
  const runner = runners[selected] ?? ranked[0];
  if (!runner) return "";
  const leads = runners.length > 1 && runner === ranked[0] ? ", the lowest" : "";
  const word = regimeLabel(runner.regime?.name);
  const loss = Number.isFinite(runner.loss) ? `loss ${formatMeasured(runner.loss)}` : "no finite loss";
  return `${runner.label}${leads}: ${word ? `${word}, ` : ""}${loss} at step ${Math.floor(time)}.`;
}

/** @param {RacerStatus} runner @param {number} time */
function singleRacerText({ label, loss, regime }, time) {
  const words = regime ? lowered(regime.sentence) : "rolling.";
  return `${label}, step ${Math.floor(time)}, loss ${formatMeasured(loss)}: ${words}`;
}

/** @param {RacerStatus[]} runners @param {number} time @param {number} end */
function rankingText(runners, time, end) {
  const ranked = runners.filter(({ loss }) => Number.isFinite(loss)).sort((a, b) => a.loss - b.loss);
  if (ranked.length === 0) return "No racer is at a finite point.";
  const [first] = ranked;
  const last = /** @type {RacerStatus} */ (ranked.at(-1));
  const verb = time >= end ? "ends lowest" : "is lowest";
  const lost =
    last.regime?.name === "diverged" ? "has diverged" : `is highest, at ${formatMeasured(last.loss)}`;
  const behind = last.loss > first.loss ? `; ${last.label} ${lost}` : "";
  return `Step ${Math.floor(time)}: ${first.label} ${verb}, at a loss of ${formatMeasured(first.loss)}${behind}.`;
}

/**
 * A name and what a regime's sentence says of it, as one sentence.
 *
 * @param {string} label
 * @param {string} sentence
 */
function predicate(label, sentence) {
  const state = /^(On|At|Swinging|Diverging) /.test(`${sentence.split(":")[0]} `);
  if (state) return `${label} is ${lowered(sentence)}`;
  return sentence.startsWith("Diverged") ? `${label} ${lowered(sentence)}` : `${label}: ${lowered(sentence)}`;
}

/** @param {string} sentence - its first letter small, unless it is a name */
function lowered(sentence) {
  return /^[A-Z][a-z ]/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
}
