import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { decodePayload } from "../../../static/js/offline/payload.js";

/** Header, counts (u32) and values (float64) of a frame, deflated, as an offline file has them. */
function frame([kind, columns, racers], numbers, counts, values) {
  const view = new DataView(new ArrayBuffer(16 + 4 * counts.length + 8 * values.length));
  view.setUint8(0, kind);
  view.setUint8(1, columns);
  view.setUint16(2, racers, true);
  for (const [k, number] of [0, ...numbers, ...counts].entries()) view.setUint32(4 + 4 * k, number, true);
  for (const [k, value] of values.entries()) view.setFloat64(16 + 4 * counts.length + 8 * k, value, true);
  return deflateRawSync(new Uint8Array(view.buffer)).toString("base64");
}

const RECORD = {
  landscape: { x: [0, 1], y: [0, 1] },
  columns: ["x", "y"],
  heights: frame([2, 0, 0], [2, 2], [], [1, 2, 3, 4]),
  points: frame([1, 2, 2], [0, 0], [3, 1], [0, 1, 2, 10, 11, 12, 5, 6]),
};

test("a file without marks opens", async () => {
  const { tracks, landscape } = await decodePayload(RECORD);
  assert.deepEqual([...landscape.z], [1, 2, 3, 4]);
  assert.deepEqual([...tracks[0].column("y")], [10, 11, 12]);
  assert.deepEqual([...tracks[1].column("x")], [5]);
  assert.deepEqual(
    tracks.map(({ marks }) => marks),
    [[], []],
  );
});

test("a file's marks belong to their racers", async () => {
  const marks = [frame([4, 0, 1], [0, 1], [1, 0, 0, 0], [7, 8, 9])];
  const { tracks } = await decodePayload({ ...RECORD, marks });
  assert.deepEqual(tracks[0].marks, []);
  assert.deepEqual([...tracks[1].marks[0].points], [7, 8, 9]);
});
