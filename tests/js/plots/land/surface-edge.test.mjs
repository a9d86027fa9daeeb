import assert from "node:assert/strict";
import { test } from "node:test";
import { HeightField } from "../../../../static/js/plots/land/height-field.js";
import { drawSurfaceEdge } from "../../../../static/js/plots/land/surface-edge.js";
import { drawnIn, near, placesOf, recordingContext, themeOf } from "../canvas-stand-in.mjs";

const X = Float64Array.from([0, 1, 2]);
const FIELD = new HeightField({
  x: X,
  y: X,
  z: Float64Array.from({ length: 9 }, (_, k) => 1 + (k % 3) + 0.5 * Math.floor(k / 3)),
  logScale: false,
});
const height = (x, y) => 1 + x + 0.5 * y;

/** A slanted parallel view: x and y across, height up. */
const at = (x, y, h) => [100 * x + 30 * y, 400 - 50 * h - 10 * y];
const projection = {
  eyeData: [1, -9, 4],
  project(x, y, h, out, k) {
    [out[k], out[k + 1]] = at(x, y, h);
    return 1;
  },
};

test("the wall hangs from the near edge to the floor", () => {
  const { context } = recordingContext();
  drawSurfaceEdge(context, FIELD, -1, projection, themeOf());
  const walls = drawnIn(context.drawn, "fill", "plate");
  assert.equal(walls.length, 1, "one side faces the eye");
  const edge = Array.from({ length: 61 }, (_, k) => at(k / 30, 0, height(k / 30, 0))).flat();
  assert.ok(near(placesOf(walls[0]), [...edge, ...at(2, 0, -1), ...at(0, 0, -1)]));
  assert.equal(walls[0].opacity, 0.5);
});

test("all four edges are lines on the land", () => {
  const { context } = recordingContext();
  drawSurfaceEdge(context, FIELD, -1, { ...projection, eyeData: [1, -9, 40] }, themeOf());
  const lines = drawnIn(context.drawn, "stroke", "rim").map(placesOf);
  const ends = [
    [0, 0, 0, 2],
    [2, 0, 2, 2],
    [0, 0, 2, 0],
    [0, 2, 2, 2],
  ];
  for (const [k, [x0, y0, x1, y1]] of ends.entries()) {
    assert.equal(lines[k].length, 122);
    assert.ok(near(lines[k].slice(0, 2), at(x0, y0, height(x0, y0))));
    assert.ok(near(lines[k].slice(-2), at(x1, y1, height(x1, y1))));
  }
});

test("an edge behind a ridge is not drawn", () => {
  const line = Float64Array.from({ length: 41 }, (_, k) => k / 20);
  const z = Float64Array.from(
    { length: 1681 },
    (_, k) => 5 * Math.exp(-(((Math.floor(k / 41) / 20 - 1) / 0.2) ** 2)),
  );
  const ridge = new HeightField({ x: line, y: line, z, logScale: false });
  const { context } = recordingContext();
  drawSurfaceEdge(context, ridge, -1, projection, themeOf());
  const back = drawnIn(context.drawn, "stroke", "rim")[3];
  assert.ok(back.commands.length < 10, "the far edge");
});
