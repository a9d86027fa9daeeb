/** What a landscape depends on: the same text, the same land. */

/** @typedef {import("./experiment.js").Experiment} Experiment */

/**
 * @param {Experiment} spec - as the person set it
 * @returns {string} equal for two experiments exactly where they are drawn on the same land
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
 * Whose path a plane follows, if any: it moves with whatever that path depends on.
 *
 * @param {{name: string, params?: Record<string, any>} | null | undefined} plane - the server's choice follows a scout
 * @returns {"scout" | "racers" | null}
 */
function planeFollows(plane) {
  const { name = "pca", params = {} } = plane ?? {};
  if (name === "pca") return (params.guide ?? "scout") === "scout" ? "scout" : "racers";
  if (name === "interpolation") return "racers";
  return (params.origin ?? "initial") === "initial" ? null : "racers";
}
