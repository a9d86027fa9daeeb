import assert from "node:assert/strict";
import { test } from "node:test";
import { roundStep, toPosition, toValue } from "../../../static/js/experiment/scale.js";

const RANGES = [
  { scale: "linear", low: -3, high: 5 },
  { scale: "log", low: 1e-5, high: 10 },
  { scale: "log", low: 1, high: 1000 },
  { scale: "one_minus_log", low: 0, high: 0.999 },
];

for (const range of RANGES) {
  test(`${range.scale}: ends map to ends, and positions survive a round trip`, () => {
    assert.equal(toValue(0, range), range.low);
    assert.equal(toValue(1, range), range.high);
    assert.equal(toPosition(range.low, range), 0);
    assert.ok(Math.abs(toPosition(range.high, range) - 1) < 1e-12);
    for (let k = 0; k <= 100; k += 1)
      assert.ok(Math.abs(toPosition(toValue(k / 100, range), range) - k / 100) < 1e-3);
  });

  test(`${range.scale}: a thousand positions have distinct, ordered values`, () => {
    for (let k = 1; k <= 1000; k += 1)
      assert.ok(toValue(k / 1000, range) > toValue((k - 1) / 1000, range), String(k));
  });
}

test("the middle of a logarithmic slider is the geometric mean of its ends", () => {
  assert.equal(toValue(0.5, { scale: "log", low: 1e-4, high: 1 }), 0.01);
  assert.equal(toPosition(0.01, { scale: "log", low: 1e-4, high: 1 }), 0.5);
});

test("momentum: equal distances multiply 1 / (1 - beta) equally", () => {
  const range = { scale: "one_minus_log", low: 0, high: 0.999 };
  assert.equal(toValue(1 / 3, range), 0.9);
  assert.equal(toValue(2 / 3, range), 0.99);
});

test("values beyond the ends or without a logarithm map to an end", () => {
  const range = { scale: "log", low: 1e-3, high: 1 };
  assert.equal(toPosition(50, range), 1);
  assert.equal(toPosition(1e-9, range), 0);
  assert.equal(toPosition(0, range), 0);
  assert.equal(toPosition(-1, range), 0);
  assert.equal(toPosition(2, { scale: "one_minus_log", low: 0, high: 0.999 }), 0);
});

test("a linear step is 1, 2 or 5 times a power of ten and makes about two hundred", () => {
  for (const [low, high] of [
    [0, 1],
    [-2, 2],
    [0, 0.1],
    [-90, 90],
    [0, 512],
  ]) {
    const step = roundStep(low, high);
    const count = (high - low) / step;
    assert.ok(count >= 80 && count <= 201, `${low} ${high} ${step}`);
    const lead = Number(step.toExponential().split("e")[0]);
    assert.ok([1, 2, 5].includes(lead), String(step));
  }
});
