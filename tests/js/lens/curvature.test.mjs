import assert from "node:assert/strict";
import { test } from "node:test";
import {
  angleOf,
  headText,
  limitText,
  noiseText,
  regimeOf,
  rowsOf,
} from "../../../static/js/lens/curvature-text.js";
import { ellipse, levelLines } from "../../../static/js/lens/level-curves.js";

const c = Math.cos(0.5);
const s = Math.sin(0.5);
/** @param {number} first @param {number} second */
const bend = (first, second) => ({
  x: 1.3,
  y: -0.4,
  stationary: [0.2, 0.1],
  lr: 0.01,
  limit: null,
  directions: [
    { curvature: first, vector: [c, s], regime: null, rate: null },
    { curvature: second, vector: [-s, c], regime: null, rate: null },
  ],
});

for (const [first, second] of [
  [8, 0.5],
  [-1, -3],
  [4, -2],
  [2, -9],
]) {
  test(`a level curve of curvatures ${first} and ${second} is level and passes through the point`, () => {
    const given = bend(first, second);
    /** @param {number} x @param {number} y */
    const height = (x, y) => {
      const [dx, dy] = [x - 0.2, y - 0.1];
      return first * (c * dx + s * dy) ** 2 + second * (-s * dx + c * dy) ** 2;
    };
    const lines = levelLines(given);
    const level = height(1.3, -0.4);
    for (const [x, y] of lines.flat()) assert.ok(Math.abs(height(x, y) - level) < 1e-9 * Math.abs(level));
    const near = Math.min(...lines.flat().map(([x, y]) => Math.hypot(x - 1.3, y + 0.4)));
    assert.ok(near < 0.12, String(near));
  });
}

test("a valley floor has no level curve", () => {
  // Along the second direction there is no curvature, so that the level never closes.
  assert.deepEqual(levelLines(bend(1, 0)), []);
  assert.deepEqual(levelLines({ ...bend(1, 2), x: 0.2, y: 0.1 }), [], "nor the center itself");
});

test("a quadratic without a center has no level curve", () => {
  assert.deepEqual(levelLines({ ...bend(1, 0), stationary: null }), []);
});

test("an ellipse touches the ends of its half axes", () => {
  const line = ellipse(
    [1, 2],
    [
      [0.5, 0],
      [0, 0.25],
    ],
  );
  assert.deepEqual(line[0], [1.5, 2]);
  assert.ok(Math.abs(line[24][1] - 2.25) < 1e-12);
});

test("rows have whole space first, then the plane", () => {
  const direction = (curvature, share) => ({ curvature, vector: [1, 1], share, regime: "zigzag", rate: 0.5 });
  const directions = [direction(8, 1), direction(0.5, 1)];
  const own = "zigzags in, \u00d70.500 a step";
  assert.deepEqual(rowsOf({ directions, space: null }), [
    ["λ₁", "8.000", "45°", own],
    ["λ₂", "0.5000", "45°", own],
  ]);
  const space = { directions: [direction(20, 0.25), direction(9, 0.5), direction(-3, 0.01)], slope: 7 };
  assert.deepEqual(rowsOf({ directions, space }), [
    ["λ₁ of all weights", "20.00", "25 % in the plane", own],
    ["λ₂ of all weights", "9.000", "50 % in the plane", own],
    ["Lowest of all weights", "\u22123.000", "1 % in the plane", own],
    ["Steepest in the plane", "8.000", "45°", own],
    ["Across it", "0.5000", "45°", own],
  ]);
  const facts = { x: 1, y: -2, loss: 3, gradient: [3, 4], sentence: "A valley." };
  assert.equal(
    headText({ ...facts, space: null }),
    "(1.000, \u22122.000): loss 3.000, slope 5.000. A valley.",
  );
  assert.match(headText({ ...facts, space }), /slope 7\.000/);
  assert.equal(noiseText({ noise: null }), "");
  assert.match(noiseText({ noise: { share: 0.393 } }), /for 39 of 100 steps/);
});

test("an angle is that of a line, which has no ends", () => {
  for (let degrees = -179; degrees <= 180; degrees += 1) {
    const turn = (degrees * Math.PI) / 180;
    const line = [-180, 0, 180].map((more) => degrees + more).find((one) => one > -90 && one <= 90);
    const told = angleOf({ vector: [Math.cos(turn), Math.sin(turn)] }).replace("\u2212", "-");
    assert.equal(Math.abs(Number.parseInt(told, 10) - line) % 180, 0, `${degrees}`);
    if (line !== 90) assert.equal(told, `${line}\u00b0`);
  }
});

test("a rate is stable below its limit, not at it", () => {
  for (const [lr, verdict] of [
    [0.249, /stable\.$/],
    [0.25, /100 % of it: too large/],
    [0.3, /120 % of it: too large/],
  ])
    assert.match(limitText({ ...bend(8, 1), lr, limit: 0.25 }).text, verdict);
});

test("the limit is that of all weights, not of the plane", () => {
  const space = { directions: [{ curvature: 20 }, { curvature: 10 }, { curvature: -1 }] };
  const { text, share } = limitText({ ...bend(8, 1), space, lr: 0.05, limit: 0.1 });
  assert.deepEqual(
    [text.includes("= 0.1000"), text.includes("with this momentum"), share],
    [true, false, 0.5],
  );
  const flat = { directions: [{ curvature: -0.5 }] };
  assert.equal(limitText({ ...bend(8, 1), space: flat, limit: null }).share, null);
});

test("angles, limits and regimes have text", () => {
  assert.equal(angleOf({ vector: [-1, 0.001] }), "0\u00b0");
  assert.equal(angleOf({ vector: [0.5, -0.5] }), "\u221245\u00b0");
  const told = limitText({ ...bend(200, 1), lr: 0.012, limit: 0.01 });
  assert.equal(told.share, 1.2);
  assert.match(told.text, /2\/λ₁ = 0\.01000\. η = 0\.01200 is 120 % of it: too large/);
  assert.equal(limitText({ ...bend(-1, -2), limit: null }).share, null);
  assert.match(
    limitText(bend(4, 1)).text,
    /^Here 2\/λ₁ = 0\.5000 is what .* this method scales its steps\.$/,
  );
  assert.match(
    limitText({ ...bend(0, 0), kind: "kink", lr: 0.1, limit: null }).text,
    /^At a kink there is no/,
  );
  const without = limitText({ ...bend(4, 1), lr: null, limit: 0.5 });
  assert.match(without.text, /this method has no learning rate\.$/);
  assert.equal(without.share, null);
  assert.equal(
    regimeOf({ regime: "under_damped", rate: 0.9487 }),
    "under-damped: swings in, \u00d70.949 a step",
  );
});
