/** How the menu groups surfaces. One that is not named here stands in the last group. */

/** @type {[string, string[]][]} */
const KINDS = [
  [
    "Bowls",
    ["bowl", "ellipse10", "ellipse100", "ellipse100_rot45", "ellipse", "booth", "matyas", "abs_ravine"],
  ],
  ["Valleys", ["rosenbrock", "beale", "dixon_price", "goldstein_price"]],
  ["Saddles and plateaus", ["saddle", "monkey_saddle", "deep_linear", "easom", "sigmoid_plateau", "cliff"]],
  [
    "A few minima",
    [
      "himmelblau",
      "three_hump_camel",
      "six_hump_camel",
      "styblinski_tang",
      "branin",
      "mccormick",
      "double_well",
      "sharp_flat",
      "valley_noise",
    ],
  ],
  ["Many minima", ["rastrigin", "ackley", "griewank", "levy", "schwefel", "drop_wave", "eggholder", "radio"]],
];

/**
 * @param {{name: string}[]} surfaces
 * @returns {[string, any[]][]} the groups that have members, each in the order of the catalog
 */
export function byKind(surfaces) {
  const known = new Set(KINDS.flatMap(([, names]) => names));
  /** @type {[string, any[]][]} */
  const groups = KINDS.map(([label, names]) => [label, surfaces.filter(({ name }) => names.includes(name))]);
  groups.push(["More surfaces", surfaces.filter(({ name }) => !known.has(name))]);
  return groups.filter(([, entries]) => entries.length > 0);
}
