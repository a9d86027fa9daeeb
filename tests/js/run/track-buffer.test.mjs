import assert from "node:assert/strict";
import { test } from "node:test";
import { TrackBuffer } from "../../../static/js/run/track-buffer.js";

const NAMES = ["x", "loss"];

/** Points from `start` on, each with its number plus `offset`. */
function points(start, count, offset = 0) {
  const values = Float64Array.from({ length: count }, (_, k) => start + k + offset);
  return [values, values];
}

function rolled(count = 100) {
  const buffer = new TrackBuffer(NAMES);
  buffer.begin(2, 0, 0);
  buffer.append([points(0, count), points(0, count)], 0);
  buffer.finish();
  return buffer;
}

test("a new path replaces the old one when it reaches the visible step", () => {
  const buffer = rolled();
  const former = buffer.tracks;
  buffer.begin(2, 0, 30);
  assert.equal(buffer.append([points(0, 30, 0.5), points(0, 30, 0.5)], 0), false);
  assert.equal(buffer.tracks, former);
  assert.equal(buffer.shown, false);
  assert.equal(buffer.append([points(30, 1, 0.5), points(30, 1, 0.5)], 30), true);
  assert.notEqual(buffer.tracks, former);
  assert.equal(buffer.tracks[0].column("x")[30], 30.5);
  assert.equal(former[0].length, 100);
});

test("a path that ends before the visible step replaces the old one when complete", () => {
  const buffer = rolled();
  buffer.begin(2, 0, 80);
  buffer.append([points(0, 5), points(0, 3)], 0);
  assert.equal(buffer.finish(), true);
  assert.deepEqual(
    buffer.tracks.map((track) => track.length),
    [5, 3],
  );
});

test("a run from a later point keeps all earlier points", () => {
  const buffer = rolled();
  const [track] = buffer.tracks;
  buffer.regimes[0].push({ racer: 0, step: 10, name: "a", sentence: "" });
  buffer.regimes[0].push({ racer: 0, step: 60, name: "b", sentence: "" });
  assert.equal(buffer.begin(2, 41, 40), 41);
  assert.equal(buffer.arrived, 41);
  buffer.append([points(40, 10, 0), points(40, 10, 0)], 40);
  assert.equal(buffer.tracks[0], track);
  assert.equal(track.length, 100, "until it has come, the former future stands");
  assert.equal(buffer.arrived, 50);
  buffer.finish();
  assert.equal(track.length, 50);
  assert.equal(track.column("x")[39], 39);
  assert.deepEqual(
    buffer.regimes[0].map((regime) => regime.name),
    ["a"],
  );
});

test("two runs from later points leave no stale point between them", () => {
  const buffer = rolled();
  buffer.begin(2, 41, 40);
  assert.equal(buffer.begin(2, 51, 50), 41);
});

test("a finished racer is unchanged", () => {
  const buffer = new TrackBuffer(NAMES);
  buffer.begin(2, 0, 0);
  buffer.append([points(0, 50), points(0, 7)], 0);
  buffer.begin(2, 31, 30);
  buffer.append([points(30, 5), [new Float64Array(0), new Float64Array(0)]], 30);
  buffer.finish();
  assert.deepEqual(
    buffer.tracks.map((track) => track.length),
    [35, 7],
  );
});

test("another number of racers starts new tracks", () => {
  const buffer = rolled();
  assert.equal(buffer.begin(3, 41, 0), 0);
});

test("the former path stays visible beyond the arrived points", () => {
  const buffer = rolled();
  buffer.begin(2, 0, 0);
  buffer.append([points(0, 30, 0.5), points(0, 30, 0.5)], 0);
  const [track, other] = buffer.tracks;
  assert.deepEqual([track.length, track.column("x")[29], track.column("x")[30]], [100, 29.5, 30]);
  buffer.append([points(30, 40, 0.5), points(30, 10, 0.5)], 30);
  assert.deepEqual([track.length, other.length], [100, 40], "a racer that has ended leaves nothing behind");
  buffer.finish();
  assert.deepEqual([track.length, other.length], [70, 40]);
});

test("another landscape keeps nothing of the former path", () => {
  const buffer = rolled();
  buffer.begin(2, 0, 0, false);
  buffer.append([points(0, 30), points(0, 30)], 0);
  assert.equal(buffer.tracks[0].length, 30);
});

test("points of a former path are not overwritten", () => {
  const buffer = rolled();
  const [ghost] = buffer.tracks;
  buffer.begin(2, 0, 0);
  buffer.append([points(0, 30, 0.5), points(0, 30, 0.5)], 0);
  assert.equal(ghost.column("x")[29], 29);
});

test("points of a cleared run are ignored", () => {
  const buffer = rolled();
  buffer.begin(2, 0, 0);
  buffer.clear();
  assert.equal(buffer.append([points(0, 5), points(0, 5)], 0), false);
  buffer.addRegime({ racer: 1, step: 3, name: "descending", sentence: "" });
  assert.equal(buffer.finish(), false);
  assert.equal(buffer.tracks.length, 0);
  buffer.begin(2, 0, 0);
  buffer.append([points(0, 5), points(0, 5)], 0);
  assert.deepEqual(
    buffer.tracks.map((track) => track.length),
    [5, 5],
  );
});

/** Marks of points from `start` on: one place each, whose x is the point's number plus `offset`. */
function marks(racer, start, count, offset = 0) {
  const of = (k) => ({
    points: Float64Array.of(start + k + offset, 0, 0),
    arrows: new Float64Array(),
    ellipse: null,
  });
  return { racer, start, marks: Array.from({ length: count }, (_, k) => of(k)) };
}

/** The x of each point's place, "" without any. */
function placesOf(track) {
  return Array.from({ length: track.length }, (_, k) => track.marks[k]?.points[0] ?? "").join(" ");
}

test("marks follow the points of their run", () => {
  const buffer = new TrackBuffer(NAMES);
  buffer.begin(2, 0, 0);
  buffer.append([points(0, 4), points(0, 4)], 0);
  buffer.addMarks(marks(1, 0, 4));
  buffer.finish();
  const ghost = buffer.tracks[1];
  buffer.begin(2, 0, 2);
  buffer.append([points(0, 2, 0.5), points(0, 2, 0.5)], 0);
  buffer.addMarks(marks(1, 0, 2, 0.5));
  assert.equal(placesOf(buffer.tracks[1]), "0 1 2 3", "the former path is still visible");
  buffer.append([points(2, 1, 0.5), points(2, 1, 0.5)], 2);
  assert.equal(placesOf(buffer.tracks[1]), "0.5 1.5  3", "its third point has no marks yet");
  buffer.addMarks(marks(1, 2, 1, 0.5));
  assert.equal(placesOf(buffer.tracks[1]), "0.5 1.5 2.5 3");
  buffer.finish();
  assert.equal(placesOf(buffer.tracks[1]), "0.5 1.5 2.5");
  assert.equal(placesOf(ghost), "0 1 2 3");
  assert.equal(placesOf(buffer.tracks[0]), "  ");
});

test("a live edit keeps earlier marks only", () => {
  const buffer = rolled(6);
  buffer.addMarks(marks(0, 0, 6));
  buffer.begin(2, 3, 2);
  buffer.append([points(2, 2, 0), points(2, 2, 0)], 2);
  assert.equal(placesOf(buffer.tracks[0]), "0 1   4 5");
  buffer.finish();
  assert.equal(placesOf(buffer.tracks[0]), "0 1  ");
});

test("marks of a cleared run are ignored", () => {
  const buffer = rolled(3);
  buffer.clear();
  buffer.addMarks(marks(0, 0, 3));
  assert.equal(buffer.tracks.length, 0);
});
