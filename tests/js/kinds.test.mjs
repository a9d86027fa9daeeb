import assert from "node:assert/strict";
import { test } from "node:test";
import { byKind } from "../../static/js/kinds.js";

test("every surface stands in one group, also one that nobody has thought of", () => {
  const surfaces = ["rosenbrock", "newcomer", "bowl", "ackley"].map((name) => ({ name }));
  const groups = byKind(surfaces);
  assert.deepEqual(groups.flatMap(([, entries]) => entries.map(({ name }) => name)).sort(), [
    "ackley",
    "bowl",
    "newcomer",
    "rosenbrock",
  ]);
  assert.equal(groups.at(-1)?.[0], "More surfaces");
});
