import assert from "node:assert/strict";
import { test } from "node:test";
import { MARKERS } from "../../../../static/js/experiment/racers.js";
import {
  drawEnd,
  drawMinimum,
  drawStart,
  markerPath,
  textHaloed,
} from "../../../../static/js/plots/canvas/markers.js";
import { near, placesOf, recordingContext, themeOf } from "../canvas-stand-in.mjs";

const THEME = themeOf();

/** Corners of a marker around the origin, up positive. */
function corners(marker, radius = 10) {
  const path = new Path2D();
  markerPath(path, marker, 300, 200, radius);
  const places = placesOf(path);
  return Array.from({ length: places.length / 2 }, (_, k) => [places[2 * k] - 300, 200 - places[2 * k + 1]]);
}

const extent = (points, axis) => [Math.min, Math.max].map((f) => f(...points.map((point) => point[axis])));
const mean = (points, axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;

test("every marker has its shape", () => {
  const counts = Object.fromEntries(MARKERS.map((marker) => [marker, corners(marker).length]));
  const expected = { square: 4, triangle: 3, diamond: 4, plus: 12, star: 10, hexagon: 6, cross: 12 };
  assert.deepEqual(counts, { circle: 2, ...expected });
  for (const marker of Object.keys(expected))
    assert.ok(Math.abs(mean(corners(marker), 0)) < 1e-9, `${marker} is centered`);
  for (const marker of ["square", "diamond", "plus", "star", "hexagon", "cross"])
    assert.ok(Math.abs(mean(corners(marker), 1)) < 1e-9, marker);
});

test("squares stand flat, diamonds on a corner", () => {
  const half = 11.8 / Math.SQRT2;
  for (const [x, y] of corners("square")) assert.ok(near([Math.abs(x), Math.abs(y)], [half, half]));
  for (const [x, y] of corners("diamond")) assert.ok(near([Math.abs(x) + Math.abs(y)], [11.8]));
});

test("triangles and stars point up", () => {
  const triangle = corners("triangle");
  const tops = triangle.filter(([, y]) => y > 0);
  assert.equal(tops.length, 1);
  assert.ok(Math.abs(tops[0][0]) < 1e-9);
  const star = corners("star");
  assert.ok(
    near(
      star.reduce((a, b) => (b[1] > a[1] ? b : a)),
      [0, 13],
    ),
  );
  assert.ok(near(extent(star, 1), [-13 * Math.cos(Math.PI / 5), 13]));
});

test("a cross is a plus turned by 45 degrees", () => {
  assert.ok(
    near(extent(corners("plus"), 0), [-11.2, 11.2]) && near(extent(corners("plus"), 1), [-11.2, 11.2]),
  );
  const turn = ([x, y]) => [(x + y) / Math.SQRT2, (y - x) / Math.SQRT2];
  for (const [k, corner] of corners("cross").entries())
    assert.ok(
      near(corner, turn(corners("plus")[k])) || near(turn(corner), corners("plus")[k]),
      `corner ${k}`,
    );
  const arm = 0.36 * 11.2;
  assert.ok(corners("plus").every((point) => point.some((value) => Math.abs(Math.abs(value) - arm) < 1e-9)));
});

test("anything else is a circle", () => {
  const path = new Path2D();
  markerPath(path, "blob", 30, 20, 5);
  assert.deepEqual(path.commands[1], ["arc", 30, 20, 5, 0, 2 * Math.PI]);
});

test("only the lowest minimum has a flag", () => {
  const drawn = (lowest) => {
    const { context } = recordingContext();
    drawMinimum(context, 50, 80, THEME, lowest);
    return context.drawn;
  };
  const flag = drawn(true);
  const [halo, pole] = flag.filter(({ kind }) => kind === "stroke");
  assert.deepEqual(placesOf(pole), [50, 80, 50, 63], "it stands on the place");
  assert.deepEqual([halo.color, pole.color], ["halo", "text"]);
  const [cloth, foot] = flag.filter(({ kind }) => kind === "fill");
  assert.deepEqual(placesOf(cloth), [50, 63, 61, 66.8, 50, 70.6]);
  assert.deepEqual(foot.commands[0].slice(1, 3), [50, 80]);
  const cross = drawn(false);
  assert.ok(cross.every(({ kind }) => kind === "stroke"));
  assert.deepEqual(placesOf(cross[1]), [46.5, 76.5, 53.5, 83.5, 53.5, 76.5, 46.5, 83.5]);
});

test("a grasped start ring is larger", () => {
  const rings = [false, true].map((grasped) => {
    const { strokes, context } = recordingContext();
    drawStart(context, 12, 34, THEME, grasped);
    assert.equal(strokes[3].commands.length, 8, "four ticks around it");
    return strokes[1];
  });
  assert.deepEqual(rings[0].commands[0].slice(1, 4), [12, 34, 6.5]);
  assert.deepEqual(rings[1].commands[0].slice(1, 4), [12, 34, 9]);
  assert.equal(rings[0].color, "text");
});

test("the end is a cross in the racer's color", () => {
  const { strokes, context } = recordingContext();
  drawEnd(context, 20, 30, "red", THEME);
  assert.deepEqual(
    strokes.map(({ color }) => color),
    ["background", "red"],
  );
  assert.deepEqual(placesOf(strokes[1]), [14, 24, 26, 36, 26, 24, 14, 36]);
});

test("text lies above its halo", () => {
  const { context } = recordingContext();
  textHaloed(context, "A", 5, 6, "red", "pale");
  assert.deepEqual(
    context.drawn.map(({ kind, text, x, y, color }) => [kind, text, x, y, color]),
    [
      ["halo", "A", 5, 6, "pale"],
      ["text", "A", 5, 6, "red"],
    ],
  );
});
