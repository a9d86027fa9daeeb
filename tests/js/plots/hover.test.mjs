import assert from "node:assert/strict";
import { test } from "node:test";
import { Hover } from "../../../static/js/plots/hover.js";
import { HeightField } from "../../../static/js/plots/land/height-field.js";
import { MapProjection } from "../../../static/js/plots/land/projection.js";
import { Track } from "../../../static/js/run/track.js";
import { drawnIn, near, placesOf, RecordingContext, textOf, textsOf, themeOf } from "./canvas-stand-in.mjs";

const X = Float64Array.from({ length: 9 }, (_, k) => k / 2 - 2);
const FIELD = new HeightField({
  x: X,
  y: X,
  z: Float64Array.from({ length: 81 }, (_, k) => X[k % 9] + 10 * X[Math.floor(k / 9)]),
  logScale: false,
  exact: true,
});
const at = (x, y) => [10 + 120 * (x + 2), 340 - 80 * (y + 2)];

/** A view of 500 by 360 pixels: 120 pixels a unit across, 80 up. */
function viewOf() {
  const context = new RecordingContext({ clientWidth: 500, clientHeight: 360 });
  return {
    field: FIELD,
    projection: new MapProjection(FIELD, { left: 10, top: 20, width: 480, height: 320 }, 1),
    live: { context, width: 500 },
    placeAt: (px, py) => (px < 490 ? { x: (px - 10) / 120 - 2, y: (340 - py) / 80 - 2 } : null),
  };
}

const PATHS = [
  Array.from({ length: 10 }, (_, k) => [-1.5 + 0.3 * k, -1, 10 + k]),
  Array.from({ length: 7 }, (_, k) => [-1.5 + 0.3 * k, 0.2 * k, 20 + k]),
];
const RACERS = PATHS.map((points, k) => {
  const track = new Track(["x", "y", "loss"]);
  track.append([0, 1, 2].map((c) => points.map((point) => point[c])));
  return { label: "AB"[k], color: ["red", "blue"][k], track };
});

test("every point of every path is found at its pixel", () => {
  for (const [racer, points] of PATHS.entries())
    for (const [step, [x, y, loss]] of points.entries()) {
      const hover = new Hover({});
      const [px, py] = at(x, y);
      assert.deepEqual(hover.find(viewOf(), px + 5, py - 7, RACERS, 99, FIELD), { racer, step });
      const { color, label } = RACERS[racer];
      assert.deepEqual(hover.target, { x, y, loss, color, title: `${label}, step ${step}` });
    }
});

test("points ahead of the ball are not found", () => {
  const hover = new Hover({});
  const [px, py] = at(...PATHS[0][5]);
  assert.equal(hover.find(viewOf(), px, py, RACERS, 4.9, FIELD), undefined);
  assert.deepEqual(hover.find(viewOf(), px, py, RACERS, 5, FIELD), { racer: 0, step: 5 });
  assert.equal(hover.find(viewOf(), px, py, RACERS, 9, FIELD), undefined, "it has not changed");
  assert.equal(hover.find(viewOf(), px, py + 12, RACERS, 9, FIELD), null, "too far");
});

test("off the paths the land's own loss is found", () => {
  const hover = new Hover({});
  for (let k = 0; k < 20; k += 1) {
    const [x, y] = [-2 + 0.5 * (k % 8), 0.5 + 0.5 * (k % 4)];
    if (PATHS.flat().some(([a, b]) => Math.hypot(120 * (a - x), 80 * (b - y)) < 20)) continue;
    const [px, py] = at(x, y);
    hover.find(viewOf(), px + 20, py + 15, RACERS, 99, FIELD);
    assert.deepEqual(hover.target, { x, y, loss: x + 10 * y });
  }
  hover.find(viewOf(), 495, 40, RACERS, 99, FIELD);
  assert.equal(hover.target, null);
});

test("a point's ring, lines and numbers are at it", () => {
  const view = viewOf();
  const hover = new Hover({});
  const [px, py] = at(...PATHS[1][2]);
  hover.find(view, px, py, RACERS, 99, FIELD);
  hover.drawOnMap(view, themeOf());
  const { drawn } = view.live.context;
  const cross = drawn[0];
  assert.ok(near(placesOf(cross), [10, py, 490, py, px, 20, px, 340]));
  const [ring] = drawnIn(drawn, "stroke", "blue");
  assert.ok(near(ring.commands[0].slice(1, 3), [px, py]));
  assert.deepEqual(textsOf(drawn), ["B, step 2", "loss 22", "(−0.9, 0.4)"]);
  for (const [k, { x, y, align }] of ["B, step 2", "loss 22", "(−0.9, 0.4)"]
    .map((text) => textOf(drawn, text))
    .entries())
    assert.ok(near([x, y], [px + 9, py - 44 + 15 * k]) && align === "left");
});

test("numbers stay within the map", () => {
  const drawnAt = (x, y) => {
    const view = viewOf();
    const hover = new Hover({});
    hover.target = { x, y, loss: 7 };
    hover.drawOnMap(view, themeOf());
    return textOf(view.live.context.drawn, "loss 7");
  };
  const right = drawnAt(1.9, 0);
  assert.equal(right.align, "right");
  assert.ok(right.x < at(1.9, 0)[0]);
  assert.ok(drawnAt(0, 1.9).y > at(0, 1.9)[1], "below a point at the upper edge");
  assert.ok(drawnAt(0, -1.9).y < at(0, -1.9)[1]);
});

test("a step of the curves is marked on every racer", () => {
  const view = viewOf();
  const hover = new Hover({});
  hover.show(RACERS, { racer: 1, step: 3 });
  hover.drawOnMap(view, themeOf());
  const { drawn } = view.live.context;
  for (const [k, { color }] of RACERS.entries()) {
    const [ring] = drawnIn(drawn, "stroke", color);
    assert.ok(near(ring.commands[0].slice(1, 3), at(...PATHS[k][3])), color);
  }
  assert.deepEqual(textsOf(drawn), ["B, step 3"], "the tooltip has the numbers");
  hover.show(RACERS, { racer: 0, step: 7 });
  assert.deepEqual(hover.others, [], "the other has not come so far");
  hover.show(RACERS, null);
  assert.equal(hover.target, null);
  assert.equal(hover.clear(), false);
});

test("on the scene a target lies at its height", () => {
  const project = (x, _y, height, out, k) => {
    [out[k], out[k + 1]] = [100 + 50 * x, 300 - 10 * height];
    return 1;
  };
  const z = new Float64Array(81).fill(1);
  for (const [exact, expected] of [
    [true, 290],
    [false, 230],
  ]) {
    const field = new HeightField({ x: X, y: X, z, logScale: false, exact });
    const scene = { field, projection: { project }, live: viewOf().live };
    const hover = new Hover({});
    hover.target = { x: 1, y: 1, loss: 7, color: "red", title: "A, step 1" };
    hover.drawOnScene(scene, themeOf());
    const [ring] = drawnIn(scene.live.context.drawn, "stroke", "red");
    assert.ok(near(ring.commands[0].slice(1, 3), [150, expected]), `${exact}`);
  }
});
