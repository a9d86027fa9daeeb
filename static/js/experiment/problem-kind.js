/** Problem kind: all that the page asks about the kind of a problem, in one place. */

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
 * Whether a plane through the weight space is drawn, which depends on more than the problem.
 *
 * @param {Problem} problem
 * @returns {problem is NetworkProblem}
 */
export function hasPlane(problem) {
  return isNetwork(problem);
}

/**
 * Whether readable URL parameters can say it.
 *
 * @param {Problem} problem
 * @returns {problem is SurfaceProblem | FormulaProblem}
 */
export function isReadable(problem) {
  return !isNetwork(problem);
}

/** @type {Record<string, (problem: Problem) => unknown>} */
const NAMES = {
  surface: (problem) => isSurface(problem) && problem.surface?.name,
  formula: (problem) => isFormula(problem) && problem.expression,
  network: (problem) => isNetwork(problem) && problem.model?.name,
};

/** Whether a value has a known kind, and names its surface, formula or model. @param {Problem} problem */
export function isNamed(problem) {
  return typeof NAMES[problem.kind]?.(problem) === "string";
}
