import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeFrame } from "../../../static/js/run/frames.js";

/** Writes a frame byte by byte, as docs/protocol.md describes it. */
function trajectoryBytes({ run, start, racers }) {
  const names = racers[0]?.length ?? 0;
  const counts = racers.map((columns) => columns[0]?.length ?? 0);
  const padded = Math.ceil(racers.length / 2) * 8;
  const view = new DataView(new ArrayBuffer(16 + padded + 8 * racers.flat(2).length));
  view.setUint8(0, 1);
  view.setUint8(1, names);
  view.setUint16(2, racers.length, true);
  view.setUint32(4, run, true);
  view.setUint32(8, start, true);
  for (const [r, count] of counts.entries()) view.setUint32(16 + 4 * r, count, true);
  for (const [i, value] of racers.flat(2).entries()) view.setFloat64(16 + padded + 8 * i, value, true);
  return view.buffer;
}

test("a trajectory frame preserves every bit, with racers of different lengths", () => {
  const racers = [
    [
      [0.1, -0, 1e-310],
      [Number.MAX_VALUE, Number.NaN, Infinity],
    ],
    [[], []],
    [[0.30000000000000004], [7]],
  ];
  const frame = decodeFrame(trajectoryBytes({ run: 4_000_000_000, start: 70_000, racers }));
  assert.equal(frame.kind, "trajectory");
  assert.equal(frame.run, 4_000_000_000);
  assert.equal(frame.start, 70_000);
  assert.deepEqual(
    frame.racers.map((columns) => columns.map((column) => [...column])),
    racers,
  );
});

test("an even and an odd number of racers are both aligned to 8 bytes", () => {
  for (const count of [1, 2, 3, 16]) {
    const racers = Array.from({ length: count }, (_, r) => [[r], [-r]]);
    const frame = decodeFrame(trajectoryBytes({ run: 1, start: 0, racers }));
    assert.deepEqual(
      frame.racers.map(([x, y]) => [x[0], y[0]]),
      racers.map(([x, y]) => [x[0], y[0]]),
    );
  }
});

test("a landscape frame is rows by columns", () => {
  const view = new DataView(new ArrayBuffer(16 + 8 * 6));
  view.setUint8(0, 2);
  view.setUint32(4, 9, true);
  view.setUint32(8, 2, true);
  view.setUint32(12, 3, true);
  for (let i = 0; i < 6; i += 1) view.setFloat64(16 + 8 * i, i / 3, true);
  const frame = decodeFrame(view.buffer);
  assert.deepEqual([frame.kind, frame.run, frame.rows, frame.columns], ["landscape", 9, 2, 3]);
  assert.deepEqual([...frame.z], [0, 1 / 3, 2 / 3, 1, 4 / 3, 5 / 3]);
});

test("a truncated, too long or unknown frame is rejected with a message", () => {
  const whole = trajectoryBytes({
    run: 1,
    start: 0,
    racers: [
      [
        [1, 2],
        [3, 4],
      ],
    ],
  });
  for (let length = 0; length < whole.byteLength; length += 1) {
    assert.throws(() => decodeFrame(whole.slice(0, length)), /bytes/);
  }
  const longer = new Uint8Array(whole.byteLength + 8);
  longer.set(new Uint8Array(whole));
  assert.throws(() => decodeFrame(longer.buffer), /announces/);
  const unknown = whole.slice(0);
  new Uint8Array(unknown)[0] = 77;
  assert.throws(() => decodeFrame(unknown), /kind 77/);
});
