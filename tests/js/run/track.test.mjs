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
  assert.throws(
    () => track.append(rows(3, 1).slice(1)),
    new RegExp(`${COLUMNS.length} columns; ${COLUMNS.length - 1}`),
  );
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

/** Marks that name their point: one place at (number, number) with loss number. */
function marked(...numbers) {
  return numbers.map((number) => ({
    points: Float64Array.of(number, number, number),
    arrows: new Float64Array(),
    ellipse: null,
  }));
}

const NOTHING = { points: new Float64Array(), arrows: new Float64Array(), ellipse: null };

/** The number in each point's marks; null without any. */
function shown(track) {
  return Array.from({ length: track.length }, (_, k) => track.marks[k]?.points[0] ?? null);
}

function markedTrack() {
  const track = new Track(COLUMNS);
  track.append(rows(0, 5));
  track.setMarks(marked(0, 1, 2, 3, 4), 0);
  return track;
}

test("marks belong to their points", () => {
  const track = new Track(COLUMNS);
  track.append(rows(0, 6));
  assert.deepEqual(track.marks, []);
  track.setMarks([...marked(2), NOTHING, ...marked(4)], 2);
  assert.deepEqual(shown(track), [null, null, 2, null, 4, null]);
  track.setMarks(marked(30), 3);
  assert.deepEqual(shown(track), [null, null, 2, 30, 4, null]);
  assert.equal(track.marksRevision, 2);
  assert.equal(track.revision, 0);
});

test("the last point shows the marks of the step to it", () => {
  const track = new Track(COLUMNS);
  assert.equal(track.marksAt(0) ?? null, null);
  track.append(rows(0, 4));
  track.setMarks(marked(1, 2), 1);
  const shownAt = [0, 1, 2, 3].map((k) => track.marksAt(k)?.points[0] ?? null);
  assert.deepEqual(shownAt, [null, 1, 2, 2]);
  track.append(rows(4, 5));
  assert.equal(track.marksAt(3) ?? null, null);
});

test("marks of missing points are rejected", () => {
  const track = markedTrack();
  assert.throws(() => track.setMarks(marked(4, 5), 4), /point 5/);
  assert.deepEqual(shown(track), [0, 1, 2, 3, 4]);
});

test("dropped points take their marks along", () => {
  const truncated = markedTrack();
  truncated.truncate(2);
  truncated.append(rows(2, 3));
  assert.deepEqual(shown(truncated), [0, 1, null, null, null]);
  const appended = markedTrack();
  appended.append(rows(1, 4), 1);
  assert.deepEqual(shown(appended), [0, null, null, null, null]);
});

test("overwritten points lose their marks", () => {
  const track = markedTrack();
  track.overwrite(rows(1, 2, 0.5), 1);
  assert.deepEqual(shown(track), [0, null, null, 3, 4]);
  track.overwrite(rows(4, 9), 4);
  assert.deepEqual(shown(track).slice(0, 6), [0, null, null, 3, null, null]);
});

test("a clone keeps its marks", () => {
  const track = markedTrack();
  const clone = track.clone();
  track.setMarks(marked(50), 0);
  track.truncate(1);
  assert.deepEqual(shown(clone), [0, 1, 2, 3, 4]);
});
