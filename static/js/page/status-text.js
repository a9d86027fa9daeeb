/** Status text: one sentence about the current state of the race. */

import { formatMeasured, regimeLabel } from "../experiment/format.js";

/** Number of steps for which a change of regime is mentioned. */
const NEWS_STEPS = 60;
/** Losses count as equal if they differ by less than this share of the way down from the start. */
const TIE = 1e-6;
const BALL_COUNTS = [
  "No optimizer",
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
 * @property {number} [start] - loss at the start
 * @property {import("../run/track-buffer.js").Regime | null} regime - in force
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
  if (news?.regime) return newsText(news.label, firstSentence(news.regime.sentence));
  return time >= end ? closingText(racers) : rankingText(racers, time);
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
  const place = `${label}, step ${Math.floor(time)}, loss ${formatMeasured(loss)}`;
  return regime ? `${place}. ${firstSentence(regime.sentence)}` : `${place}.`;
}

/** @param {RacerStatus[]} racers @param {number} time */
function rankingText(racers, time) {
  const ranked = ranking(racers.filter((racer) => !hasDiverged(racer)));
  const [lead] = ranked;
  const lost = divergedText(racers);
  if (!lead) return lost || "No optimizer is at a finite point.";
  const level = ranked.filter((racer) => isTie(racer, lead, racers));
  const first = `Step ${Math.floor(time)}: ${leadText(level, ranked)}`;
  const last = /** @type {RacerStatus} */ (ranked.at(-1));
  const behind = level.includes(last) ? "" : `; ${last.label} is highest, at ${formatMeasured(last.loss)}`;
  return `${first}${behind}.${lost ? ` ${lost}` : ""}`;
}

/**
 * Who is lowest.
 *
 * @param {RacerStatus[]} level - those with the lowest loss
 * @param {RacerStatus[]} ranked - all that have not diverged
 */
function leadText(level, ranked) {
  const loss = formatMeasured(level[0].loss);
  if (level.length === 1) return `${level[0].label} is lowest, at a loss of ${loss}`;
  if (level.length === ranked.length) return `${names(level)} are level, at a loss of ${loss}`;
  return `${names(level)} are lowest and level, at a loss of ${loss}`;
}

/**
 * What has come of each racer: regime before rank, and equal losses called equal.
 *
 * @param {RacerStatus[]} racers
 */
function closingText(racers) {
  const ranked = ranking(racers.filter((racer) => !hasDiverged(racer)));
  const groups = new Map();
  for (const racer of ranked) {
    const word = regimeLabel(racer.regime?.name) || "no verdict";
    groups.set(word, [...(groups.get(word) ?? []), racer]);
  }
  const parts = [...groups].map(([word, group]) => `${capitalized(word)}: ${lossesText(group, racers)}.`);
  const level = ranked.filter((racer) => isTie(racer, ranked[0], racers));
  const allTied = groups.size === 1 && level.length > 1 && level.length === ranked.length;
  if (level.length > 0 && !allTied)
    parts.push(
      level.length > 1 ? `${names(level)} tie for the lowest loss.` : `${level[0].label} ends lowest.`,
    );
  return [...parts, divergedText(racers)].filter(Boolean).join(" ") || "No optimizer is at a finite point.";
}

/**
 * Racers with their losses, a tie with one loss.
 *
 * @param {RacerStatus[]} group - by loss
 * @param {RacerStatus[]} racers - all
 */
function lossesText(group, racers) {
  const [first] = group;
  if (group.length > 1 && group.every((racer) => isTie(racer, first, racers)))
    return `${names(group)}, tied at a loss of ${formatMeasured(first.loss)}`;
  return list(group.map(({ label, loss }) => `${label} (${formatMeasured(loss)})`));
}

/** All racers that have diverged, by name; "" if there are none. @param {RacerStatus[]} racers */
function divergedText(racers) {
  const lost = racers.filter(hasDiverged);
  if (lost.length === 0) return "";
  return `${names(lost)} ${lost.length === 1 ? "has" : "have"} diverged.`;
}

/** @param {RacerStatus} racer */
function hasDiverged({ regime }) {
  return regime?.name === "diverged";
}

/** Racers with a finite loss, the lowest first. @param {RacerStatus[]} racers */
function ranking(racers) {
  return racers.filter(({ loss }) => Number.isFinite(loss)).sort((a, b) => a.loss - b.loss);
}

/**
 * Whether two losses are equal as far as anyone can see: to the digits that are shown, or to a share of the
 * way down from the start.
 *
 * @param {RacerStatus} one
 * @param {RacerStatus} other
 * @param {RacerStatus[]} racers - all
 */
function isTie(one, other, racers) {
  if (formatMeasured(one.loss) === formatMeasured(other.loss)) return true;
  const finite = ranking(racers);
  const starts = finite.map(({ start }) => start ?? Number.NaN).filter(Number.isFinite);
  const way = Math.max(...starts) - finite[0].loss;
  return Math.abs(one.loss - other.loss) <= TIE * way;
}

/** @param {RacerStatus[]} racers */
function names(racers) {
  return list(racers.map(({ label }) => label));
}

/** @param {string[]} items */
function list(items) {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** How a verdict begins that says what a racer is, and one that says what it did. */
const STATE = /^(At|On|Without|Stalled|[A-Z][a-z]+ing)\b/;
const PAST = /^(Diverged|Stopped) /;

/** A verdict as a sentence about its racer. @param {string} label @param {string} sentence */
function newsText(label, sentence) {
  const end = `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
  if (PAST.test(sentence)) return `${label} ${end}`;
  return STATE.test(sentence) ? `${label} is ${end}` : `${label}: ${sentence}`;
}

/** The first sentence of a text. @param {string} text */
export function firstSentence(text) {
  return /^.*?[.?!](?=\s|$)/s.exec(text)?.[0] ?? text;
}

/** @param {string} text */
function capitalized(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
