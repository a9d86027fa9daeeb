import assert from "node:assert/strict";
import { test } from "node:test";
import { setCatalog } from "../../../static/js/experiment/facts.js";
import {
  columnNames,
  isNamed,
  sizeError,
  withoutPoint,
  withPoint,
} from "../../../static/js/experiment/own-data.js";
import { realCatalog } from "../catalog.mjs";

test("columns are named by the first non-blank line, with any delimiter", () => {
  assert.deepEqual(columnNames("\n a, b ,c\n1,2,3"), ["a", "b", "c"]);
  assert.deepEqual(columnNames('"a b";c\n1;2'), ["a b", "c"]);
  assert.deepEqual(columnNames("a\tb\r\n1\t2"), ["a", "b"]);
  assert.deepEqual(columnNames("1,2.5,-3e2\n4,5,6"), ["column 1", "column 2", "column 3"]);
  assert.deepEqual(columnNames("hello"), []);
});

test("a table that is too large has an error message", () => {
  assert.equal(sizeError("a".repeat(40_000)), "");
  assert.match(sizeError("é".repeat(20_001)), /41 kB; at most 40 kB/);
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

test("a table has a header unless its first line is all numbers", () => {
  assert.ok(isNamed("a,b\n1,2"));
  assert.ok(isNamed("1,b\n1,2"));
  assert.ok(!isNamed("\n1.5;-2\n3;4"));
});

test("limits of own data come from the catalog", (context) => {
  context.after(() => setCatalog(realCatalog()));
  const catalog = realCatalog();
  catalog.bounds.table_bytes = [1, 2000];
  catalog.bounds.points = [1, 2];
  setCatalog(catalog);
  assert.match(sizeError("a".repeat(2001)), /3 kB; at most 2 kB/);
  const two = withPoint(withPoint([], [0, 0, 0]), [1, 1, 1]);
  assert.equal(withPoint(two, [0, 1, 0]), two);
});
