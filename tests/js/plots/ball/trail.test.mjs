import assert from "node:assert/strict";
import { test } from "node:test";
import { Route } from "../../../../static/js/plots/ball/route.js";
import { drawTrail, drawWhole } from "../../../../static/js/plots/ball/trail.js";
import { HeightField } from "../../../../static/js/plots/land/height-field.js";
import { MapProjection } from "../../../../static/js/plots/land/projection.js";
import { Track } from "../../../../static/js/run/track.js";
import { drawnIn, near, placesOf, recordingContext, themeOf } from "../canvas-stand-in.mjs";

const X = Float64Array.from([-2, 0, 2]);
const flat = (exact = true, z = new Float64Array(9)) =>
  new HeightField({ x: X, y: X, z, logScale: false, exact });
const FIELD = flat();
/** 120 pixels a unit across, 80 up. */
const VIEW = new MapProjection(FIELD, { left: 10, top: 20, width: 480, height: 320 }, 1);
const at = ([x, y]) => [10 + 120 * (x + 2), 340 - 80 * (y + 2)];

const spiral = (length) =>
  Array.from({ length }, (_, k) => [(1 - k / 500) * Math.cos(0.4 * k), (1 - k / 500) * Math.sin(0.4 * k)]);

function routeOf(points, losses = points.map(() => 0), field = FIELD, view = VIEW) {
  const track = new Track(["x", "y", "loss"]);
  track.append([points.map(([x]) => x), points.map(([, y]) => y), losses]);
  return new Route(track, field, view);
}

/** Places of what is stroked in the racer's color, in order, without repetitions. */
function line(drawn) {
  const places = drawnIn(drawn, "stroke", "red").flatMap(placesOf);
  const pairs = Array.from({ length: places.length / 2 }, (_, k) => [places[2 * k], places[2 * k + 1]]);
  return pairs.filter((place, k) => k === 0 || !near(place, pairs[k - 1], 1e-9));
}

test("the trail goes through every point up to the ball", () => {
  const points = spiral(60);
  for (const time of [0.5, 7, 15.25, 16, 31.75, 47, 58.5, 59, 90]) {
    const { context } = recordingContext();
    drawTrail(context, routeOf(points), time, "red", themeOf());
    const last = Math.min(time, 59);
    const reached = points.slice(0, Math.floor(last) + 1).map(at);
    if (last % 1 > 0) {
      const [a, b] = [Math.floor(last), Math.floor(last) + 1].map((k) => at(points[k]));
      reached.push(a.map((value, k) => value + (last % 1) * (b[k] - value)));
    }
    assert.ok(near(line(context.drawn).flat(), reached.flat()), `time ${time}`);
    assert.equal(context.globalAlpha, 1);
  }
});

test("old parts of a trail are fainter and thinner", () => {
  const { context } = recordingContext();
  drawTrail(context, routeOf(spiral(400)), 399, "red", themeOf());
  const strokes = drawnIn(context.drawn, "stroke", "red");
  for (let k = 1; k < strokes.length; k += 1)
    assert.ok(strokes[k].opacity >= strokes[k - 1].opacity && strokes[k].width >= strokes[k - 1].width);
  const [first, last] = [strokes[0], strokes.at(-1)];
  assert.ok(near([first.opacity, first.width, last.opacity, last.width], [0.42, 1.5, 1, 2.6]));
  // Between them, segments of 16 steps by the age of their middle; what is 160 steps old is faintest.
  for (let k = 1; k <= 10; k += 1) {
    const youth = Math.max(0, 1 - (399 - 16 * (13 + k) - 8) / 160);
    assert.ok(near([strokes[k].opacity, strokes[k].width], [0.42 + 0.58 * youth, 1.5 + 1.1 * youth]), `${k}`);
  }
  // Steps 384 to 399 - 160 are the last of the faint ones.
  assert.ok(placesOf(first).length / 2 >= 225 && placesOf(first).length / 2 <= 245);
});

test("points far apart have dots", () => {
  const points = [
    [-1, 0],
    [1, 0],
    [1.01, 0],
    [0, 1],
  ];
  const { context } = recordingContext();
  drawTrail(context, routeOf(points), 3, "red", themeOf());
  const arcs = drawnIn(context.drawn, "fill", "red").flatMap(({ commands }) =>
    commands.filter(([name]) => name === "arc"),
  );
  assert.ok(
    near(
      arcs.flatMap(([, x, y]) => [x, y]),
      [...at([1, 0]), ...at([0, 1])],
    ),
  );
});

test("a path that leaves the land is cut at its edge", () => {
  const points = [
    [1, 0],
    [3, 1],
    [1, 1],
  ];
  const { context } = recordingContext();
  drawTrail(context, routeOf(points), 2, "red", themeOf());
  const found = line(context.drawn);
  assert.ok(near(found.flat(), [at([1, 0]), at([2, 0.5]), at([2, 1]), at([1, 1])].flat()));
  const [stroke] = drawnIn(context.drawn, "stroke", "red").filter(({ commands }) => commands.length > 1);
  assert.equal(stroke.commands.filter(([name]) => name === "move").length, 2, "two parts");
});

test("a whole path is drawn as told", () => {
  const points = spiral(40);
  const { context } = recordingContext();
  drawWhole(context, routeOf(points), "red", 0.38, [2, 3]);
  assert.ok(near(line(context.drawn).flat(), points.flatMap(at)));
  for (const { opacity, dash, width } of drawnIn(context.drawn, "stroke", "red"))
    assert.deepEqual([opacity, dash, width], [0.38, [2, 3], 1.4]);
});

/** From the front, 100 pixels a unit; the eye is low, so that a ridge along y = 0 hides what is behind. */
const FRONT = {
  version: 2,
  flat: false,
  eyeData: [0, -50, 2],
  project(x, _y, height, out, k) {
    [out[k], out[k + 1]] = [100 * x, -100 * height];
    return 1;
  },
};

test("on the relief a path follows the land", () => {
  const field = flat(
    true,
    Float64Array.from({ length: 9 }, (_, k) => X[k % 3]),
  );
  const { context } = recordingContext();
  drawWhole(
    context,
    routeOf(
      [
        [-1, -1],
        [1, -1],
      ],
      [9, 9],
      field,
      { ...FRONT, eyeData: [0, -50, 99] },
    ),
    "red",
    1,
    [],
  );
  const found = line(context.drawn);
  assert.ok(found.length > 20, "in many pieces");
  for (const [px, py] of found) assert.ok(near([py], [-px], 1e-6));
});

test("on a plane a path is at its losses", () => {
  const field = flat(false);
  const { context } = recordingContext();
  drawWhole(
    context,
    routeOf(
      [
        [-1, -1],
        [1, -1],
      ],
      [3, 5],
      field,
      { ...FRONT, eyeData: [0, -50, 99] },
    ),
    "red",
    1,
    [],
  );
  for (const [px, py] of line(context.drawn)) assert.ok(near([py], [-400 - px], 1e-6));
});

test("parts behind a ridge are fainter", () => {
  const fine = Float64Array.from({ length: 41 }, (_, k) => k / 10 - 2);
  const z = Float64Array.from(
    { length: 1681 },
    (_, k) => 3 * Math.exp(-((fine[Math.floor(k / 41)] / 0.2) ** 2)),
  );
  const field = new HeightField({ x: fine, y: fine, z, logScale: false });
  const route = routeOf(
    [
      [-1, -1.5],
      [-1, 1.5],
    ],
    [0, 0],
    field,
    FRONT,
  );
  const { context } = recordingContext();
  drawWhole(context, route, "red", 0.5, []);
  const strokes = drawnIn(context.drawn, "stroke", "red").filter(({ commands }) => commands.length > 0);
  assert.deepEqual(
    strokes.map(({ opacity }) => opacity),
    [0.5, 0.2],
  );
});
