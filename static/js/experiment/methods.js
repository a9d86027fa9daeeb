/**
 * Methods of the optimizer picker: the presets (gradient descent, momentum, Nesterov), then all optimizers
 * without presets; and their learning rates on the catalog's surfaces.
 */

import { entryNamed, getFacts } from "./facts.js";
import { isNetwork, isSurface } from "./problem-kind.js";

/** @typedef {import("./facts.js").Catalog} Catalog */
/** @typedef {import("./experiment.js").Choice} Choice */
/** @typedef {import("./problem-kind.js").Problem} Problem */
/** @typedef {import("../../../types/api.d.ts").OptimizerEntry} OptimizerEntry */
/**
 * @typedef {object} Method
 * @property {string} name
 * @property {string} title
 * @property {string} summary
 * @property {string} optimizer
 * @property {NonNullable<Choice["params"]>} params
 * @property {OptimizerEntry} entry - of the optimizer in the catalog
 */

/**
 * All methods of the picker.
 *
 * @param {Catalog} catalog
 * @returns {Method[]} presets first
 */
export function methods(catalog) {
  const covered = new Set(catalog.presets.map((preset) => preset.optimizer));
  const others = catalog.optimizers.filter((entry) => !covered.has(entry.name));
  const whole = others.map((entry) => ({
    name: entry.name,
    title: entry.title,
    summary: entry.summary,
    optimizer: entry.name,
    params: {},
    entry,
  }));
  const presets = catalog.presets.map((preset) => ({
    ...preset,
    entry: /** @type {OptimizerEntry} */ (entryNamed(catalog.optimizers, preset.optimizer)),
  }));
  return [...presets, ...whole];
}

/**
 * Why an optimizer cannot be used on a problem, in the words of a menu; the server says the same in a sentence.
 *
 * @param {OptimizerEntry} entry - of the optimizer in the catalog
 * @param {Problem} problem
 * @param {number | null} weights - of a network, if their number is known
 * @returns {string} "" if it can be used
 */
export function refusal(entry, problem, weights) {
  const network = isNetwork(problem);
  if (entry.matrices_only && !network) return "networks only";
  const most = entry.max_weights ?? Number.POSITIVE_INFINITY;
  return network && weights !== null && weights > most ? `up to ${most.toLocaleString("en-US")} weights` : "";
}

/**
 * Whether an optimizer has a learning rate.
 *
 * @param {{name: string}} optimizer
 * @returns {boolean}
 */
export function hasRate({ name }) {
  return entryNamed(getFacts().optimizers, name)?.has_rate === true;
}

/** Whether any racer has a learning rate. @param {{optimizer: {name: string}}[]} racers @returns {boolean} */
export function someHaveRates(racers) {
  return racers.some(({ optimizer }) => hasRate(optimizer));
}

/**
 * The method of an optimizer setting: the first preset that has the same parameters on, else the optimizer.
 *
 * @param {Choice} optimizer
 * @returns {string}
 */
export function methodOf(optimizer) {
  return presetOf(optimizer)?.name ?? optimizer.name;
}

/**
 * The preset of an optimizer setting.
 *
 * @param {Choice} optimizer
 */
export function presetOf({ name, params = {} }) {
  return getFacts().presets.find(
    (preset) =>
      preset.optimizer === name &&
      Object.entries(preset.params).every(([key, value]) => Boolean(params[key]) === Boolean(value)),
  );
}

/**
 * The learning rates of a racer's method on the experiment's surface. They hold for the catalog's own
 * parameters and the parameters of the preset only.
 *
 * @param {Catalog} catalog
 * @param {Problem} problem
 * @param {Choice} optimizer
 * @returns {{show: number, fast: number, measured: boolean} | null} null where the catalog has none
 */
export function catalogRates(catalog, problem, optimizer) {
  if (!hasRate(optimizer)) return null;
  const surface = unmodifiedSurface(catalog, problem);
  const preset = presetOf(optimizer)?.params ?? {};
  if (Object.entries(preset).some(([key, value]) => value && optimizer.params?.[key] !== value)) return null;
  return surface?.learning_rates?.[methodOf(optimizer)] ?? null;
}

/**
 * The marks of a learning rate's slider. An estimated rate is not called good or fast: that was not measured.
 *
 * @param {ReturnType<typeof catalogRates>} rates
 * @returns {{value: number, label: string}[]}
 */
export function rateMarks(rates) {
  if (!rates) return [];
  if (!rates.measured) return [{ value: rates.show, label: "Estimated" }];
  return [
    { value: rates.show, label: "Good to watch" },
    { value: rates.fast, label: "Fewest steps" },
  ];
}

/**
 * The catalog surface of a problem, if its parameters are unchanged: the catalog's rates hold for no other.
 *
 * @param {Catalog} catalog
 * @param {Problem} problem
 * @returns {import("../../../types/api.d.ts").SurfaceEntry | null}
 */
export function unmodifiedSurface(catalog, problem) {
  if (!isSurface(problem)) return null;
  const { name, params = {} } = problem.surface;
  const entry = entryNamed(catalog.surfaces, name);
  const usual = Object.entries(params).every(
    ([key, value]) => entry?.params?.properties?.[key]?.default === value,
  );
  return usual ? (entry ?? null) : null;
}
