/** The first and the last point, the point of an edit, and what counts as a change of a path. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Player, SPEEDS, STEPS_PER_SECOND } from "../../../static/js/run/player.js";
import { Track } from "../../../static/js/run/track.js";
import { TrackBuffer } from "../../../static/js/run/track-buffer.js";

const NAMES = ["x", "y", "loss", "off_plane", "lr"];
/** Points from `start` on, each with its number plus `offset` in all columns. */
const points = (start, count, offset = 0) =>
  NAMES.map(() => Float64Array.from({ length: count }, (_, k) => start + k + offset));

function track(count) {
  const made = new Track(NAMES);
  made.append(points(0, count));
  return made;
}

test("only overwritten points are a new revision", () => {
  const made = track(10);
  made.overwrite(points(10, 5), 10);
  assert.deepEqual([made.length, made.revision], [15, 0], "points at the end change no other");
  made.overwrite(points(14, 3, 0.5), 14);
  assert.deepEqual([made.length, made.revision], [17, 1]);
  made.overwrite(points(0, 1, 0.5), 0);
  assert.deepEqual([made.length, made.revision], [17, 2]);
  assert.deepEqual([made.column("x")[0], made.column("x")[1], made.column("x")[14]], [0.5, 1, 14.5]);
  made.append(points(17, 1));
  assert.equal(made.revision, 2);
  made.append(points(17, 1), 17);
  assert.equal(made.revision, 3);
  made.truncate(18);
  assert.equal(made.revision, 3, "nothing was dropped");
});

test("a track grows beyond any capacity", () => {
  for (const size of [255, 256, 257, 512, 1025]) {
    const made = track(size - 1);
    made.append(points(size - 1, 1));
    assert.deepEqual([made.length, made.column("x")[0], made.column("x")[size - 1]], [size, 0, size - 1]);
    made.overwrite(points(size, 300), size);
    assert.deepEqual(
      [made.length, made.column("lr")[size - 1], made.column("lr")[size + 299]],
      [size + 300, size - 1, size + 299],
    );
  }
});

test("points may follow the last, not the one after", () => {
  const made = track(3);
  assert.throws(() => made.overwrite(points(4, 1), 4), /leave a gap: the track has 3/);
  made.overwrite(points(3, 1), 3);
  assert.equal(made.length, 4);
});

test("a moment lies between two points", () => {
  const made = track(3);
  for (const [time, moment] of [
    [-1, [0, 1, 0]],
    [0, [0, 1, 0]],
    [0.5, [0, 1, 0.5]],
    [1, [1, 2, 0]],
    [1.75, [1, 2, 0.75]],
    [2, [2, 2, 0]],
    [9, [2, 2, 0]],
  ]) {
    const { index, next, fraction } = made.moment(time);
    assert.deepEqual([index, next, fraction], moment, String(time));
  }
  assert.deepEqual(track(1).moment(0), { index: 0, next: 0, fraction: 0 });
  assert.equal(new Track(NAMES).moment(0), null);
});

test("place and loss move between points, a rate does not", () => {
  const row = track(3).at(1.25);
  assert.deepEqual(row, { index: 1, x: 1.25, y: 1.25, loss: 1.25, off_plane: 1.25, lr: 1 });
});

/** A buffer with a whole run of two racers. */
function filled(count) {
  const buffer = new TrackBuffer(NAMES);
  buffer.begin(2, 0, 0);
  buffer.append([points(0, count), points(0, count)], 0);
  buffer.finish();
  return buffer;
}

test("the visible step itself must have arrived", () => {
  for (const step of [0, 1, 7]) {
    const buffer = filled(10);
    buffer.begin(2, 0, step);
    if (step > 0) assert.equal(buffer.append([points(0, step), points(0, step)], 0), false);
    assert.equal(buffer.append([points(step, 1), points(step, 1)], step), true, String(step));
    assert.equal(buffer.shown, true);
  }
});

test("an invalid future is where the clock stops", () => {
  const buffer = filled(10);
  buffer.invalidateFrom(4);
  assert.deepEqual([buffer.arrived, buffer.tracks[0].length], [4, 10]);
  buffer.invalidateFrom(8);
  assert.equal(buffer.arrived, 4);
  buffer.invalidateFrom(0);
  assert.equal(buffer.arrived, 1, "the start stays");
});

test("no more points are shared than have arrived", () => {
  const buffer = filled(10);
  assert.equal(buffer.begin(2, 25, 5), 10);
  assert.equal(buffer.shown, false);
  buffer.append([points(9, 1), points(9, 1)], 9);
  assert.deepEqual([buffer.shown, buffer.arrived], [true, 10]);
});

test("regimes after the edit's point are dropped with it", () => {
  const buffer = filled(10);
  for (const step of [3, 4, 5]) buffer.addRegime({ racer: 0, step, name: String(step), sentence: "" });
  buffer.begin(2, 5, 4);
  assert.equal(buffer.regimes[0].length, 3, "until something has arrived");
  buffer.append([points(4, 2), points(4, 2)], 4);
  assert.deepEqual(
    buffer.regimes[0].map(({ step }) => step),
    [3],
  );
});

test("a regime of a hidden path is not shown", () => {
  const buffer = filled(10);
  buffer.begin(2, 0, 5);
  const regime = { racer: 1, step: 0, name: "descending", sentence: "" };
  assert.equal(buffer.addRegime(regime), false);
  assert.deepEqual(buffer.regimes, [[], []]);
  assert.equal(buffer.finish(), true);
  assert.equal(buffer.finish(), false, "there is nothing more to show");
});

test("an abandoned run leaves the former path", () => {
  const buffer = filled(10);
  buffer.begin(2, 0, 5);
  buffer.append([points(0, 3, 0.5), points(0, 3, 0.5)], 0);
  buffer.abandon();
  assert.deepEqual([buffer.shown, buffer.tracks[0].length, buffer.tracks[0].column("x")[1]], [true, 10, 1]);
});

/** A player at a time of a run of ten steps. */
function player(time, more = {}) {
  return Object.assign(new Player(), { end: 10, ready: 10, time, ...more });
}

test("speeds are seven, each twice the one before", () => {
  assert.deepEqual(SPEEDS, [0.25, 0.5, 1, 2, 4, 8, 16]);
  assert.equal(STEPS_PER_SECOND, 30);
  const made = player(0);
  const up = [1, 1, 1, 1, 1].map(() => [made.changeSpeed(1), made.speed][1]);
  const down = [1, 1, 1, 1, 1, 1, 1].map(() => [made.changeSpeed(-1), made.speed][1]);
  assert.deepEqual(
    [up, down],
    [
      [2, 4, 8, 16, 16],
      [8, 4, 2, 1, 0.5, 0.25, 0.25],
    ],
  );
});

test("the last step ends the run, and not before", () => {
  const made = player(9.4);
  let changes = 0;
  made.addEventListener("change", () => {
    changes += 1;
  });
  made.play();
  assert.equal(changes, 1);
  made.tick(0);
  made.tick(10);
  assert.deepEqual([made.playing, made.atEnd, changes], [true, false, 1]);
  made.tick(30);
  assert.deepEqual([made.time, made.playing, made.atEnd, changes], [10, false, true, 2]);
  assert.equal(made.tick(60), 10);
});

test("a clock at its end waits for what is to come", () => {
  const made = player(10, { playing: true, ready: 5 });
  made.tick(0);
  made.tick(20);
  assert.deepEqual([made.playing, made.waiting], [true, true]);
});

test("it waits only while something is missing", () => {
  for (const [time, ready, stop, playing, waiting] of [
    [4, 4, 99, true, true],
    [3.9, 4, 99, true, false],
    [4, 4, 99, false, false],
    [10, 10, 99, true, false],
    [4, 4, 4, true, false],
  ])
    assert.equal(player(time, { ready, stop, playing }).waiting, waiting, `${time} of ${ready}`);
});

test("a seek stays between the start and the last step", () => {
  const made = player(0);
  for (const [asked, time] of [
    [-3, 0],
    [9.99, 9.99],
    [10, 10],
    [11, 10],
  ]) {
    made.seek(asked);
    assert.equal(made.time, time);
  }
  made.stop = 6;
  made.seek(8);
  assert.equal(made.time, 6);
});

test("back to the start, the clock runs on", () => {
  const made = player(7, { playing: true });
  made.reset();
  assert.deepEqual([made.time, made.playing], [0, true]);
  made.pause();
  made.toggle();
  assert.equal(made.playing, true);
  made.toggle();
  assert.equal(made.playing, false);
});

test("play goes on from where it stands", () => {
  const made = player(7);
  made.tick(1e6 - 50);
  made.play();
  assert.equal(made.time, 7);
  made.tick(1e6);
  assert.equal(made.time, 7, "the time at rest does not count");
  made.tick(1e6 + 50);
  assert.equal(made.time, 8.5);
  made.tick(1e6);
  assert.equal(made.time, 8.5, "no clock goes backward");
});

test("a run without steps plays nothing", () => {
  const made = player(0, { end: 0, ready: 0 });
  made.play();
  made.tick(0);
  assert.deepEqual([made.time, made.playing], [0, false]);
});
