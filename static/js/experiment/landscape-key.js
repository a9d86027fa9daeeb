/** Landscape key: text that is equal exactly if two experiments have the same landscape. */

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
    seed ?? 0,
    plane ?? null,
    followed ? [start ?? null, batch_size ?? null] : null,
    followed === "racers"
      ? [racers.map(({ optimizer, schedule }) => [optimizer, schedule ?? null]), steps]
      : null,
  ]);
}

/**
 * Whose path a plane is computed from, if any.
 *
 * @param {{name: string, params?: Record<string, any>} | null | undefined} plane - the server's default
 *   follows a scout run
 * @returns {"scout" | "racers" | null}
 */
function planeFollows(plane) {
  const { name = "pca", params = {} } = plane ?? {};
  if (name === "pca") return (params.guide ?? "scout") === "scout" ? "scout" : "racers";
  if (name === "interpolation") return "racers";
  return (params.origin ?? "initial") === "initial" ? null : "racers";
}
