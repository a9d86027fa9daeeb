import assert from "node:assert/strict";
import { test } from "node:test";
import { arrowsOf, drawArrow } from "../../../../static/js/plots/ball/arrows.js";
import { Track } from "../../../../static/js/run/track.js";
import { near, placesOf, recordingContext, textOf, themeOf } from "../canvas-stand-in.mjs";

const NAMES = ["x", "y", "loss", "gradient_x", "gradient_y", "momentum_x", "momentum_y"];
/** Ten points whose gradients and momenta differ in size and direction. */
const POINTS = Array.from({ length: 10 }, (_, k) => [
  0.1 * k,
  0.2 * k,
  1,
  10 ** (k - 5) * Math.cos(k),
  10 ** (k - 5) * Math.sin(k),
  2 * Math.cos(3 * k + 1),
  2 * Math.sin(3 * k + 1),
]);
const TRACK = new Track(NAMES);
TRACK.append(NAMES.map((_, c) => POINTS.map((point) => point[c])));

/** 100 pixels a unit across, 50 up. */
const direct = (dx, dy) => [100 * dx, -50 * dy];
const pixelOf = (k) => [100 * POINTS[k][0], 300 - 50 * POINTS[k][1]];
const at = (index, shown) =>
  arrowsOf(TRACK, index, { gradient: false, momentum: false, step: false, ...shown }, direct, pixelOf);
/** Length of an arrow: 20 pixels at 10^-4, 78 at 10^4, as much for each decade. */
const long = (size) => 20 + (58 * Math.min(Math.max(Math.log10(size) + 4, 0), 8)) / 8;

test("gradient and momentum point downhill, by their numbers", () => {
  for (const [k, [, , , gx, gy, mx, my]] of POINTS.entries())
    for (const [kind, x, y, label] of [
      ["gradient", gx, gy, "−∇L"],
      ["momentum", mx, my, "−m"],
    ]) {
      const [arrow, ...rest] = at(k, { [kind]: true });
      assert.deepEqual(rest, []);
      const [dx, dy] = [-100 * x, 50 * y];
      const length = long(Math.hypot(x, y));
      const scale = length / Math.hypot(dx, dy);
      assert.ok(near([arrow.dx, arrow.dy], [scale * dx, scale * dy]), `${kind} ${k}`);
      assert.equal(arrow.label, label);
    }
});

test("the step is to scale, from point to point", () => {
  for (let k = 0; k < 9; k += 1) {
    const [arrow] = at(k, { step: true });
    assert.ok(near([arrow.dx, arrow.dy], [10, -10]));
    assert.equal(arrow.label, "step");
  }
  assert.deepEqual(at(9, { step: true }), [], "the last point has no step");
});

test("arrows differ in dash and side", () => {
  const arrows = at(3, { gradient: true, momentum: true, step: true });
  assert.equal(new Set(arrows.map(({ dash }) => String(dash))).size, 3);
  assert.deepEqual(
    arrows.map(({ side }) => side),
    [1, -1, 0],
  );
});

test("no arrow of what is zero or unknown", () => {
  for (const value of [0, Number.NaN, Infinity]) {
    const track = new Track(NAMES);
    track.append(NAMES.map(() => [value]));
    assert.deepEqual(arrowsOf(track, 0, { gradient: true, momentum: true, step: true }, direct, pixelOf), []);
  }
});

test("an arrow ends with its head at the tip", () => {
  for (const [dx, dy] of [
    [30, 40],
    [-50, 0],
    [0, -25],
  ]) {
    const { context } = recordingContext();
    drawArrow(context, 200, 100, { dx, dy, label: "A", dash: [5, 3], side: 0 }, "red", themeOf(), 0.5);
    const [halo, shaft, head, , word] = context.drawn;
    const length = Math.hypot(dx, dy);
    const along = (by) => [200 + dx - (by * dx) / length, 100 + dy - (by * dy) / length];
    assert.ok(near(placesOf(shaft), [200, 100, ...along(6)]));
    assert.deepEqual([halo.color, shaft.color, shaft.dash, head.color], ["halo", "red", [5, 3], "red"]);
    assert.ok(near(placesOf(head).slice(0, 2), along(0)) && near(placesOf(head).slice(4, 6), along(7)));
    assert.ok(near([word.x, word.y], along(-8)) && word.opacity === 0.5);
  }
});

test("labels stand on their own side", () => {
  const beside = (side) => {
    const { context } = recordingContext();
    drawArrow(context, 0, 0, { dx: 50, dy: 0, label: "A", dash: [], side }, "red", themeOf(), 1);
    return textOf(context.drawn, "A").y;
  };
  assert.deepEqual([1, 0, -1].map(beside), [-11, 0, 11]);
});

test("short arrows are left out, and labels without room", () => {
  const drawn = (dx, legible) => {
    const { context } = recordingContext();
    drawArrow(context, 0, 0, { dx, dy: 0, label: "A", dash: [], side: 0 }, "red", themeOf(), legible);
    return context.drawn.map(({ kind }) => kind);
  };
  assert.deepEqual(drawn(3.9, 1), []);
  assert.deepEqual(drawn(20, 0), ["stroke", "stroke", "fill"]);
});
