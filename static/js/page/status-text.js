/** Status text: one sentence about the current state of the race. */

import { formatMeasured, regimeLabel } from "../experiment/format.js";

/** Number of steps for which a change of regime is mentioned. */
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
 * @property {number} loss - NaN if there is none yet
 * @property {{name: string, sentence: string, step: number} | null} regime - in force
 * @property {Record<string, unknown> | null} question - on whose answer the racer waits
 */

/**
 * The status sentence at a time.
 *
 * @param {RacerStatus[]} racers
 * @param {number} time - fractional step
 * @param {number} end - the last step
 * @param {string} place - title of the problem
 * @returns {string}
 */
export function statusText(racers, time, end, place) {
  if (racers.length === 0) return "";
  const asking = racers.find(({ question }) => question);
  if (asking) return `${asking.label} is ${waitingText(asking.question)}`;
  const count = BALL_COUNTS[racers.length] ?? `${racers.length} balls`;
  if (time <= 0) return `${count} at the start on ${place}, the way ahead drawn thin.`;
  if (racers.length === 1) return singleRacerText(racers[0], time);
  const news = racers
    .filter(({ regime }) => regime && regime.step > 0 && time - regime.step < NEWS_STEPS && time < end)
    .sort((a, b) => (b.regime?.step ?? 0) - (a.regime?.step ?? 0))[0];
  if (news?.regime) return joinLabel(news.label, news.regime.sentence);
  return rankingText(racers, time, end);
}

/**
 * What a racer waits for.
 *
 * @param {Record<string, unknown> | null} question
 * @returns {string} the end of a sentence
 */
export function waitingText(question) {
  const text = typeof question?.text === "string" ? question.text.trim() : "";
  if (!text) return "waiting for your answer.";
  return `waiting for your answer: ${text}${/[.?!\u2026]$/.test(text) ? "" : "."}`;
}

/**
 * Short version for screen readers, about one racer.
 *
 * @param {RacerStatus[]} racers
 * @param {number} selected - the selected racer, unless one waits; otherwise the one with the lowest loss
 * @param {number} time - fractional step
 */
export function spokenStatus(racers, selected, time) {
  const ranked = racers.filter(({ loss }) => Number.isFinite(loss)).sort((a, b) => a.loss - b.loss);
  const racer = racers.find(({ question }) => question) ?? racers[selected] ?? ranked[0];
  if (!racer) return "";
  const leads = racers.length > 1 && racer === ranked[0] ? ", the lowest" : "";
  const word = regimeLabel(racer.regime?.name);
  const loss = Number.isFinite(racer.loss) ? `loss ${formatMeasured(racer.loss)}` : "no finite loss";
  const place = `${loss} at step ${Math.floor(time)}.`;
  if (racer.question) return `${racer.label}${leads}: ${place} It is ${waitingText(racer.question)}`;
  return `${racer.label}${leads}: ${word ? `${word}, ` : ""}${place}`;
}

/** @param {RacerStatus} racer @param {number} time */
function singleRacerText({ label, loss, regime }, time) {
  const words = regime ? lowered(regime.sentence) : "rolling.";
  return `${label}, step ${Math.floor(time)}, loss ${formatMeasured(loss)}: ${words}`;
}

/** @param {RacerStatus[]} racers @param {number} time @param {number} end */
function rankingText(racers, time, end) {
  const ranked = racers.filter(({ loss }) => Number.isFinite(loss)).sort((a, b) => a.loss - b.loss);
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
 * Joins a label and a regime's sentence.
 *
 * @param {string} label
 * @param {string} sentence
 */
function joinLabel(label, sentence) {
  const state = /^(On|At|Swinging|Diverging) /.test(`${sentence.split(":")[0]} `);
  if (state) return `${label} is ${lowered(sentence)}`;
  return sentence.startsWith("Diverged") ? `${label} ${lowered(sentence)}` : `${label}: ${lowered(sentence)}`;
}

/** @param {string} sentence - its first letter becomes lower case unless it starts a name */
function lowered(sentence) {
  return /^[A-Z][a-z ]/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
}
