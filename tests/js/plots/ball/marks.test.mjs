import assert from "node:assert/strict";
import { test } from "node:test";
import { BallRotation } from "../../../../static/js/plots/ball/ball-rotation.js";
import { drawMarks, outline } from "../../../../static/js/plots/ball/marks.js";
import { Route } from "../../../../static/js/plots/ball/route.js";
import { HeightField } from "../../../../static/js/plots/land/height-field.js";
import { MapProjection } from "../../../../static/js/plots/land/projection.js";
import { Overlay } from "../../../../static/js/plots/overlay.js";
import { Track } from "../../../../static/js/run/track.js";
import { recordingContext } from "../canvas-stand-in.mjs";

const THEME = { typeScale: 1, halo: "pale", text: "ink", background: "paper", font: "serif" };
const COLOR = "#cc3311";

/** The land -2 to 2 by -1 to 1 at these heights. */
function landOf(height, exact = true) {
  const x = Float64Array.from({ length: 41 }, (_, k) => -2 + k / 10);
  const y = Float64Array.from({ length: 41 }, (_, k) => -1 + k / 20);
  const z = Float64Array.from({ length: 41 * 41 }, (_, k) => height(x[k % 41], y[Math.floor(k / 41)]));
  return new HeightField({ x, y, z, logScale: false, exact });
}

const FLAT = landOf((x, y) => x + y);
/** 100 pixels a unit: (x, y) is at pixel (200 + 100 x, 100 - 100 y). */
const MAP = new MapProjection(FLAT, { left: 0, top: 0, width: 400, height: 200 }, 1);

function marksOf({ points = [], arrows = [], ellipse = null }) {
  return {
    points: Float64Array.from(points.flat()),
    arrows: Float64Array.from(arrows.flat()),
    ellipse: ellipse && Float64Array.from(ellipse),
  };
}

/** A track of three points in a line; its second has the marks. */
function trackWith(marks) {
  const track = new Track(["x", "y", "loss"]);
  track.append([
    [-1, 0, 1],
    [0, 0, 0],
    [1, 1, 1],
  ]);
  track.setMarks([marksOf(marks)], 1);
  return track;
}

/** What is stroked in the racer's color; the halos are as many and lie below. */
function drawn(marks, { field = FLAT, view = MAP, index = 1 } = {}) {
  const { context, strokes } = recordingContext();
  drawMarks(context, new Route(trackWith(marks), field, view), index, COLOR, THEME);
  assert.equal(context.globalAlpha, 1);
  return strokes.filter(({ color }) => color === COLOR);
}

/** Whole pixels at which the lines of a path begin. */
function beginnings({ commands }) {
  return commands.filter(([name]) => name === "move").map(([, x, y]) => [Math.round(x), Math.round(y)]);
}

test("places are dots where they were tried", () => {
  const [dots, ...rest] = drawn({
    points: [
      [0, 0, 1],
      [-1.5, 0.5, 2],
      [1.99, -0.99, 3],
    ],
  });
  assert.deepEqual(rest, []);
  assert.deepEqual(beginnings(dots), [
    [200, 100],
    [50, 50],
    [399, 199],
  ]);
  assert.ok(dots.opacity < 1 && dots.opacity > 0.5, "semi-transparent");
  assert.ok(dots.width < 2 * 6, "smaller than the smallest ball");
});

test("dots grow with the type", () => {
  const { context, strokes } = recordingContext();
  const route = new Route(trackWith({ points: [[0, 0, 1]] }), FLAT, MAP);
  drawMarks(context, route, 1, COLOR, THEME);
  drawMarks(context, route, 1, COLOR, { ...THEME, typeScale: 2 });
  const [small, large] = strokes.filter(({ color }) => color === COLOR);
  assert.equal(large.width, 2 * small.width);
});

test("each mark has a halo below it", () => {
  const { context, strokes } = recordingContext();
  const marks = { points: [[0, 0, 1]], arrows: [[0, 0, 1, 0]], ellipse: [0, 0, 0.1, 0, 0.1] };
  drawMarks(context, new Route(trackWith(marks), FLAT, MAP), 1, COLOR, THEME);
  assert.equal(strokes.length, 6);
  for (let k = 0; k < strokes.length; k += 2) {
    assert.equal(strokes[k].color, THEME.halo);
    assert.equal(strokes[k].commands, strokes[k + 1].commands);
    assert.ok(strokes[k].width > strokes[k + 1].width);
  }
});

test("places off the land are left out", () => {
  const [dots] = drawn({
    points: [
      [2.01, 0, 1],
      [0, -1.01, 1],
      [Number.NaN, 0, 1],
      [Number.POSITIVE_INFINITY, 0, 1],
      [1, 0.5, 1],
    ],
  });
  assert.deepEqual(beginnings(dots), [[300, 50]]);
});

test("points without marks draw nothing", () => {
  assert.deepEqual(drawn({ points: [[0, 0, 1]] }, { index: 0 }), []);
});

test("the last point keeps the marks of the step to it", () => {
  const last = drawn({ points: [[-1, 0.5, 1]] }, { index: 2 });
  assert.deepEqual(last.map(beginnings), [[[100, 50]]]);
});

test("outlines lie at one and two deviations", () => {
  const [mx, my, xx, xy, yy] = [0.2, -0.1, 0.09, -0.02, 0.01];
  const [outer, inner] = drawn({ ellipse: [mx, my, xx, xy, yy] });
  for (const [{ commands }, sigmas] of [
    [inner, 1],
    [outer, 2],
  ]) {
    assert.ok(commands.length > 30);
    assert.deepEqual(
      commands[0].slice(1).map(Math.round),
      commands.at(-1).slice(1).map(Math.round),
      "it is closed",
    );
    for (const [, px, py] of commands) {
      const [dx, dy] = [(px - 200) / 100 - mx, (100 - py) / 100 - my];
      // The Mahalanobis distance, by the inverse of a 2 by 2 matrix.
      const square = (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / (xx * yy - xy * xy);
      assert.ok(Math.abs(Math.sqrt(square) - sigmas) < 1e-9, `${Math.sqrt(square)}`);
    }
  }
  assert.ok(inner.opacity > outer.opacity);
});

/** The corners of an outline as pairs. */
function corners(ellipse) {
  const line = outline(ellipse, 1);
  return Array.from({ length: line.length / 2 }, (_, k) => [line[2 * k], line[2 * k + 1]]);
}

test("an outline follows a degenerate covariance", () => {
  assert.deepEqual(new Set(corners([1, 2, 0, 0, 0]).map(String)), new Set(["1,2"]));
  const line = corners([0, 0, 4, 2, 1 - 1e-17]);
  assert.ok(line.every(([x, y]) => Math.abs(x - 2 * y) < 1e-7 && Math.abs(x) <= 2));
  assert.equal(Math.max(...corners([0, 0, 0, 0, 9]).map(([, y]) => y)), 3);
});

test("no outline of what is no covariance", () => {
  for (const matrix of [
    [-1, 0, 1],
    [1, 0, -1],
    [Number.NaN, 0, 1],
    [1, Number.NaN, 1],
    [1, 0, Number.POSITIVE_INFINITY],
  ])
    assert.deepEqual(corners([0, 0, ...matrix]), [], `${matrix}`);
  assert.deepEqual(corners([Number.NaN, 0, 1, 0, 1]), []);
});

test("outlines are clipped to the land", () => {
  const [outer, inner] = drawn({ ellipse: [0, 0, 9, 0, 0.3] });
  for (const { commands } of [outer, inner]) {
    for (const [, x, y] of commands)
      assert.ok(x >= -1e-9 && x <= 400 + 1e-9 && y >= -1e-9 && y <= 200 + 1e-9, `${x}, ${y}`);
  }
  assert.equal(inner.commands.filter(([name]) => name === "move").length, 2, "one part above, one below");
  assert.deepEqual(outer.commands, [], "it touches the land nowhere");
});

test("an arrow goes from tail to tip", () => {
  const [{ commands }, ...rest] = drawn({ arrows: [[-1, 0, 1, 0.5]] });
  assert.deepEqual(rest, []);
  const shaft = commands.slice(0, 2).map(([, ...place]) => place.map(Math.round));
  assert.deepEqual(shaft, [
    [100, 100],
    [300, 50],
  ]);
  const sides = commands.slice(2);
  assert.deepEqual(
    sides.map(([name]) => name),
    ["move", "line", "move", "line"],
  );
  for (const [tip, end] of [sides.slice(0, 2), sides.slice(2)]) {
    assert.deepEqual(tip.slice(1).map(Math.round), [300, 50]);
    assert.ok(end[1] < 300 && Math.hypot(end[1] - 300, end[2] - 50) < 10);
  }
});

test("an arrow that leaves the land has no head", () => {
  const [{ commands }] = drawn({ arrows: [[0, 0, 4, 0]] });
  assert.deepEqual(
    commands.map(([, x, y]) => [Math.round(x), Math.round(y)]),
    [
      [200, 100],
      [400, 100],
    ],
  );
});

/** Seen from the front: x across, height up, 100 pixels a unit; the eye is far in front, at a height. */
function front(eyeHeight, version = 1) {
  return {
    version,
    flat: false,
    eyeData: [0, -50, eyeHeight],
    project(x, _y, height, out, k) {
      out[k] = 100 * x;
      out[k + 1] = -100 * height;
      return 1;
    },
  };
}

test("on the relief places lie on the land", () => {
  const field = landOf((x, y) => x * x + 0.5 * y);
  const [dots] = drawn({ points: [[1, 0.5, 99]] }, { field, view: front(20) });
  assert.deepEqual(beginnings(dots), [[100, -125]]);
});

test("on a plane places float at their losses", () => {
  const field = landOf((x, y) => x * x + 0.5 * y, false);
  const [dots] = drawn(
    {
      points: [
        [1, 0.5, 3],
        [1, 0.5, Number.NaN],
      ],
    },
    { field, view: front(20) },
  );
  assert.deepEqual(beginnings(dots), [
    [100, -300],
    [100, -125],
  ]);
});

test("the land hides what lies behind it", () => {
  // A ridge along y = 0, 5 high, between the eye and what is farther back.
  const field = landOf((_x, y) => 5 * Math.exp(-((y / 0.2) ** 2)));
  const marks = {
    points: [
      [0, 0.8, 0],
      [0.5, -0.8, 0],
    ],
    ellipse: [0, 0.8, 0.01, 0, 0.01],
  };
  const low = drawn(marks, { field, view: front(2) });
  const dots = low.filter(({ width }) => width > 3);
  assert.deepEqual(
    dots.map((stroke) => beginnings(stroke).length),
    [1, 1],
  );
  assert.ok(dots[1].opacity < dots[0].opacity / 2, "the hidden one is fainter");
  assert.equal(Math.round(dots[1].commands[0][1]), 0);
  const high = drawn(marks, { field, view: front(1000) });
  assert.deepEqual(
    high.filter(({ width }) => width > 3).map((stroke) => beginnings(stroke).length),
    [2],
  );
});

test("marks are laid out again only where needed", () => {
  const track = trackWith({ points: [[0, 0, 1]] });
  const { context, strokes } = recordingContext();
  const route = new Route(track, FLAT, MAP);
  drawMarks(context, route, 1, COLOR, THEME);
  drawMarks(context, route, 1, COLOR, THEME);
  assert.equal(strokes[1].commands, strokes[3].commands);
  track.setMarks([marksOf({ points: [[1, 0, 1]] })], 1);
  drawMarks(context, route, 1, COLOR, THEME);
  assert.deepEqual(beginnings(strokes[5]), [[300, 100]]);
});

test("the picture shows the last point's marks", () => {
  const track = trackWith({ points: [[1.5, 0.5, 1]] });
  const racer = { label: "", color: COLOR, marker: "circle", track, regime: null };
  const content = {
    drawnRacers: [{ ...racer, spin: new BallRotation(track, FLAT) }],
    ghosts: [],
    arrows: { gradient: false, momentum: false, step: false },
    grasped: false,
    ahead: 0,
  };
  const shownAt = (time) => {
    const { context, strokes } = recordingContext();
    new Overlay().draw(context, time, content, FLAT, MAP, THEME);
    return strokes.some(
      (stroke) => stroke.color === COLOR && beginnings(stroke).some(([x, y]) => x === 350 && y === 50),
    );
  };
  assert.deepEqual([0, 0.99, 1, 1.99, 2, 9].map(shownAt), [false, false, true, true, true, true]);
});
