/**
 * Methods of the optimizer picker: the presets (gradient descent, momentum, Nesterov), then all optimizers
 * without presets; and their learning rates on the catalog's surfaces.
 */

import { getFacts } from "./facts.js";

/** @typedef {Record<string, any>} Catalog */
/**
 * @typedef {object} Method
 * @property {string} name
 * @property {string} title
 * @property {string} summary
 * @property {string} optimizer
 * @property {Record<string, any>} params
 * @property {Record<string, any>} entry - of the optimizer in the catalog
 */

/**
 * All methods of the picker.
 *
 * @param {Catalog} catalog
 * @returns {Method[]} presets first
 */
export function methods(catalog) {
  const covered = new Set(catalog.presets.map((/** @type {any} */ preset) => preset.optimizer));
  const others = catalog.optimizers.filter((/** @type {any} */ entry) => !covered.has(entry.name));
  const whole = others.map((/** @type {any} */ entry) => ({
    name: entry.name,
    title: entry.title,
    summary: entry.summary,
    optimizer: entry.name,
    params: {},
    entry,
  }));
  const presets = catalog.presets.map((/** @type {any} */ preset) => ({
    ...preset,
    entry: catalog.optimizers.find((/** @type {any} */ entry) => entry.name === preset.optimizer),
  }));
  return [...presets, ...whole];
}

/**
 * Why an optimizer cannot be used on a problem, in the words of a menu; the server says the same in a sentence.
 *
 * @param {Record<string, any>} entry - of the optimizer in the catalog
 * @param {Record<string, any>} problem
 * @param {number | null} weights - of a network, if their number is known
 * @returns {string} "" if it can be used
 */
export function refusal(entry, problem, weights) {
  const network = problem.kind === "network";
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
  return getFacts().optimizers.find((entry) => entry.name === name)?.params?.properties?.lr !== undefined;
}

/** Whether any racer has a learning rate. @param {{optimizer: {name: string}}[]} racers @returns {boolean} */
export function someHaveRates(racers) {
  return racers.some(({ optimizer }) => hasRate(optimizer));
}

/**
 * The method of an optimizer setting: the first preset that has the same parameters on, else the optimizer.
 *
 * @param {{name: string, params?: Record<string, any>}} optimizer
 * @returns {string}
 */
export function methodOf(optimizer) {
  return presetOf(optimizer)?.name ?? optimizer.name;
}

/**
 * The preset of an optimizer setting.
 *
 * @param {{name: string, params?: Record<string, any>}} optimizer
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
 * @param {Record<string, any>} problem
 * @param {{name: string, params?: Record<string, any>}} optimizer
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
 * @param {Record<string, any>} problem
 * @returns {Record<string, any> | null}
 */
export function unmodifiedSurface(catalog, problem) {
  if (problem.kind !== "surface") return null;
  const { name, params = {} } = problem.surface;
  const entry = catalog.surfaces.find((/** @type {any} */ one) => one.name === name);
  const usual = Object.entries(params).every(
    ([key, value]) => entry?.params?.properties?.[key]?.default === value,
  );
  return usual ? (entry ?? null) : null;
}
