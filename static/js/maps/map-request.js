/**
 * Map request: decides which map to request, and how a change of the experiment affects it. Pure functions.
 */

import { valueAt, withValue } from "../experiment/experiment.js";
import { getFacts } from "../experiment/facts.js";
import { settingsOf } from "../experiment/problem-kind.js";

/** @typedef {import("../experiment/experiment.js").Experiment} Experiment */
/** @typedef {{parameter: string, low: number, high: number, scale: string}} Axis */

/**
 * Balls times steps of a map that takes about one second on one core. The page asks for no more, so that a map
 * follows a change; the server's limits are higher.
 */
const BALL_STEPS_PER_SECOND = 1.1e7;
/** Grid sizes, finest first: with these the grid points of most domains are round numbers. */
const GRID_SIZES = [201, 101, 51];

/**
 * Grid size of a map.
 *
 * @param {number} steps - of the experiment
 * @param {Record<string, number>} limits - of the server, as its `hello` says
 * @returns {number} the finest one within one second and the limits; if none is, the coarsest one or the
 *   highest resolution that the server allows
 */
export function resolutionOf(steps, limits) {
  const {
    map_resolution: maxSize = Number.POSITIVE_INFINITY,
    map_ball_steps: maxBallSteps = Number.POSITIVE_INFINITY,
  } = limits;
  const ballSteps = Math.min(BALL_STEPS_PER_SECOND, maxBallSteps);
  const size = GRID_SIZES.find((one) => one <= maxSize && one ** 2 * steps <= ballSteps);
  return size ?? Math.min(GRID_SIZES[GRID_SIZES.length - 1], maxSize);
}

/**
 * The parameters on a map's axes.
 *
 * @param {Record<string, unknown>} params - all parameters of an optimizer
 * @returns {[string, string]} the two on the map's axes
 */
export function shownParameters(params) {
  const choices = getFacts().map_parameters.second;
  const second = choices.find((name) => numberOf(params, name) !== undefined);
  return ["lr", second ?? "weight_decay"];
}

/**
 * Where the pair is whose number has a name of its own: `["betas", 0]` for `beta1`.
 *
 * @param {string} name
 * @returns {[string, 0 | 1] | undefined} undefined if the parameter is not part of a pair
 */
function placeInPair(name) {
  const pair = Object.entries(getFacts().map_parameters.parts).find(([, parts]) => parts.includes(name));
  return pair && [pair[0], pair[1][0] === name ? 0 : 1];
}

/**
 * Value of a parameter, also of one number of a pair.
 *
 * @param {Record<string, unknown>} params
 * @param {string} name
 * @returns {number | undefined}
 */
export function numberOf(params, name) {
  const pair = placeInPair(name);
  const value = pair ? /** @type {number[] | undefined} */ (params[pair[0]])?.[pair[1]] : params[name];
  return /** @type {number | undefined} */ (value);
}

/**
 * Pointer of a parameter, and the value to set present.
 *
 * @param {number} racer
 * @param {Record<string, unknown>} params
 * @param {string} name
 * @param {number} value
 * @returns {[string, number | number[]]} pointer and value
 */
export function settingOf(racer, params, name, value) {
  const pair = placeInPair(name);
  const place = `/racers/${racer}/optimizer/params/`;
  if (!pair) return [place + name, value];
  return [place + pair[0], /** @type {number[]} */ (params[pair[0]]).with(pair[1], value)];
}

/**
 * Cache key: the experiment without what its map does not depend on.
 *
 * @param {Experiment} spec
 * @param {"basins" | "hyperparameters"} kind
 * @param {number} racer
 * @param {[string, string]} shown - on the axes
 * @returns {string} equal for experiments with the same map
 */
export function mapKey(spec, kind, racer, shown) {
  let relevant = {
    ...spec,
    racers: [spec.racers[racer]],
    edits: (spec.edits ?? []).filter((e) => e.racer === racer),
  };
  if (kind === "basins") relevant = withValue(relevant, "/problem/start", undefined);
  else for (const name of shown) relevant = withoutParameter(relevant, name);
  return JSON.stringify([kind, racer, relevant]);
}

/**
 * Removes a parameter of the first racer; one number of a pair becomes 0.
 *
 * @template Spec
 * @param {Spec} spec
 * @param {string} name
 * @returns {Spec}
 */
function withoutParameter(spec, name) {
  const [place, index] = placeInPair(name) ?? [name, -1];
  const pointer = `/racers/0/optimizer/params/${place}`;
  const present = /** @type {number[] | undefined} */ (valueAt(spec, pointer));
  if (present === undefined) return spec;
  return withValue(spec, pointer, index < 0 ? undefined : present.with(index, 0));
}

/**
 * The ranges of a map that has arrived, to request them again.
 *
 * @param {import("./map-data.js").Facts} facts
 * @returns {Axis[]}
 */
export function rangesOf({ axes, x, y }) {
  return [x, y].map((values, k) => ({ ...axes[k], low: values[0], high: values[values.length - 1] }));
}

/**
 * Positions of racers with the same optimizer on a map of parameters, the chosen one last.
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
 * Whether all of a racer's parameters lie within the axes.
 *
 * @param {Axis[]} axes
 * @param {Record<string, unknown>} params
 */
export function axesContain(axes, params) {
  return axes.every(({ parameter, low, high }) => {
    const value = numberOf(params, parameter) ?? low;
    return value >= low && value <= high;
  });
}

/**
 * Key of what the ranges of a map depend on.
 *
 * @param {Experiment["problem"]} problem
 * @param {import("../experiment/experiment.js").Racer} racer
 * @returns {string}
 */
export function rangesKey(problem, { optimizer: { name, params = {} } }) {
  const { start: _, noise: __, ...land } = settingsOf(problem);
  return JSON.stringify([land, name, params.nesterov ?? false]);
}
