/** Landscape key: text that is equal exactly if two experiments have the same landscape. */

import { entryNamed, getFacts } from "./facts.js";
import { isFixedLand, settingsOf } from "./problem-kind.js";

/** @typedef {import("./experiment.js").Experiment} Experiment */

/**
 * The key of an experiment's landscape.
 *
 * @param {Experiment} spec - as the person set it
 * @returns {string} equal for two experiments exactly if they have the same landscape
 */
export function landscapeKey({ problem, plane, seed, racers, steps, edits }) {
  const { start, noise, batch_size, ...ground } = settingsOf(problem);
  if (isFixedLand(problem)) return JSON.stringify(ground);
  const followed = planeFollows(plane);
  return JSON.stringify([
    ground,
    seed ?? getFacts().defaults.seed,
    plane ?? null,
    followed ? [start ?? null, batch_size ?? null] : null,
    followed === "racers"
      ? [racers.map(({ optimizer, schedule }) => [optimizer, schedule ?? null]), steps, edits ?? []]
      : null,
  ]);
}

/**
 * Whose path a plane is computed from, if any: the catalog says it for each value of the plane's choices.
 *
 * @param {import("./experiment.js").Choice | null | undefined} plane
 * @returns {"proxy" | "racers" | null}
 */
function planeFollows(plane) {
  const { default_plane, planes } = getFacts();
  const { name = default_plane, params = {} } = plane ?? {};
  const entry = entryNamed(planes, name);
  const value = (/** @type {string} */ key) => params[key] ?? entry?.params.properties[key].default;
  const found = entry?.follows.find((one) =>
    Object.entries(one.params).every(([key, wanted]) => value(key) === wanted),
  );
  return found ? found.path : "racers"; // unknown: request the landscape rather once too often
}
