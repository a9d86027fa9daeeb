import assert from "node:assert/strict";
import { test } from "node:test";
import {
  columnNames,
  isNamed,
  MAX_BYTES,
  MAX_POINTS,
  sizeError,
  withoutPoint,
  withPoint,
} from "../../../static/js/experiment/own-data.js";

test("columns are named by the first non-blank line, with any delimiter", () => {
  assert.deepEqual(columnNames("\n a, b ,c\n1,2,3"), ["a", "b", "c"]);
  assert.deepEqual(columnNames('"a b";c\n1;2'), ["a b", "c"]);
  assert.deepEqual(columnNames("a\tb\r\n1\t2"), ["a", "b"]);
  assert.deepEqual(columnNames("1,2.5,-3e2\n4,5,6"), ["column 1", "column 2", "column 3"]);
  assert.deepEqual(columnNames("hello"), []);
});

test("a table that is too large has an error message", () => {
  assert.equal(sizeError("a".repeat(MAX_BYTES)), "");
  assert.match(sizeError("é".repeat(MAX_BYTES / 2 + 1)), /41 kB; at most 40 kB/);
});

test("points are added up to the limit, and the nearest is removed", () => {
  const one = withPoint([], [0.12345, -0.5, 2]);
  assert.deepEqual(one, [[0.123, -0.5, 2]]);
  const two = withPoint(one, [0.9, 0.9, 0]);
  assert.deepEqual(withoutPoint(two, 0.8, 0.9, 0.2), one);
  assert.equal(withoutPoint(two, 0, 0.5, 0.2), two);
  assert.deepEqual(withoutPoint([], 0, 0, 1), []);
  const full = Array.from({ length: MAX_POINTS }, () => one[0]);
  assert.equal(withPoint(full, [0, 0, 0]), full);
});

test("a table has a header unless its first line is all numbers", () => {
  assert.ok(isNamed("a,b\n1,2"));
  assert.ok(isNamed("1,b\n1,2"));
  assert.ok(!isNamed("\n1.5;-2\n3;4"));
});
