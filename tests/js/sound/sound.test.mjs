import assert from "node:assert/strict";
import { test } from "node:test";
import { pitchOf, rangeOf } from "../../../static/js/sound/pitch.js";

const RANGE = { low: 0.01, high: 100 };

test("pitch spans three octaves from the lowest loss to the highest start", () => {
  const [low, high] = [pitchOf(0.01, RANGE, true), pitchOf(100, RANGE, true)];
  assert.ok(Math.abs(high / low - 8) < 1e-9);
  assert.equal(pitchOf(1e9, RANGE, true), high);
  assert.equal(pitchOf(0, RANGE, true), low);
});

test("equal factors, or equal differences, are equal intervals", () => {
  const ratio = (a, b, log) => pitchOf(b, RANGE, log) / pitchOf(a, RANGE, log);
  assert.ok(Math.abs(ratio(0.1, 1, true) - ratio(1, 10, true)) < 1e-9);
  assert.ok(Math.abs(ratio(10, 20, false) - ratio(70, 80, false)) < 1e-9);
});

test("a non-finite loss has no pitch, and a flat race has one", () => {
  assert.ok(Number.isNaN(pitchOf(Number.NaN, RANGE, true)));
  assert.ok(Number.isNaN(pitchOf(Number.POSITIVE_INFINITY, RANGE, false)));
  assert.ok(Number.isFinite(pitchOf(3, { low: 3, high: 3 }, true)));
  assert.ok(Number.isFinite(pitchOf(-1, { low: -2, high: 3 }, true)), "no logarithm below zero");
});

test("the range is from the lowest loss to the highest start", () => {
  assert.deepEqual(rangeOf([[4, 900, 2], [], [5, 1]]), { low: 1, high: 5 });
});
