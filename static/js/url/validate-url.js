/**
 * URL validation: replaces names that the catalog does not have by defaults and reports each, so that no link
 * opens an empty page.
 */

import { defaultExperiment, withoutRacer } from "../experiment/experiment.js";
import { entryNamed } from "../experiment/facts.js";
import { parameterLabel } from "../experiment/format.js";
import { isSurface } from "../experiment/problem-kind.js";
import { controlsOf, valueError } from "../experiment/schema.js";
import { readAddress } from "./url-state.js";

/** @typedef {import("../experiment/experiment.js").Experiment} Experiment */
/** @typedef {import("../experiment/experiment.js").Choice} Choice */
/** @typedef {import("../experiment/facts.js").Catalog} Catalog */
/** @typedef {import("../experiment/schema.js").Control} Control */
/** @typedef {import("../../../types/api.d.ts").PlainEntry} Entry */

/** Maximum length of a name or value quoted in a notice, in characters; the rest is cut off. */
const MAX_CHARACTERS = 40;

/**
 * Parses a URL and replaces names unknown to the catalog.
 *
 * @param {{query: string, packed: string}} address - in two parts
 * @param {Catalog} catalog
 * @param {import("./url-state.js").View} [defaults] - defaults of the view
 */
export async function openAddress(address, catalog, defaults) {
  const { experiment: parsed, view, notices } = await readAddress(address, defaults);
  const { experiment, notices: unknownNames } = withKnownNames(parsed, catalog);
  return { experiment, view, notices: [...notices, ...unknownNames] };
}

/**
 * Replaces unknown names by defaults.
 *
 * @param {Experiment} experiment - not changed
 * @param {Catalog} catalog
 * @returns {{experiment: Experiment, notices: string[]}}
 */
export function withKnownNames(experiment, catalog) {
  /** @type {string[]} */
  const notices = [];
  let result = structuredClone(experiment);
  const { problem } = result;
  if (isSurface(problem) && !dropUnknown(problem.surface, catalog.surfaces, notices)) {
    result.problem = defaultExperiment().problem;
    notices.push(`No landscape is called ${quoted(problem.surface?.name)}: Rosenbrock stands in.`);
  }
  for (const [index, { optimizer, schedule }] of [...result.racers.entries()].reverse()) {
    if (schedule && !dropUnknown(schedule, catalog.schedules, notices)) {
      delete result.racers[index].schedule;
      notices.push(`No schedule is called ${quoted(schedule.name)}: the learning rate stays constant.`);
    }
    if (dropUnknown(optimizer, catalog.optimizers, notices)) continue;
    result = withoutRacer(result, index);
    notices.push(`No optimizer is called ${quoted(optimizer?.name)}: it is left out.`);
  }
  if (result.racers.length === 0) result.racers = defaultExperiment().racers;
  return { experiment: result, notices };
}

/**
 * Removes invalid parameters.
 *
 * @param {Choice | undefined} choice - changed in place
 * @param {Entry[]} entries
 * @param {string[]} notices - one sentence is appended for each
 * @returns {boolean} whether the entry exists
 */
function dropUnknown(choice, entries, notices) {
  const entry = entryNamed(entries, choice?.name);
  if (!entry || !choice) return false;
  const controls = controlsOf(entry.params);
  for (const [name, value] of Object.entries(choice.params ?? {})) {
    const control = controls.find((one) => one.name === name);
    const notice = valueNotice(entry, name, value, control);
    if (notice === "") continue;
    delete choice.params?.[name];
    notices.push(notice);
  }
  return true;
}

/**
 * Why a parameter's value cannot be used, in a sentence; "" if it can.
 *
 * @param {Entry} entry
 * @param {string} name - of the parameter
 * @param {unknown} value
 * @param {Control | undefined} control - of the parameter; there may be none
 */
function valueNotice({ title, params }, name, value, control) {
  if (!control) return name in (params.properties ?? {}) ? "" : `${title} has no ${quoted(name)}.`;
  if (fits(value, control)) return "";
  return `${parameterLabel(name)} of ${title} can\u2019t be ${quoted(value)}: its default stands in.`;
}

/** @param {unknown} value @param {Control} control */
function fits(value, control) {
  if (value === null) return control.kind === "optional" || control.fallback === null;
  if (control.kind === "slider" || control.kind === "optional")
    return valueError(/** @type {number} */ (value), control) === "";
  if (control.kind === "switch") return typeof value === "boolean";
  if (control.kind === "choice") return control.options.includes(/** @type {string} */ (value));
  return Array.isArray(value); // The server checks its parts.
}

/** @param {unknown} value */
function quoted(value) {
  const text = String(value);
  return `\u201c${text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}\u2026` : text}\u201d`;
}
