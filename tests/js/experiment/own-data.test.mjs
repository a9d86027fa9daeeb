import assert from "node:assert/strict";
import { test } from "node:test";
import { setCatalog } from "../../../static/js/experiment/facts.js";
import { fitsLink, withOwnData, withoutPoint, withPoint } from "../../../static/js/experiment/own-data.js";
import { realCatalog } from "../catalog.mjs";

test("a table fits a link by its bytes, not its characters", () => {
  assert.ok(fitsLink("a".repeat(40_000)));
  assert.ok(!fitsLink("a".repeat(40_001)));
  assert.ok(!fitsLink("é".repeat(20_001)));
});

test("own data stay when the model changes, if it can learn them", () => {
  const pairings = { line: { table: ["mse"] }, cnn: { digits: ["mse"] } };
  const problem = (name) => ({ kind: "network", model: { name }, dataset: { name: "default" } });
  const params = { csv: "a,b\n1,2", target: "b", task: "classes", inputs: ["a"], scaling: "raw" };
  const table = { dataset: { name: "table", params } };
  assert.deepEqual(withOwnData(problem("line"), table, pairings).dataset, {
    name: "table",
    params: { csv: "a,b\n1,2", target: "b", scaling: "raw" },
  });
  for (const [model, former] of [
    ["cnn", table],
    ["line", { dataset: { name: "moons", params: { samples: 9 } } }],
    ["line", {}],
    ["line", { dataset: { name: "points", params: {} } }],
  ])
    assert.equal(withOwnData(problem(model), former, pairings).dataset.name, "default");
  const bowl = { kind: "surface", surface: { name: "bowl" } };
  assert.equal(withOwnData(bowl, table, pairings), bowl);
});

test("points are added up to the limit, and the nearest is removed", () => {
  const one = withPoint([], [0.12345, -0.5, 2]);
  assert.deepEqual(one, [[0.123, -0.5, 2]]);
  const two = withPoint(one, [0.9, 0.9, 0]);
  assert.deepEqual(withoutPoint(two, 0.8, 0.9, 0.2), one);
  assert.equal(withoutPoint(two, 0, 0.5, 0.2), two);
  assert.deepEqual(withoutPoint([], 0, 0, 1), []);
  const full = Array.from({ length: 500 }, () => one[0]);
  assert.equal(withPoint(full, [0, 0, 0]), full);
});

test("limits of own data come from the catalog", (context) => {
  context.after(() => setCatalog(realCatalog()));
  const catalog = realCatalog();
  catalog.bounds.table_bytes = [1, 2000];
  catalog.bounds.points = [1, 2];
  setCatalog(catalog);
  assert.deepEqual([fitsLink("a".repeat(2000)), fitsLink("a".repeat(2001))], [true, false]);
  const two = withPoint(withPoint([], [0, 0, 0]), [1, 1, 1]);
  assert.equal(withPoint(two, [0, 1, 0]), two);
});
