import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import { groupSurfaces } from "../../../static/js/experiment/surface-groups.js";

test("every surface is in the group of its kind, unknown kinds in the last", () => {
  const surfaces = [
    { name: "rosenbrock", kind: "valley" },
    { name: "newcomer", kind: "fractal" },
    { name: "saddle", kind: "saddle" },
    { name: "bowl", kind: "convex" },
    { name: "cliff", kind: "cliff" },
    { name: "ackley", kind: "multimodal" },
  ];
  const groups = groupSurfaces(surfaces).map(([label, entries]) => [label, entries.map(({ name }) => name)]);
  assert.deepEqual(groups, [
    ["Bowls", ["bowl"]],
    ["Valleys", ["rosenbrock"]],
    ["Saddles, plateaus, cliffs", ["saddle", "cliff"]],
    ["Several minima", ["ackley"]],
    ["More surfaces", ["newcomer"]],
  ]);
});
