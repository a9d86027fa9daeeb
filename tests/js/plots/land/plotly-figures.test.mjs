import assert from "node:assert/strict";
import { test } from "node:test";
import { HeightField } from "../../../../static/js/plots/land/height-field.js";
import { basePlaneHeight, mapFigure, sceneFigure } from "../../../../static/js/plots/land/plotly-figures.js";
import { near, themeOf } from "../canvas-stand-in.mjs";

const LEVELS = { start: -40, end: 60, size: 4, every: 5 };
const THEME = themeOf();
const height = (x, y) => 6 * x - 3 * y;
/** The land from -2 to 4 by 10 to 13, on a grid of 7 by 4. */
const X = Float64Array.from({ length: 7 }, (_, k) => k - 2);
const Y = Float64Array.from({ length: 4 }, (_, k) => 10 + k);
const Z = Float64Array.from({ length: 28 }, (_, k) => height(X[k % 7], Y[Math.floor(k / 7)]));
const FIELD = new HeightField({ x: X, y: Y, z: Z, logScale: false });

function assertGrid({ x, y, z }) {
  assert.deepEqual([x.length, y.length, z.length, z[0].length], [121, 121, 121, 121]);
  assert.ok(near([x[0], x[120], y[0], y[120]], [-2, 4, 10, 13]));
  for (let k = 0; k < 20; k += 1) {
    const [i, j] = [(37 * k) % 121, (53 * k) % 121];
    assert.ok(near([x[j], y[i]], [-2 + j / 20, 10 + i / 40]));
    assert.ok(near([z[i][j]], [height(-2 + j / 20, 10 + i / 40)]), `${i}, ${j}`);
  }
}

test("the scene's surface has each height at its place", () => {
  const { traces, layout } = sceneFigure(FIELD, THEME, LEVELS, [1, 0.6, 0.4]);
  const [surface] = traces;
  assertGrid(surface);
  const [low, high] = [height(-2, 13), height(4, 10)];
  assert.ok(near([surface.cmin, surface.cmax], [low, high]));
  assert.deepEqual(
    surface.colorscale,
    Array.from({ length: 8 }, (_, k) => [k / 7, `land ${k}`]),
  );
  const { x, y, z } = surface.lightposition;
  assert.ok(x < 0 && y > 0 && z > 0, "light from the upper left");
  const { z: lines } = surface.contours;
  assert.deepEqual([lines.start, lines.size, lines.color], [-40, 4, "lineSolid"]);
  const { xaxis, yaxis, zaxis, aspectratio } = layout.scene;
  assert.deepEqual(
    [xaxis.range, yaxis.range],
    [
      [-2, 4],
      [10, 13],
    ],
  );
  assert.ok(near(zaxis.range, [low - 0.1 * (high - low), high]));
  assert.ok(near([basePlaneHeight(FIELD)], [low - 0.1 * (high - low)]));
  assert.ok(near([aspectratio.x, aspectratio.y, aspectratio.z], [1, 0.6, 0.4]));
});

test("the map's lines have each height at its place", () => {
  const { traces, layout } = mapFigure(FIELD, THEME, LEVELS);
  for (const trace of traces) assertGrid(trace);
  const [fine, strong] = traces.map(({ contours, line }) => [contours.start, contours.size, line.color]);
  assert.deepEqual(fine, [-40, 4, "line"]);
  assert.deepEqual(strong, [-40, 20, "lineStrong"]);
  assert.deepEqual(
    [layout.xaxis.range, layout.yaxis.range],
    [
      [-2, 4],
      [10, 13],
    ],
  );
  const [image] = layout.images;
  const { x, y, sizex, sizey, xref, yref, sizing, layer } = image;
  assert.deepEqual([x, y, sizex, sizey, xref, yref], [-2, 13, 6, 3, "x", "y"], "its upper left corner");
  assert.deepEqual([sizing, layer], ["stretch", "below"]);
  assert.equal(image.source.image.width, 242, "the relief");
});

/** The same land without values to the right of x = 1.5. */
const HALF = new HeightField({
  x: X,
  y: Y,
  z: Z.map((loss, k) => (k % 7 > 3 ? Number.NaN : loss)),
  logScale: false,
});

test("the scene's surface has holes", () => {
  const [surface] = sceneFigure(HALF, THEME, LEVELS, [1, 1, 0.5]).traces;
  assert.equal(surface.opacity, 1);
  for (const [i, row] of surface.z.entries())
    for (const [j, z] of row.entries()) {
      const [x, y] = [-2 + j / 20, 10 + i / 40];
      if (Math.abs(x - 1.5) < 0.1) continue;
      assert.equal(Number.isFinite(z), x < 1.5, `${x}, ${y}`);
      if (x < 0) assert.ok(near([z], [height(x, y)]));
    }
});

test("contour lines go on under the hatching", () => {
  for (const { z } of mapFigure(HALF, THEME, LEVELS).traces)
    assert.ok(z.every((row) => row.every(Number.isFinite)));
});

test("a land without values is invisible", () => {
  const none = new HeightField({ x: X, y: Y, z: Z.map(() => Number.NaN), logScale: false });
  const [surface] = sceneFigure(none, THEME, LEVELS, [1, 1, 0.5]).traces;
  assert.deepEqual([surface.opacity, surface.contours.z.show], [0, false]);
  assert.ok(surface.z.every((row) => row.every(Number.isFinite)));
});
