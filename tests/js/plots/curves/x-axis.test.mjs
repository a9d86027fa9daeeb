import assert from "node:assert/strict";
import test from "node:test";
import { along } from "../../../../static/js/plots/curves/x-axis.js";
import { Track } from "../../../../static/js/run/track.js";

/** @param {number[]} evaluations @param {number[]} examples */
function track(evaluations, examples) {
  const made = new Track(["evaluations", "examples"]);
  made.append([evaluations, examples]);
  return made;
}

test("a path can be laid along steps, gradients, examples and time", () => {
  const path = track([0, 3, 4], [0, 96, 128]);
  assert.deepEqual([...(along("steps", path, null) ?? [])], [0, 1, 2]);
  assert.deepEqual([...(along("gradients", path, null) ?? [])], [0, 3, 4]);
  assert.deepEqual([...(along("examples", path, null) ?? [])], [0, 96, 128]);
  assert.deepEqual([...(along("time", path, 0.5) ?? [])], [0, 1500, 2000]);
});

test("what is not known, or has no meaning, is not drawn", () => {
  assert.equal(along("time", track([0, 1], [0, 0]), null), null);
  assert.equal(along("time", track([0, 1], [0, 0]), undefined), null);
  assert.equal(along("examples", track([0, 1], [0, 0]), null), null);
});
