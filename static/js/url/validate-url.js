/**
 * What an address asks for and the catalog doesn't know: it gives way to what goes without saying, and a
 * sentence tells of it, so that no link opens an empty page.
 */

import { opening, withoutRacer } from "../experiment/experiment.js";
import { words } from "../experiment/format.js";
import { complaint, controlsOf } from "../experiment/schema.js";
import { readAddress } from "./url-state.js";

/** @typedef {import("../experiment/experiment.js").Experiment} Experiment */
/** @typedef {{name: string, params?: Record<string, any>}} Choice */

/** The longest name that a sentence repeats, in characters. */
const LONGEST = 40;

/**
 * An address, read, with whatever of it the catalog knows.
 *
 * @param {{query: string, packed: string}} address - in its two parts
 * @param {Record<string, any>} catalog
 * @param {import("./url-state.js").View} [plain] - what an address that says nothing shows
 */
export async function openAddress(address, catalog, plain) {
  const { experiment: asked, view, notices } = await readAddress(address, plain);
  const { experiment, notices: strange } = acquaint(asked, catalog);
  return { experiment, view, notices: [...notices, ...strange] };
}

/**
 * @param {Experiment} experiment - is left as it is
 * @param {Record<string, any>} catalog
 * @returns {{experiment: Experiment, notices: string[]}}
 */
export function acquaint(experiment, catalog) {
  /** @type {string[]} */
  const notices = [];
  let known = structuredClone(experiment);
  if (known.problem.kind === "surface") {
    const { surface } = known.problem;
    if (!trim(surface, catalog.surfaces, notices)) {
      known.problem = opening().problem;
      notices.push(`No landscape is called ${quoted(surface?.name)}: Rosenbrock stands in.`);
    }
  }
  for (const [index, { optimizer, schedule }] of [...known.racers.entries()].reverse()) {
    if (schedule && !trim(schedule, catalog.schedules, notices)) {
      delete known.racers[index].schedule;
      notices.push(`No schedule is called ${quoted(schedule.name)}: the learning rate stays constant.`);
    }
    if (trim(optimizer, catalog.optimizers, notices)) continue;
    known = withoutRacer(known, index);
    notices.push(`No optimizer is called ${quoted(optimizer?.name)}: it is left out.`);
  }
  if (known.racers.length === 0) known.racers = opening().racers;
  return { experiment: known, notices };
}

/**
 * Takes away parameters that will not do.
 *
 * @param {Choice | undefined} choice - is changed
 * @param {{name: string, title: string, params: import("../experiment/schema.js").Schema}[]} entries
 * @param {string[]} notices - gets a sentence for each
 * @returns {boolean} whether there is such an entry
 */
function trim(choice, entries, notices) {
  const entry = entries.find(({ name }) => name === choice?.name);
  if (!entry || !choice) return false;
  const controls = controlsOf(entry.params);
  for (const [name, value] of Object.entries(choice.params ?? {})) {
    const control = controls.find((one) => one.name === name);
    if (control && fits(value, control)) continue;
    if (!control && name in (entry.params.properties ?? {})) continue;
    delete choice.params?.[name];
    notices.push(
      control
        ? `${words(name)} of ${entry.title} can\u2019t be ${quoted(value)}: its default stands in.`
        : `${entry.title} has no ${quoted(name)}.`,
    );
  }
  return true;
}

/** @param {any} value @param {import("../experiment/schema.js").Control} control */
function fits(value, control) {
  if (value === null) return control.kind === "optional" || control.fallback === null;
  if (control.kind === "slider" || control.kind === "optional") return complaint(value, control) === "";
  if (control.kind === "switch") return typeof value === "boolean";
  if (control.kind === "choice") return control.options.includes(value);
  return Array.isArray(value); // whose parts the server checks
}

/** @param {unknown} value */
function quoted(value) {
  const text = String(value);
  return `\u201c${text.length > LONGEST ? `${text.slice(0, LONGEST)}\u2026` : text}\u201d`;
}
