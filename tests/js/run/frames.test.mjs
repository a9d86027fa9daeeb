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

/** A frame of marks, byte by byte: two places and an ellipse at one point, nothing, then an arrow. */
function marksBytes() {
  const values = [1, 2, 3, -0, 1e-310, Number.NaN, 5, 6, 7, 8, 9, 0.1, 0.2, 0.3, 0.4];
  const view = new DataView(new ArrayBuffer(16 + 3 * 16 + 8 * values.length));
  view.setUint8(0, 4);
  view.setUint16(2, 15, true);
  view.setUint32(4, 4_000_000_000, true);
  view.setUint32(8, 70_000, true);
  view.setUint32(12, 3, true);
  for (const [k, count] of [2, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0].entries())
    view.setUint32(16 + 4 * k, count, true);
  for (const [k, value] of values.entries()) view.setFloat64(64 + 8 * k, value, true);
  return view.buffer;
}

test("a frame of marks has each point's own", () => {
  const frame = decodeFrame(marksBytes());
  assert.deepEqual([frame.kind, frame.run, frame.racer, frame.start], ["marks", 4_000_000_000, 15, 70_000]);
  assert.deepEqual(
    frame.marks.map(({ points, arrows, ellipse }) => [[...points], [...arrows], ellipse && [...ellipse]]),
    [
      [[1, 2, 3, -0, 1e-310, Number.NaN], [], [5, 6, 7, 8, 9]],
      [[], [], null],
      [[], [0.1, 0.2, 0.3, 0.4], null],
    ],
  );
});

test("a frame of an unknown kind is skipped", () => {
  for (const kind of [0, 5, 77, 255]) {
    const unknown = marksBytes();
    new Uint8Array(unknown)[0] = kind;
    assert.equal(decodeFrame(unknown), null);
    assert.equal(decodeFrame(unknown.slice(0, 16)), null);
  }
});

test("truncated or too long frames are rejected", () => {
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
  for (const frame of [whole, marksBytes()]) {
    for (let length = 0; length < frame.byteLength; length += 1) {
      assert.throws(() => decodeFrame(frame.slice(0, length)), RangeError, `${length} bytes`);
    }
    const longer = new Uint8Array(frame.byteLength + 8);
    longer.set(new Uint8Array(frame));
    assert.throws(() => decodeFrame(longer.buffer), /announces/);
  }
});

test("a frame of a map has each cell's columns", () => {
  for (const count of [1, 2, 3]) {
    const first = 16 + 8 * Math.ceil(count / 2);
    const view = new DataView(new ArrayBuffer(first + 2 * 8 * count));
    view.setUint8(0, 3);
    view.setUint8(1, 2);
    for (const [k, value] of [7, count, 5].entries()) view.setUint32(4 + 4 * k, value, true);
    for (let k = 0; k < count; k += 1) view.setUint32(16 + 4 * k, 100 + k, true);
    for (let k = 0; k < 2 * count; k += 1) view.setFloat64(first + 8 * k, k / 3, true);
    const { kind, run, part, cells, columns } = decodeFrame(view.buffer);
    assert.deepEqual([kind, run, part], ["map", 7, 5]);
    assert.deepEqual(
      [...cells],
      Array.from({ length: count }, (_, k) => 100 + k),
    );
    assert.deepEqual([...columns[0], ...columns[1]].length, 2 * count);
    assert.deepEqual([columns[0][0], columns[1][0]], [0, count / 3]);
    assert.throws(() => decodeFrame(view.buffer.slice(0, -8)), /announces/);
  }
});
