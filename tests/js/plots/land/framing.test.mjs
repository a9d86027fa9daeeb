import assert from "node:assert/strict";
import { test } from "node:test";
import { placeCamera } from "../../../../static/js/plots/land/camera.js";
import { HeightField } from "../../../../static/js/plots/land/height-field.js";
import { bestFraming, inBox, pointsOf } from "../../../../static/js/plots/land/viewpoint.js";
import { pixelOf } from "../camera-stand-in.mjs";

const SIDE = 61;

/** A land over a domain around (0, 0). */
function landOf(loss, [width, depth], logScale = false) {
  const line = (length) => Float64Array.from({ length: SIDE }, (_, k) => length * (k / (SIDE - 1) - 0.5));
  const [x, y] = [line(width), line(depth)];
  const z = Float64Array.from({ length: SIDE * SIDE }, (_, k) => loss(x[k % SIDE], y[Math.floor(k / SIDE)]));
  return new HeightField({ x, y, z, logScale });
}

const bowl = (x, y) => x * x + y * y;
const ravine = (x, y) => x * x + 100 * y * y + 1e-3;
const rosenbrock = (x, y) => (1 - x) ** 2 + 100 * (y + 1 - x * x) ** 2;
const slope = (x, y) => x + 0.3 * y;
const waves = (x, y) => Math.sin(3 * x) * Math.cos(2 * y);
const LANDS = {
  bowl: [bowl],
  ravine: [ravine, true],
  rosenbrock: [rosenbrock, true],
  slope: [slope],
  waves: [waves],
};

/** Shares of a picture of that aspect, across and up, that a land's bounding rectangle covers. */
function covered(field, aspect) {
  const { pose, box } = bestFraming(field, aspect);
  const camera = placeCamera(pose, inBox(pointsOf(field), box), aspect);
  const floor = field.low - 0.1 * (field.high - field.low);
  const data = [
    [field.x0, field.x1],
    [field.y0, field.y1],
    [floor, field.high],
  ];
  const size = [1000 * aspect, 1000];
  const pixels = [];
  for (let i = 0; i <= 40; i += 1)
    for (let j = 0; j <= 40; j += 1) {
      const [x, y] = [field.x0 + (field.width * i) / 40, field.y0 + (field.depth * j) / 40];
      pixels.push(pixelOf([x, y, field.height(x, y)], camera, size, box, data));
    }
  return [0, 1].map((axis) => {
    const places = pixels.map((pixel) => pixel[axis] / size[axis]);
    assert.ok(Math.min(...places) > -0.01 && Math.max(...places) < 1.01, "all of it is seen");
    return Math.max(...places) - Math.min(...places);
  });
}

for (const [name, [loss, log]] of Object.entries(LANDS))
  for (const aspect of [0.8, 1, 1.18, 1.46, 2.08, 2.3])
    test(`${name} fills a frame of ${aspect}`, () => {
      for (const proportions of [
        [4, 4],
        [4, 3],
        [3, 4],
      ]) {
        const [across, up] = covered(landOf(loss, proportions, log), aspect);
        assert.ok(across >= 0.88 && up >= 0.88, `${proportions}: ${across.toFixed(3)} x ${up.toFixed(3)}`);
      }
    });
