/**
 * URL validation: replaces names that the catalog does not have by defaults and reports each, so that no link
 * opens an empty page.
 */

import { defaultExperiment, withoutRacer } from "../experiment/experiment.js";
import { entryNamed } from "../experiment/facts.js";
import { parameterLabel } from "../experiment/format.js";
import { isNetwork, isSurface } from "../experiment/problem-kind.js";
import { controlsOf, valueError } from "../experiment/schema.js";
import { fetchExamples } from "../run/api.js";
import { short } from "./query-reader.js";
import { readAddress, unknownNames } from "./url-state.js";

/** @typedef {import("../experiment/experiment.js").Experiment} Experiment */
/** @typedef {import("../experiment/experiment.js").Choice} Choice */
/** @typedef {import("../experiment/facts.js").Catalog} Catalog */
/** @typedef {import("../experiment/schema.js").Control} Control */
/** @typedef {import("../run/api.js").Lookup} Lookup */
/** @typedef {import("../../../types/api.d.ts").PlainEntry} Entry */

/**
 * Parses a URL and replaces names unknown to the catalog.
 *
 * @param {{query: string, packed: string}} address - in two parts
 * @param {Catalog} catalog
 * @param {import("./url-state.js").View} [defaults] - defaults of the view
 */
export async function openAddress(address, catalog, defaults) {
  const { experiment: read, view, notices, unopened } = await readAddress(address, defaults);
  const parsed = (await exampleAlone(view.example, read)) ?? read;
  const missing = missingPart(parsed, catalog);
  /** @type {Lookup[]} */
  const lookups = unknownNames(address.query).map((name) => ({ family: "address", name }));
  if (missing) lookups.unshift(missing.lookup);
  const known = withKnownNames(parsed, catalog, lookups);
  return {
    experiment: known.experiment,
    view,
    notices: [...notices, ...known.notices],
    lookups,
    unopened: unopened ?? missing?.fault ?? null,
  };
}

/**
 * The experiment of an example whose name is all that an address says of one; null for any other address.
 *
 * @param {string} example @param {Experiment} read
 */
async function exampleAlone(example, read) {
  if (!example || JSON.stringify(read) !== JSON.stringify(defaultExperiment())) return null;
  const examples = await fetchExamples().catch(() => []);
  return examples.find(({ name }) => name === example)?.experiment ?? null;
}

/** Parts of a network without which nothing can stand in, and the families of their entries. */
const NETWORK_PARTS = /** @type {const} */ ([
  ["model", "models"],
  ["dataset", "datasets"],
  ["loss", "losses"],
  ["initializer", "initializers"],
]);

/**
 * The first part of a network, or of its plane, that the catalog does not have.
 *
 * @param {Experiment} experiment
 * @param {Catalog} catalog
 */
function missingPart({ problem, plane }, catalog) {
  if (!isNetwork(problem)) return null;
  const parts = [
    ...NETWORK_PARTS.map(([part, family]) => ({ part, family, name: problem[part]?.name })),
    { part: "plane", family: /** @type {const} */ ("planes"), name: plane?.name },
  ];
  const lost = parts.find(({ family, name }) => name !== undefined && !entryNamed(catalog[family], name));
  if (!lost) return null;
  const sentence = `It names the ${lost.part} ${quoted(lost.name)}, which this lab does not have.`;
  return {
    fault: { title: "This lab cannot open the link", sentence },
    lookup: { family: lost.family, name: String(lost.name) },
  };
}

/**
 * Replaces unknown names by defaults.
 *
 * @param {Experiment} experiment - not changed
 * @param {Catalog} catalog
 * @param {Lookup[]} [lookups] - the unknown names are appended
 * @returns {{experiment: Experiment, notices: string[]}}
 */
export function withKnownNames(experiment, catalog, lookups = []) {
  /** @type {string[]} */
  const notices = [];
  const told = { notices, lookups };
  let result = structuredClone(experiment);
  const { problem } = result;
  if (isSurface(problem) && !dropUnknown(problem.surface, "surfaces", catalog, told)) {
    result.problem = defaultExperiment().problem;
    notices.push(`No landscape is called ${quoted(problem.surface?.name)}: Rosenbrock stands in.`);
  }
  for (const [index, { optimizer, schedule }] of [...result.racers.entries()].reverse()) {
    if (schedule && !dropUnknown(schedule, "schedules", catalog, told)) {
      delete result.racers[index].schedule;
      notices.push(`No schedule is called ${quoted(schedule.name)}: the learning rate stays constant.`);
    }
    if (dropUnknown(optimizer, "optimizers", catalog, told)) continue;
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
 * @param {"surfaces" | "schedules" | "optimizers"} family
 * @param {Catalog} catalog
 * @param {{notices: string[], lookups: Lookup[]}} told - a sentence is appended for each, and each unknown name
 * @returns {boolean} whether the entry exists
 */
function dropUnknown(choice, family, catalog, { notices, lookups }) {
  const entry = entryNamed(/** @type {Entry[]} */ (catalog[family]), choice?.name);
  if (!entry || !choice) {
    lookups.push({ family, name: String(choice?.name) });
    return false;
  }
  const controls = controlsOf(entry.params);
  for (const [name, value] of Object.entries(choice.params ?? {})) {
    const control = controls.find((one) => one.name === name);
    const notice = valueNotice(entry, name, value, control);
    if (notice === "") continue;
    delete choice.params?.[name];
    notices.push(notice);
    if (!control) lookups.push({ family, name, entry: entry.name });
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
  return `\u201c${short(String(value))}\u201d`;
}
