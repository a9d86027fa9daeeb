/** Comparison notes: sentences about what is equal for all racers and what differs. Pure functions. */

import { formatBrief } from "../experiment/format.js";
import { isNetwork, settingsOf } from "../experiment/problem-kind.js";

/** @typedef {import("../experiment/experiment.js").Experiment} Experiment */

/**
 * The notes on an experiment.
 *
 * @param {Experiment} spec - as the person set it
 * @param {Experiment} whole - as completed by the server
 * @param {string[]} labels - of the racers
 * @returns {string[]} sentences
 */
export function comparisonNotes(spec, whole, labels) {
  const { racers } = whole;
  if (racers.length < 2) return [];
  return [
    sameOf(whole),
    ...ratesOf(spec, racers, labels),
    ...momentumOf(racers, labels),
    ...restOf(spec, racers, labels),
  ];
}

/** @param {Experiment} whole */
function sameOf({ problem, seed = 0, steps }) {
  const common = `${steps} steps and seed ${seed}`;
  if (isNetwork(problem))
    return `The same for all: first weights, mini-batches in the same order, ${common}.`;
  const { start, noise: size = 0 } = settingsOf(problem);
  if (!start) return `The same for all: the start, ${common}.`;
  const [x, y] = start;
  const noise = size > 0 ? `, the same noise at every step (\u03c3 = ${formatBrief(size)})` : "";
  return `The same for all: the start (${formatBrief(x)}, ${formatBrief(y)})${noise}, ${common}.`;
}

/** @param {Experiment} spec @param {import("../experiment/experiment.js").Racer[]} racers @param {string[]} labels */
function ratesOf(spec, racers, labels) {
  const rate = (/** @type {number} */ k) =>
    `${labels[k]} ${formatBrief(racers[k].optimizer.params?.lr ?? Number.NaN)}`;
  const all = racers.map((_, k) => k);
  const rated = all.filter((k) => racers[k].optimizer.params?.lr !== undefined);
  const own = rated.filter((k) => spec.racers[k]?.optimizer.params?.lr !== undefined);
  const others = rated.filter((k) => !own.includes(k));
  const none = all.filter((k) => !rated.includes(k));
  const notes = [];
  if (others.length > 0) {
    const kinds = new Set(others.map((k) => racers[k].optimizer.name));
    const why =
      kinds.size > 1 ? "that differ by optimizer, as each needs its own" : "as suggested for the optimizer";
    notes.push(`Learning rates ${why}: ${others.map(rate).join(", ")}.`);
  }
  if (own.length > 0) notes.push(`Learning rates set by hand: ${own.map(rate).join(", ")}.`);
  if (none.length > 0) notes.push(`Without a learning rate: ${none.map((k) => labels[k]).join(", ")}.`);
  return notes;
}

/**
 * Note on PyTorch's momentum, which makes the effective rate larger.
 *
 * @param {import("../experiment/experiment.js").Racer[]} racers
 * @param {string[]} labels
 */
function momentumOf(racers, labels) {
  return racers.flatMap(({ optimizer: { name, params = {} } }, k) => {
    const { momentum = 0, dampening = 0, lr = Number.NaN } = /** @type {Record<string, number>} */ (params);
    if (name !== "sgd" || !(momentum > 0 && momentum < 1)) return [];
    const gain = (1 - dampening) / (1 - momentum);
    return [
      `${labels[k]}: on a constant slope its momentum makes ${formatBrief(lr)} act like ${formatBrief(lr * gain)}.`,
    ];
  });
}

/** @param {Experiment} spec @param {import("../experiment/experiment.js").Racer[]} racers @param {string[]} labels */
function restOf(spec, racers, labels) {
  const notes = [];
  const greedy = labels.filter((_, k) => racers[k].optimizer.name === "lbfgs");
  if (greedy.length > 0)
    notes.push(`${greedy.join(", ")}: several gradients a step, so compare by gradients, not by steps.`);
  const edited = new Set((spec.edits ?? []).map(({ racer }) => labels[racer]));
  if (edited.size > 0) notes.push(`Changed on the way: ${[...edited].join(", ")}.`);
  return notes;
}
