/**
 * Problem kind: all that the page asks about the kind of a problem, in one place. The catalog describes each
 * kind. Only of the three built-in kinds does the page know which field has the name, and whether a readable
 * address can hold the problem.
 */

import { entryNamed, getFacts } from "./facts.js";

/** @typedef {import("../../../types/api.d.ts").SurfaceSpec} SurfaceProblem */
/** @typedef {import("../../../types/api.d.ts").FormulaSpec} FormulaProblem */
/** @typedef {import("../../../types/api.d.ts").NetworkSpec} NetworkProblem */
/** @typedef {SurfaceProblem | FormulaProblem | NetworkProblem} Problem */

/**
 * The settings of all kinds: each problem has those of its own.
 *
 * @typedef {Partial<Omit<SurfaceProblem, "kind"> & Omit<FormulaProblem, "kind"> & Omit<NetworkProblem, "kind">>} Settings
 */

/** A problem, to read settings that it may have. @param {Problem} problem @returns {Settings} */
export function settingsOf(problem) {
  return /** @type {Settings} */ (problem);
}

/** Whether it is a surface of the catalog. @param {Problem} problem @returns {problem is SurfaceProblem} */
export function isSurface(problem) {
  return problem.kind === "surface";
}

/** Whether it is a person's formula. @param {Problem} problem @returns {problem is FormulaProblem} */
export function isFormula(problem) {
  return problem.kind === "formula";
}

/** Whether it is a network with its data. @param {Problem} problem @returns {problem is NetworkProblem} */
export function isNetwork(problem) {
  return problem.kind === "network";
}

/**
 * A new problem of a kind, with the defaults of its entry.
 *
 * @param {import("./facts.js").Catalog} catalog
 * @param {string} kind
 * @param {string} name - of the surface or model
 * @param {string} [dataset] - of a network; by default the model's
 * @returns {Problem}
 */
export function newProblem(catalog, kind, name, dataset) {
  if (kind === "surface") return { kind, surface: { name } };
  if (kind === "formula") return { kind, expression: "sin(3*x) + x**2 + y**2" };
  if (kind !== "network") return /** @type {Problem} */ (/** @type {unknown} */ ({ kind }));
  const model = entryNamed(catalog.models, name) ?? catalog.models[0];
  const data = { name: dataset ?? model.dataset };
  return { kind, model: { name }, dataset: data, batch_size: model.batch_size };
}

/** Name of a problem's surface or model; "" for any other kind. @param {Problem} problem @returns {string} */
export function nameOf(problem) {
  if (isSurface(problem)) return problem.surface.name;
  return isNetwork(problem) ? problem.model.name : "";
}

/**
 * Title of a problem.
 *
 * @param {import("./facts.js").Catalog} catalog
 * @param {Problem} problem
 * @returns {string}
 */
export function titleOf({ surfaces, models }, problem) {
  if (isFormula(problem)) return "your formula";
  const name = nameOf(problem);
  if (!name) return kindOf(problem).noun;
  const entry = isNetwork(problem) ? entryNamed(models, name) : entryNamed(surfaces, name);
  return entry?.title ?? name;
}

/** Whether the page has controls for it. @param {Problem} problem @returns {boolean} */
export function hasControls(problem) {
  return isSurface(problem) || isFormula(problem) || isNetwork(problem);
}

/** Whether a person can move its start on the landscape. @param {Problem} problem @returns {boolean} */
export function hasMovableStart(problem) {
  const { fields } = kindOf(problem);
  if (!fields.includes("start")) return false;
  return !isNetwork(problem) || entryNamed(getFacts().models, problem.model.name)?.weights === 2;
}

/** What the catalog says of a problem's kind. @param {{kind: string}} problem */
function kindOf({ kind }) {
  return getFacts().problem_kinds[kind];
}

/** Whether it learns from samples, in batches. @param {{kind: string}} problem @returns {boolean} */
export function hasData(problem) {
  return kindOf(problem).has_data;
}

/** Whether instruments can measure quantities of it. @param {{kind: string}} problem @returns {boolean} */
export function hasQuantities(problem) {
  return kindOf(problem).quantities === null;
}

/** Whether runs can begin at other starts. @param {{kind: string}} problem @returns {boolean} */
export function hasStarts(problem) {
  return kindOf(problem).starts === null;
}

/** Whether its landscape depends on nothing else. @param {{kind: string}} problem @returns {boolean} */
export function isFixedLand(problem) {
  const { weights, landscape_depends_on_seed: seeded } = kindOf(problem);
  return weights === 2 && !seeded;
}

/**
 * Whether readable URL parameters can express it.
 *
 * @param {Problem} problem
 * @returns {problem is SurfaceProblem | FormulaProblem}
 */
export function isReadable(problem) {
  return isSurface(problem) || isFormula(problem);
}

/**
 * Whether a problem has a kind of the catalog and, of the three built-in kinds, names its surface, formula or
 * model.
 *
 * @param {Problem} problem
 */
export function isNamed(problem) {
  if (isSurface(problem)) return typeof problem.surface?.name === "string";
  if (isFormula(problem)) return typeof problem.expression === "string";
  if (isNetwork(problem)) return typeof problem.model?.name === "string";
  const { kind } = /** @type {{kind: unknown}} */ (problem);
  return typeof kind === "string" && Object.hasOwn(getFacts().problem_kinds, kind);
}
