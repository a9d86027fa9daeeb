import assert from "node:assert/strict";
import { test } from "node:test";
import { cornersOf, PRESETS, placeCamera } from "../../../../static/js/plots/land/camera.js";
import { HeightField } from "../../../../static/js/plots/land/height-field.js";
import { isolines } from "../../../../static/js/plots/land/isolines.js";

const plane = (x, y) => 3 * x - 2 * y + 1;
/** From -1 to 5 by 10 to 12, on grids that differ. */
const X = Float64Array.from({ length: 7 }, (_, k) => k - 1);
const Y = Float64Array.from({ length: 5 }, (_, k) => 10 + k / 2);
const fieldOf = (f, extra = {}) => {
  const z = Float64Array.from({ length: 35 }, (_, k) => f(X[k % 7], Y[Math.floor(k / 7)]));
  return new HeightField({ x: X, y: Y, z, logScale: false, ...extra });
};

test("twenty heights of a grid with fewer rows than columns", () => {
  const field = fieldOf(plane);
  for (let k = 0; k < 20; k += 1) {
    const [x, y] = [-1 + ((7 * k) % 20) * 0.3, 10 + ((3 * k) % 20) * 0.1];
    assert.ok(Math.abs(field.height(x, y) - plane(x, y)) < 1e-9, `${x}, ${y}`);
    assert.ok(Math.abs(field.loss(x, y) - plane(x, y)) < 1e-9);
  }
  assert.ok(Number.isNaN(field.loss(5.1, 11)));
  assert.deepEqual([field.width, field.depth], [6, 2]);
  assert.deepEqual([field.share(field.low), field.share(field.high)], [0, 1]);
  assert.deepEqual([field.low, field.high], [plane(-1, 12), plane(5, 10)]);
});

test("every grid point finds itself", () => {
  const field = fieldOf((x, y) => 100 * x + y);
  for (const x of X)
    for (const y of Y) assert.deepEqual(field.nearest(x + 0.3, y - 0.2), { x, y, loss: 100 * x + y });
  assert.deepEqual(field.nearest(-9, 99), { x: -1, y: 12, loss: -88 });
});

test("axes have the plane's names", () => {
  assert.deepEqual(fieldOf(plane).axes, ["x", "y"]);
  assert.deepEqual(fieldOf(plane, { exact: false }).axes, ["a", "b"]);
  assert.deepEqual(fieldOf(plane, { axes: ["w", "b"] }).axes, ["w", "b"]);
});

test("a known minimum below the grid deepens the lowest tint", () => {
  assert.equal(fieldOf(plane, { minima: [[0, 11, -50]] }).low, -50);
});

test("lines of a plane are its levels, every third strong", () => {
  const { fine, strong } = isolines(fieldOf(plane), { start: -30, end: 30, size: 2, every: 3 }, 4);
  const found = (lines) => {
    const levels = new Set();
    for (let k = 0; k < lines.length; k += 2) {
      const height = plane(lines[k], lines[k + 1]);
      assert.ok(Math.abs(height / 2 - Math.round(height / 2)) < 1e-5, `${height}`);
      levels.add(2 * Math.round(height / 2));
    }
    return [...levels].sort((a, b) => a - b);
  };
  assert.deepEqual(found(strong), [-24, -18, -12, -6]);
  assert.deepEqual(found(fine), [-22, -20, -16, -14, -10, -8, -4]);
});

test("presets look from where they say", () => {
  const eye = (name) => {
    const { eye: at, center } = placeCamera(PRESETS[name], cornersOf([1, 1, 0.5]), 1);
    return at.map((value, k) => value - center[k]);
  };
  const [front, side, above, oblique] = ["front", "side", "above", "oblique"].map(eye);
  assert.ok(Math.abs(front[0]) < 1e-9 && front[1] < 0, "y runs away from the eye");
  assert.ok(side[0] > 0 && Math.abs(side[1]) < 1e-9);
  assert.ok(above[2] > 50 * Math.hypot(above[0], above[1]) && above[1] < 0);
  assert.ok(oblique[0] > 0 && oblique[1] < 0 && oblique[2] > 0);
  const near = placeCamera({ ...PRESETS.front, zoom: 2 }, cornersOf([1, 1, 0.5]), 1);
  assert.ok(Math.abs((near.eye[1] - near.center[1]) / front[1] - 0.5) < 1e-9, "zoom 2 is twice as near");
});
