/**
 * Methods of the optimizer picker: the three variants of SGD (gradient descent, momentum, Nesterov), then all
 * other optimizers; and the learning rates measured for them.
 */

/** The momentum at which those rates were measured. */
const MEASURED_MOMENTUM = 0.9;

/** @typedef {Record<string, any>} Catalog */
/** @typedef {{name: string, title: string, summary: string, optimizer: string, params: Record<string, any>, matricesOnly?: boolean}} Method */

/**
 * All methods of the picker.
 *
 * @param {Catalog} catalog
 * @returns {Method[]} presets first
 */
export function methods(catalog) {
  const others = catalog.optimizers.filter((/** @type {any} */ entry) => entry.name !== "sgd");
  const whole = others.map((/** @type {any} */ entry) => ({
    name: entry.name,
    title: entry.title,
    summary: entry.summary,
    optimizer: entry.name,
    params: {},
    matricesOnly: entry.matrices_only === true,
  }));
  return [...catalog.presets, ...whole];
}

/**
 * The method of an optimizer setting: SGD stands for three methods.
 *
 * @param {{name: string, params?: Record<string, any>}} optimizer
 * @returns {string}
 */
export function methodOf({ name, params = {} }) {
  if (name !== "sgd") return name;
  if (!params.momentum) return "gd";
  return params.nesterov ? "nesterov" : "momentum";
}

/**
 * The measured rate of a racer's method on the experiment's surface. It holds for the catalog's own
 * parameters and a momentum of 0.9 only.
 *
 * @param {Catalog} catalog
 * @param {Record<string, any>} problem
 * @param {{name: string, params?: Record<string, any>}} optimizer
 * @param {"show" | "fast"} which
 * @returns {number | null} null where none was measured
 */
export function measuredRate(catalog, problem, optimizer, which) {
  const surface = unmodifiedSurface(catalog, problem);
  const beta = optimizer.params?.momentum;
  const other = optimizer.name === "sgd" && Boolean(beta) && beta !== MEASURED_MOMENTUM;
  if (other) return null;
  return surface?.learning_rates?.[methodOf(optimizer)]?.[which] ?? null;
}

/**
 * The catalog surface of a problem, if its parameters are unchanged: measured rates hold for no other.
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
