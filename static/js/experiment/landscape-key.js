/** Landscape key: text that is equal exactly if two experiments have the same landscape. */

import { getFacts } from "./facts.js";

/** @typedef {import("./experiment.js").Experiment} Experiment */

/**
 * The key of an experiment's landscape.
 *
 * @param {Experiment} spec - as the person set it
 * @returns {string} equal for two experiments exactly if they have the same landscape
 */
export function landscapeKey({ problem, plane, seed, racers, steps }) {
  const { start, noise, batch_size, ...ground } = problem;
  if (problem.kind !== "network") return JSON.stringify(ground);
  const followed = planeFollows(plane);
  return JSON.stringify([
    ground,
    seed ?? getFacts().defaults.seed,
    plane ?? null,
    followed ? [start ?? null, batch_size ?? null] : null,
    followed === "racers"
      ? [racers.map(({ optimizer, schedule }) => [optimizer, schedule ?? null]), steps]
      : null,
  ]);
}

/**
 * Whose path a plane is computed from, if any: the catalog says it for each value of the plane's choices.
 *
 * @param {{name: string, params?: Record<string, any>} | null | undefined} plane
 * @returns {"proxy" | "racers" | null}
 */
function planeFollows(plane) {
  const { default_plane, planes } = getFacts();
  const { name = default_plane, params = {} } = plane ?? {};
  const entry = planes.find((one) => one.name === name);
  const value = (/** @type {string} */ key) => params[key] ?? entry?.params.properties[key].default;
  const found = entry?.follows.find((one) =>
    Object.entries(one.params).every(([key, wanted]) => value(key) === wanted),
  );
  return found ? found.path : "racers"; // unknown: request the landscape rather once too often
}
