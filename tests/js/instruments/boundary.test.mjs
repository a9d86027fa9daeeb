import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../../../static/js/instruments/boundary.js";
import { drawingOf, drawnIn, near, placesOf } from "../plots/canvas-stand-in.mjs";

/** x from -2 to 2 in five columns, y from 1 to 4 in four rows: 100 pixels a unit on 400 by 300. */
const X = [-2, -1, 0, 1, 2];
const Y = [1, 2, 3, 4];
const at = (x, y) => [100 * (x + 2), 300 - 100 * (y - 1)];

function facts(changes) {
  const none = { points: [[], []], labels: [], test_points: [[], []], test_labels: [] };
  return { x: X, y: Y, classes: 2, share: null, ...none, ...changes };
}

function drawn(given) {
  const drawing = drawingOf(400, 300);
  draw(drawing, given);
  return drawing.drawn;
}

/** Color and opacity of each pixel of the map's image, by row from the top. */
function pixelsOf(marks) {
  const [{ image, ...place }] = marks.filter(({ kind }) => kind === "image");
  const pixels = Array.from({ length: 4 }, () => []);
  for (const { x, y, width, height, color, opacity } of image.getContext("2d").drawn) {
    assert.deepEqual([width, height], [1, 1]);
    pixels[y][x] = { color, opacity };
  }
  return { pixels, place, size: [image.width, image.height] };
}

test("twenty answers have their class's color, low rows below", () => {
  const answer = Y.map((_, i) => X.map((_, j) => (2 * i + j) % 3));
  const share = Y.map((_, i) => X.map((_, j) => 1 / 3 + (i * 5 + j) / 30));
  const { pixels, place, size } = pixelsOf(drawn(facts({ classes: 3, answer, share })));
  assert.deepEqual(size, [5, 4]);
  for (const [i, row] of answer.entries())
    for (const [j, label] of row.entries()) {
      const { color, opacity } = pixels[3 - i][j];
      assert.equal(color, `class ${label}`);
      assert.ok(Math.abs(opacity - (0.06 + (0.4 * (i * 5 + j)) / 20)) < 1e-9);
    }
  // Pixel centers lie on the grid points: half a cell beyond the frame on each side.
  assert.ok(near([place.x, place.y, place.width, place.height], [-50, -50, 500, 400]));
});

test("values have two colors, stronger far from the middle", () => {
  const answer = Y.map((_, i) => X.map((_, j) => i * 5 + j - 9.5));
  const { pixels } = pixelsOf(drawn(facts({ classes: null, answer })));
  for (const [i, row] of answer.entries())
    for (const [j, value] of row.entries()) {
      assert.equal(pixels[3 - i][j].color, value > 0 ? "warm" : "accent");
      assert.ok(Math.abs(pixels[3 - i][j].opacity - (0.06 + (0.5 * Math.abs(value)) / 9.5)) < 1e-9);
    }
});

test("samples lie at their inputs in their class's color", () => {
  const answer = Y.map(() => X.map(() => 0));
  const share = Y.map(() => X.map(() => 1));
  const points = [
    Array.from({ length: 20 }, (_, k) => -2 + 0.2 * k),
    Array.from({ length: 20 }, (_, k) => 1 + 0.15 * k),
  ];
  const labels = points[0].map((_, k) => k % 2);
  const tests = {
    test_points: [
      [1.5, -1],
      [3.5, 2.25],
    ],
    test_labels: [1, 0],
  };
  const marks = drawn(facts({ answer, share, points, labels, ...tests }));
  const dots = marks.filter(({ kind }) => kind === "fill");
  const rings = marks.filter(({ kind, commands }) => kind === "stroke" && commands[0]?.[0] === "arc");
  assert.equal(dots.length, 22);
  for (const [k, label] of labels.entries()) {
    assert.ok(near(dots[k].commands[0].slice(1, 3), at(points[0][k], points[1][k])), `sample ${k}`);
    assert.deepEqual([dots[k].color, rings[k].color], [`class ${label}`, "background"]);
  }
  for (const [k, x, y, label] of [
    [20, 1.5, 3.5, 1],
    [21, -1, 2.25, 0],
  ]) {
    assert.ok(near(rings[k].commands[0].slice(1, 3), at(x, y)));
    assert.deepEqual([dots[k].color, rings[k].color], ["background", `class ${label}`]);
  }
});

test("the border lies between two classes", () => {
  // Class 1 right of x = 0.25, with chances that are 1/2 there.
  const chance = X.map((x) => 0.5 + 0.2 * (x - 0.25));
  const answer = Y.map(() => chance.map((p) => Number(p > 0.5)));
  const share = Y.map(() => chance.map((p) => Math.max(p, 1 - p)));
  const [border] = drawnIn(drawn(facts({ answer, share })), "stroke", "text");
  const places = placesOf(border);
  assert.equal(places.length, 12);
  for (let k = 0; k < 12; k += 2) assert.ok(Math.abs(places[k] - 225) < 1e-6, `${places[k]}`);
  assert.ok(
    Math.min(...places.filter((_, k) => k % 2)) === 0 && Math.max(...places.filter((_, k) => k % 2)) === 300,
  );
});

test("a border that falls rises nowhere", () => {
  // Class 1 above the line y = 1.5 + x / 2: it runs up to the right.
  const chance = Y.map((y) => X.map((x) => 0.5 + 0.1 * (y - 2.5 - x / 2)));
  const answer = chance.map((row) => row.map((p) => Number(p > 0.5)));
  const share = chance.map((row) => row.map((p) => Math.max(p, 1 - p)));
  const places = placesOf(drawnIn(drawn(facts({ answer, share })), "stroke", "text")[0]);
  assert.ok(places.length >= 12);
  for (let k = 0; k < places.length; k += 2) {
    const [x, y] = [places[k] / 100 - 2, 4 - places[k + 1] / 100];
    assert.ok(Math.abs(y - 2.5 - x / 2) < 1e-3, `${x}, ${y}`);
  }
});

test("a regression is a curve among its data", () => {
  const x = Array.from({ length: 20 }, (_, k) => k);
  const answer = x.map((value) => 0.5 * value - 3);
  const given = {
    x,
    y: null,
    classes: null,
    answer,
    points: [[0, 10]],
    labels: [-4, 6],
    test_points: [[19]],
    test_labels: [5],
  };
  const marks = drawn(facts(given));
  // Values from -4 to 6.5 with 8 % more on both sides.
  const place = (v, value) => [(400 * v) / 19, 300 - (300 * (value + 4 + 0.84)) / (10.5 + 1.68)];
  const [curve] = drawnIn(marks, "stroke", "warm");
  assert.ok(
    near(
      placesOf(curve),
      x.flatMap((v, k) => place(v, answer[k])),
    ),
  );
  const dots = drawnIn(marks, "fill", "accent").flatMap(({ commands }) => commands[0].slice(1, 3));
  assert.ok(near(dots, [...place(0, -4), ...place(10, 6)]));
  const [ring] = drawnIn(marks, "stroke", "accent");
  assert.ok(near(ring.commands[0].slice(1, 3), place(19, 5)));
});
