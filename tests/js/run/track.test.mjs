import assert from "node:assert/strict";
import { test } from "node:test";
import { Track } from "../../../static/js/run/track.js";
import { realCatalog } from "../catalog.mjs";

const COLUMNS = realCatalog().columns;

/** Columns of `points` points from `start` on, in which every value names its row and column. */
function rows(start, points, offset = 0) {
  return COLUMNS.map((_, c) => Float64Array.from({ length: points }, (_, k) => start + k + c / 100 + offset));
}

test("several appends equal one", () => {
  const whole = new Track(COLUMNS);
  whole.append(rows(0, 1000));
  const pieces = new Track(COLUMNS);
  for (let start = 0; start < 1000; start += 7) pieces.append(rows(start, Math.min(7, 1000 - start)));
  assert.equal(pieces.length, 1000);
  for (const name of COLUMNS) assert.deepEqual(pieces.column(name), whole.column(name));
  assert.equal(pieces.revision, 0);
});

test("overwriting points drops later ones and counts as a revision", () => {
  const track = new Track(COLUMNS);
  track.append(rows(0, 300));
  track.append(rows(100, 5, 0.5), 100);
  assert.equal(track.length, 105);
  assert.equal(track.revision, 1);
  assert.equal(track.column("x")[99], 99);
  assert.equal(track.column("x")[100], 100.5);
});

test("truncate drops the end, and only that", () => {
  const track = new Track(COLUMNS);
  track.append(rows(0, 10));
  track.truncate(4);
  assert.deepEqual([...track.column("x")], [0, 1, 2, 3]);
  track.truncate(99);
  assert.equal(track.length, 4);
  assert.equal(track.revision, 1);
});

test("a gap, missing columns and ragged columns are rejected with a message", () => {
  const track = new Track(COLUMNS);
  track.append(rows(0, 3));
  assert.throws(() => track.append(rows(5, 1), 5), /gap/);
  assert.throws(() => track.append(rows(3, 1).slice(1)), /14 columns; 13/);
  const ragged = rows(3, 2);
  ragged[4] = ragged[4].subarray(0, 1);
  assert.throws(() => track.append(ragged), /same number/);
  assert.throws(() => track.column("height"), /"height"/);
  assert.equal(track.length, 3);
});

test("between two points the position is interpolated; other columns have the last point's value", () => {
  const track = new Track(COLUMNS);
  track.append(COLUMNS.map((name) => (name === "x" ? [2, 4] : name === "lr" ? [0.1, 0.9] : [1, 3])));
  const row = track.at(0.25);
  assert.equal(row.index, 0);
  assert.equal(row.x, 2.5);
  assert.equal(row.loss, 1.5);
  assert.equal(row.lr, 0.1);
  assert.equal(row.gradient_x, 1);
});

test("at a point the values are bit-identical", () => {
  const track = new Track(COLUMNS);
  track.append(rows(0, 3).map((values) => values.map((value) => value / 3)));
  for (const name of COLUMNS) assert.equal(track.at(1)[name], track.column(name)[1]);
});

test("times outside the track are clamped", () => {
  const track = new Track(COLUMNS);
  assert.equal(track.at(0), null);
  track.append(rows(0, 3));
  assert.equal(track.at(-5).x, 0);
  assert.equal(track.at(Number.NaN).x, 0);
  assert.equal(track.at(2).index, 2);
  assert.equal(track.at(1e9).x, 2);
});
