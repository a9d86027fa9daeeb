/** Which map is asked for, and what a change of the experiment means for it. Pure functions. */

import { valueAt, withValue } from "../experiment/experiment.js";

/** @typedef {import("../experiment/experiment.js").Experiment} Experiment */
/** @typedef {{parameter: string, low: number, high: number, scale: string}} Axis */

/** The parameter that a map shows beside the learning rate: the first of these that there is. */
const SECOND_PARAMETERS = ["momentum", "beta1", "alpha", "rho", "etaplus", "lambd"];
/** The numbers of PyTorch's pairs. @type {Record<string, [string, number]>} */
const PAIRS = { beta1: ["betas", 0], beta2: ["betas", 1], etaminus: ["etas", 0], etaplus: ["etas", 1] };
/** Balls times steps of one map: about a second of one core. */
const BALL_STEPS = 1.1e7;
/** Lines of a map, finest first: with these the places of most domains are round numbers. */
const GRID_SIZES = [201, 101, 51];

/** How many lines a map of so many steps has. @param {number} steps */
export function resolutionOf(steps) {
  return GRID_SIZES.find((size) => size ** 2 * steps <= BALL_STEPS) ?? GRID_SIZES[GRID_SIZES.length - 1];
}

/**
 * @param {Record<string, any>} params - of an optimizer, all of them
 * @returns {[string, string]} the two that its map shows
 */
export function shownParameters(params) {
  const second = SECOND_PARAMETERS.find((name) => numberOf(params, name) !== undefined);
  return ["lr", second ?? "weight_decay"];
}

/** @param {Record<string, any>} params @param {string} name @returns {number | undefined} */
export function numberOf(params, name) {
  const pair = PAIRS[name];
  return pair ? params[pair[0]]?.[pair[1]] : params[name];
}

/**
 * Where a parameter stands in the experiment, and what stands there when it has a value.
 *
 * @param {number} racer
 * @param {Record<string, any>} params
 * @param {string} name
 * @param {number} value
 * @returns {[string, any]} pointer and value
 */
export function settingOf(racer, params, name, value) {
  const pair = PAIRS[name];
  const place = `/racers/${racer}/optimizer/params/`;
  return pair ? [place + pair[0], params[pair[0]].with(pair[1], value)] : [place + name, value];
}

/**
 * The experiment without what its map does not depend on.
 *
 * @param {Experiment} spec
 * @param {"basins" | "hyperparameters"} kind
 * @param {number} racer
 * @param {[string, string]} shown - parameters on the axes
 * @returns {string} the same for experiments with the same map
 */
export function mapKey(spec, kind, racer, shown) {
  let bare = {
    ...spec,
    racers: [spec.racers[racer]],
    edits: (spec.edits ?? []).filter((e) => e.racer === racer),
  };
  if (kind === "basins") bare = withValue(bare, "/problem/start", undefined);
  else {
    for (const name of shown) {
      const [place, index] = PAIRS[name] ?? [name, -1];
      const pointer = `/racers/0/optimizer/params/${place}`;
      const there = valueAt(bare, pointer);
      if (there !== undefined) bare = withValue(bare, pointer, index < 0 ? undefined : there.with(index, 0));
    }
  }
  return JSON.stringify([kind, racer, bare]);
}

/**
 * The ranges of a map that has come, to ask for them again.
 *
 * @param {import("./map-data.js").Facts} facts
 * @returns {Axis[]}
 */
export function rangesOf({ axes, x, y }) {
  return [x, y].map((values, k) => ({ ...axes[k], low: values[0], high: values[values.length - 1] }));
}

/**
 * Where the racers with the same optimizer stand on a map of parameters, the chosen one last.
 *
 * @param {import("../experiment/experiment.js").Racer[]} racers - with all parameters
 * @param {number} chosen
 * @param {import("./map-data.js").Facts} facts
 */
export function racerPositions(racers, chosen, { axes }) {
  return racers
    .map(({ optimizer: { name, params = {} } }, index) => ({
      index,
      name,
      x: numberOf(params, axes[0].parameter) ?? Number.NaN,
      y: numberOf(params, axes[1].parameter) ?? Number.NaN,
      chosen: index === chosen,
    }))
    .filter(({ name }) => name === racers[chosen].optimizer.name)
    .sort((a, b) => Number(a.chosen) - Number(b.chosen));
}

/**
 * Whether all of a racer's parameters still lie on the axes.
 *
 * @param {Axis[]} axes
 * @param {Record<string, any>} params
 */
export function axesContain(axes, params) {
  return axes.every(({ parameter, low, high }) => {
    const value = numberOf(params, parameter) ?? low;
    return value >= low && value <= high;
  });
}

/**
 * What the ranges of a map depend on.
 *
 * @param {Experiment["problem"]} problem
 * @param {import("../experiment/experiment.js").Racer} racer
 * @returns {string}
 */
export function rangesKey(problem, { optimizer: { name, params = {} } }) {
  const { start: _, noise: __, ...land } = problem;
  return JSON.stringify([land, name, params.nesterov ?? false]);
}
