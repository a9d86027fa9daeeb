import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import {
  formatBrief,
  formatExact,
  formatMeasured,
  parameterLabel,
  regimeLabel,
} from "../../../static/js/experiment/format.js";

test("measured numbers are short, with powers of ten if tiny or huge", () => {
  /** @type {[number, string][]} */
  const cases = [
    [0, "0"],
    [1, "1.000"],
    [24.2, "24.20"],
    [0.17071, "0.1707"],
    [0.0017071, "0.001707"],
    [0.00000017, "1.70e\u22127"],
    [12345.678, "12346"],
    [1.5e-7, "1.50e\u22127"],
    [2.5e9, "2.50e9"],
    [-0.5, "\u22120.5000"],
    [Number.NaN, "\u2013"],
    [Number.POSITIVE_INFINITY, "\u221e"],
  ];
  for (const [value, text] of cases) assert.equal(formatMeasured(value), text);
});

test("no measured number below a hundred thousand takes more than eight characters", () => {
  for (let power = -300; power < 300; power += 1)
    for (const lead of [1, 2.5, 9.99999])
      assert.ok(formatMeasured(lead * 10 ** power, 3).length <= 8, String(lead * 10 ** power));
});

test("settings parse back to the same number", () => {
  for (const value of [0.1, 1e-8, 0.1 + 0.2, 5e-324, 12345.6789])
    assert.equal(Number(formatExact(value)), value);
});

test("names have labels", () => {
  assert.equal(parameterLabel("lr"), "Learning rate");
  assert.equal(parameterLabel("weight_decay"), "Weight decay");
  assert.equal(regimeLabel("global_minimum"), "global minimum");
  assert.equal(regimeLabel(undefined), "");
});

test("a mark has three significant digits", () => {
  assert.equal(formatBrief(0.0037939), "0.00379");
  assert.equal(formatBrief(-1234.5), "\u22121230");
  assert.equal(formatBrief(2), "2");
});

test("a number that rounds up keeps its digits", () => {
  for (const [value, digits, text] of [
    [9.99996, 4, "10.00"],
    [0.99996, 4, "1.000"],
    [0.0099999, 4, "0.01000"],
    [999.96, 4, "1000"],
    [99.96, 3, "100"],
    [-9.9996, 4, "\u221210.00"],
    [9.9994, 4, "9.999"],
    [99_940, 4, "99940"],
    [99_999.6, 4, "1.00e5"],
    [0.00099999, 4, "0.001000"],
    [0.00099944, 4, "9.99e\u22124"],
    [1e5, 4, "1.00e5"],
    [1e-3, 4, "0.001000"],
  ])
    assert.equal(formatMeasured(value, digits), text);
});

test("a brief number is exact within three digits", () => {
  for (const [value, text] of [
    [0.0009996, "0.001"],
    [1234567, "1230000"],
    [1e21, "1e+21"],
    [-1e-7, "\u22121e\u22127"],
    [0, "0"],
  ])
    assert.equal(formatBrief(value), text);
});
