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
  const staging = new TrackBuffer();
  staging.setColumns(NAMES);
  staging.begin(2, 0, 0);
  staging.append([points(0, count), points(0, count)], 0);
  staging.finish();
  return staging;
}

test("a new path replaces the old one when it reaches the visible step", () => {
  const staging = rolled();
  const former = staging.tracks;
  staging.begin(2, 0, 30);
  assert.equal(staging.append([points(0, 30, 0.5), points(0, 30, 0.5)], 0), false);
  assert.equal(staging.tracks, former);
  assert.equal(staging.shown, false);
  assert.equal(staging.append([points(30, 1, 0.5), points(30, 1, 0.5)], 30), true);
  assert.notEqual(staging.tracks, former);
  assert.equal(staging.tracks[0].column("x")[30], 30.5);
  assert.equal(former[0].length, 100);
});

test("a path that ends before the visible step replaces the old one when complete", () => {
  const staging = rolled();
  staging.begin(2, 0, 80);
  staging.append([points(0, 5), points(0, 3)], 0);
  assert.equal(staging.finish(), true);
  assert.deepEqual(
    staging.tracks.map((track) => track.length),
    [5, 3],
  );
});

test("a run from a later point keeps all earlier points", () => {
  const staging = rolled();
  const [track] = staging.tracks;
  staging.regimes[0].push({ racer: 0, step: 10, name: "a", sentence: "" });
  staging.regimes[0].push({ racer: 0, step: 60, name: "b", sentence: "" });
  assert.equal(staging.begin(2, 41, 40), 41);
  assert.equal(staging.arrived, 41);
  staging.append([points(40, 10, 0), points(40, 10, 0)], 40);
  assert.equal(staging.tracks[0], track);
  assert.equal(track.length, 100, "until it has come, the former future stands");
  assert.equal(staging.arrived, 50);
  staging.finish();
  assert.equal(track.length, 50);
  assert.equal(track.column("x")[39], 39);
  assert.deepEqual(
    staging.regimes[0].map((regime) => regime.name),
    ["a"],
  );
});

test("two runs from later points leave no stale point between them", () => {
  const staging = rolled();
  staging.begin(2, 41, 40);
  assert.equal(staging.begin(2, 51, 50), 41);
});

test("a finished racer is unchanged", () => {
  const staging = new TrackBuffer();
  staging.setColumns(NAMES);
  staging.begin(2, 0, 0);
  staging.append([points(0, 50), points(0, 7)], 0);
  staging.begin(2, 31, 30);
  staging.append([points(30, 5), [new Float64Array(0), new Float64Array(0)]], 30);
  staging.finish();
  assert.deepEqual(
    staging.tracks.map((track) => track.length),
    [35, 7],
  );
});

test("another number of racers starts new tracks", () => {
  const staging = rolled();
  assert.equal(staging.begin(3, 41, 0), 0);
});

test("the former path stays visible beyond the arrived points", () => {
  const staging = rolled();
  staging.begin(2, 0, 0);
  staging.append([points(0, 30, 0.5), points(0, 30, 0.5)], 0);
  const [track, other] = staging.tracks;
  assert.deepEqual([track.length, track.column("x")[29], track.column("x")[30]], [100, 29.5, 30]);
  staging.append([points(30, 40, 0.5), points(30, 10, 0.5)], 30);
  assert.deepEqual([track.length, other.length], [100, 40], "a racer that has ended leaves nothing behind");
  staging.finish();
  assert.deepEqual([track.length, other.length], [70, 40]);
});

test("another landscape keeps nothing of the former path", () => {
  const staging = rolled();
  staging.begin(2, 0, 0, false);
  staging.append([points(0, 30), points(0, 30)], 0);
  assert.equal(staging.tracks[0].length, 30);
});

test("points of a former path are not overwritten", () => {
  const staging = rolled();
  const [ghost] = staging.tracks;
  staging.begin(2, 0, 0);
  staging.append([points(0, 30, 0.5), points(0, 30, 0.5)], 0);
  assert.equal(ghost.column("x")[29], 29);
});

test("points of a cleared run are ignored", () => {
  const staging = rolled();
  staging.begin(2, 0, 0);
  staging.clear();
  assert.equal(staging.append([points(0, 5), points(0, 5)], 0), false);
  staging.regime({ racer: 1, step: 3, name: "descending", sentence: "" });
  assert.equal(staging.finish(), false);
  assert.equal(staging.tracks.length, 0);
  staging.begin(2, 0, 0);
  staging.append([points(0, 5), points(0, 5)], 0);
  assert.deepEqual(
    staging.tracks.map((track) => track.length),
    [5, 5],
  );
});
