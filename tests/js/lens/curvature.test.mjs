import assert from "node:assert/strict";
import { test } from "node:test";
import { angleOf, limitText, regimeOf } from "../../../static/js/lens/curvature-text.js";
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

test("angles, limits and regimes have text", () => {
  assert.equal(angleOf({ vector: [-1, 0.001] }), "0\u00b0");
  assert.equal(angleOf({ vector: [0.5, -0.5] }), "\u221245\u00b0");
  const told = limitText({ ...bend(200, 1), lr: 0.012, limit: 0.01 });
  assert.equal(told.share, 1.2);
  assert.match(told.text, /2\/λ₁ = 0\.01000\. η = 0\.01200 is 120 % of it: too large/);
  assert.equal(limitText({ ...bend(-1, -2), limit: null }).share, null);
  assert.match(limitText(bend(4, 1)).text, /2\/λ₁ = 0\.5000 is what .* this method scales its steps\.$/);
  const without = limitText({ ...bend(4, 1), lr: null, limit: 0.5 });
  assert.match(without.text, /this method has no learning rate\.$/);
  assert.equal(without.share, null);
  assert.equal(
    regimeOf({ regime: "under_damped", rate: 0.9487 }),
    "under-damped: swings in, \u00d70.949 a step",
  );
});
