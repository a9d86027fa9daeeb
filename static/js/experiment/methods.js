/**
 * The methods of the picker: the three that SGD is by its settings (Gradient descent, Momentum,
 * Nesterov), then every other optimizer; and the learning rates that were measured for them.
 */

/** Of the rates that were measured for momentum. */
const MEASURED_MOMENTUM = 0.9;

/** @typedef {Record<string, any>} Catalog */
/** @typedef {{name: string, title: string, summary: string, optimizer: string, params: Record<string, any>, matricesOnly?: boolean}} Method */

/**
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
 * The method that a choice of optimizer is: SGD is three of them.
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
 * The measured rate of a racer's method on the experiment's surface. It was measured with the surface as the
 * catalog has it, and with a momentum of 0.9: elsewhere it says nothing.
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
 * The surface of a problem, if it is as the catalog has it: what was measured there holds for no other.
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
