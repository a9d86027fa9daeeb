import assert from "node:assert/strict";
import test from "node:test";
import { axisValues } from "../../../../static/js/plots/curves/x-axis.js";
import { Track } from "../../../../static/js/run/track.js";

/** @param {number[]} evaluations @param {number[]} examples */
function track(evaluations, examples) {
  const made = new Track(["evaluations", "examples"]);
  made.append([evaluations, examples]);
  return made;
}

test("a path has positions by steps, gradients, examples and time", () => {
  const path = track([0, 3, 4], [0, 96, 128]);
  assert.deepEqual([...(axisValues("steps", path, null) ?? [])], [0, 1, 2]);
  assert.deepEqual([...(axisValues("gradients", path, null) ?? [])], [0, 3, 4]);
  assert.deepEqual([...(axisValues("examples", path, null) ?? [])], [0, 96, 128]);
  assert.deepEqual([...(axisValues("time", path, 0.5) ?? [])], [0, 1500, 2000]);
});

test("unknown or undefined axis values are null", () => {
  assert.equal(axisValues("time", track([0, 1], [0, 0]), null), null);
  assert.equal(axisValues("time", track([0, 1], [0, 0]), undefined), null);
  assert.equal(axisValues("examples", track([0, 1], [0, 0]), null), null);
  assert.deepEqual(
    [...(axisValues("examples", track([0], [0]), null) ?? [])],
    [0],
    "the start alone may be there",
  );
});
