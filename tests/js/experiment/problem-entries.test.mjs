import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import { findEntries, problemFamilies } from "../../../static/js/experiment/problem-entries.js";
import { smallCatalog } from "../small-catalog.mjs";

const entry = (name, title, summary = "") => ({ kind: "surface", name, title, summary });
const ENTRIES = [
  entry("ackley", "Ackley", "A narrow hole."),
  entry("camel3", "Three-hump camel", "Beside Rosenbrock it is easy."),
  entry("levy", "L\u00e9vy", "Long wavy valleys."),
  entry("ellipse100", "Ellipse, \u03ba = 100"),
  entry("rosenbrock", "Rosenbrock", "A curved valley."),
];
const found = (text) => findEntries(ENTRIES, text).map(({ name }) => name);

test("every problem is in a group of its family", () => {
  const shown = problemFamilies(smallCatalog()).map(({ name, title, groups }) => [
    name,
    title,
    groups.map((group) => [
      group.title,
      group.entries.map(({ kind, name: own, dataset, title: words }) => [kind, own, dataset, words]),
    ]),
  ]);
  assert.deepEqual(shown, [
    [
      "surface",
      "Test surface",
      [
        ["Bowls", [["surface", "bowl", undefined, "Bowl"]]],
        ["Valleys", [["surface", "rosenbrock", undefined, "Rosenbrock"]]],
        ["Your own", [["formula", "", undefined, "Your own formula"]]],
      ],
    ],
    [
      "network",
      "Network",
      [
        ["Two weights", [["network", "line", undefined, "Line"]]],
        ["Networks", [["network", "mlp", undefined, "Perceptron"]]],
        ["Your own data", [["network", "mlp", "table", "Table"]]],
      ],
    ],
  ]);
});

test("a title comes before a summary", () => {
  assert.deepEqual(found("rosen"), ["rosenbrock", "camel3"]);
  assert.deepEqual(found("valley"), ["levy", "rosenbrock"]);
});

test("all words must be there, in any order", () => {
  assert.deepEqual(found("camel hump"), ["camel3"]);
  assert.deepEqual(found("camel valley"), []);
  assert.deepEqual(found("100 ellipse"), ["ellipse100"]);
  assert.deepEqual(found("  "), ["ackley", "camel3", "levy", "ellipse100", "rosenbrock"]);
});

test("accents, case and few wrong letters are forgiven", () => {
  assert.deepEqual(found("LEVY"), ["levy"]);
  assert.deepEqual(found("rozenbrok"), ["rosenbrock"], "two wrong letters in a long word");
  assert.deepEqual(found("akley"), ["ackley"]);
  assert.deepEqual(found("elipse"), ["ellipse100"]);
  assert.deepEqual(found("lxy"), [], "none in a short one");
  assert.deepEqual(found("zzzzzz"), []);
});
