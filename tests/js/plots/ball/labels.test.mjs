import assert from "node:assert/strict";
import { test } from "node:test";
import { ballPoseOf } from "../../../../static/js/plots/ball/ball-pose.js";
import { BallRotation } from "../../../../static/js/plots/ball/ball-rotation.js";
import {
  drawLabels,
  drawOffMapPointers,
  measureClearance,
  spacingOpacity,
} from "../../../../static/js/plots/ball/labels.js";
import { Route } from "../../../../static/js/plots/ball/route.js";
import { HeightField } from "../../../../static/js/plots/land/height-field.js";
import { SceneProjection } from "../../../../static/js/plots/land/projection.js";
import { Track } from "../../../../static/js/run/track.js";
import { matrices, pixelOf } from "../camera-stand-in.mjs";
import { near, recordingContext, themeOf } from "../canvas-stand-in.mjs";

/** A ball at a pixel; the canvas is 400 pixels wide. */
const ball = (label, x, y, more = {}) => ({
  drawnRacer: { label, color: `color ${label}` },
  x,
  y,
  radius: 10,
  opacity: 1,
  clearance: Infinity,
  ...more,
});

function labels(poses) {
  const { context } = recordingContext();
  drawLabels(context, poses, themeOf());
  return context.drawn
    .filter(({ kind }) => kind === "text")
    .map(({ text, x, y, opacity }) => [text, x, y, opacity]);
}

test("a name is right of its ball, or left at the edge", () => {
  assert.deepEqual(labels([ball("Adam", 100, 50)]), [["Adam", 116, 48, 1]]);
  assert.deepEqual(labels([ball("Adam", 370, 50)]), [["Adam", 370 - 16 - 24, 48, 1]]);
});

test("names do not overlap", () => {
  assert.deepEqual(
    labels([ball("Adam", 100, 50), ball("SGD", 110, 60)]).map(([text, x]) => [text, x]),
    [
      ["Adam", 116],
      ["SGD", 110 - 16 - 18],
    ],
  );
});

test("names fade as balls meet", () => {
  const poses = [ball("A", 100, 50), ball("B", 130, 50), ball("C", 100, 300)];
  measureClearance(poses);
  assert.deepEqual(
    poses.map(({ clearance }) => clearance),
    [30, 30, Math.hypot(30, 1.6 * 250)].with(2, 400),
  );
  assert.deepEqual(
    [22, 30, 38, 99].map((room) => spacingOpacity(room, 22)),
    [0, 0.5, 1, 1],
  );
  assert.deepEqual(labels(poses)[0][3], 0.5);
  assert.equal(labels([ball("A", 100, 50, { opacity: 0.35 })])[0][3], 0.35);
});

const X = Float64Array.from({ length: 41 }, (_, k) => k / 10 - 2);

test("two pointers at one place have stacked names", () => {
  const z = new Float64Array(1681);
  const field = new HeightField({ x: X, y: X, z, logScale: false });
  const view = {
    project: (x, y, _height, out, k) => Object.assign(out, { [k]: 100 + 50 * x, [k + 1]: 100 - 50 * y }) && 1,
  };
  const gone = (label) => ({ ...ball(label, 0, 0), route: { field, view }, data: { x: 9, y: 0 } });
  const { context } = recordingContext();
  drawOffMapPointers(context, [gone("A"), { ...gone("B"), ended: true }], themeOf());
  const names = context.drawn.filter(({ kind }) => kind === "text");
  assert.deepEqual(
    names.map(({ text, x, y, color }) => [text, x, y, color]),
    [
      ["A", 180 - 6, 100, "color A"],
      ["B ×", 180 - 18, 128, "color B"],
    ],
  );
});

/** Depth of a place in the box: its distance along the view. */
function depthOf(place, { eye, center }) {
  const back = eye.map((value, k) => value - center[k]);
  return eye.reduce((sum, value, k) => sum + ((value - place[k]) * back[k]) / Math.hypot(...back), 0);
}

test("a ball on the relief rests on the slope", () => {
  // A slope of 45 degrees in the box, which is a cube of side 1: its normal is (-1, 0, 1) / sqrt(2).
  const z = Float64Array.from({ length: 1681 }, (_, k) => X[k % 41]);
  const field = new HeightField({ x: X, y: X, z, logScale: false, exact: true });
  const camera = { eye: [0.3, -4, 0.5], center: [0, 0, 0], up: [0, 0, 1] };
  const data = [
    [-2, 2],
    [-2, 2],
    [-2, 2],
  ];
  const view = new SceneProjection(matrices(camera, 4 / 3, [1, 1, 1], data), 800, 600, 1);
  const track = new Track(["x", "y", "loss"]);
  track.append([[0.5], [-0.5], [0.5]]);
  const one = { track, regime: null, spin: new BallRotation(track, field) };
  const pose = ballPoseOf(one, new Route(track, field, view), 0, view);
  const at = (...place) => pixelOf(place, camera, [800, 600], [1, 1, 1], data);
  assert.ok(near(pose.foot, at(0.5, -0.5, 0.5), 1e-3));
  // Depth 4 - 0.125: about 600 / 2 / tan(22.5 degrees) / depth pixels a unit of the box.
  const pixels = 300 / Math.tan(Math.PI / 8) / 3.9;
  assert.ok(Math.abs(pose.radius - Math.min(Math.max(0.0215 * pixels, 6), 16)) < 0.1, `${pose.radius}`);
  const lift = [pose.x - pose.foot[0], pose.y - pose.foot[1]];
  const normal = at(0.5 - 0.01, -0.5, 0.5 + 0.01).map((value, k) => value - pose.foot[k]);
  assert.ok(lift[0] < 0 && lift[1] < 0, "to the upper left");
  const cosine = (lift[0] * normal[0] + lift[1] * normal[1]) / Math.hypot(...lift) / Math.hypot(...normal);
  assert.ok(cosine > 0.999, `${cosine}`);
  // Its radius in units of the box, along the normal.
  const exact = 300 / Math.tan(Math.PI / 8) / depthOf([0.125, -0.125, 0.125], camera);
  const by = (4 * pose.radius) / exact / Math.SQRT2;
  const raised = at(0.5 - by, -0.5, 0.5 + by).map((value, k) => value - pose.foot[k]);
  assert.ok(Math.abs(Math.hypot(...lift) / Math.hypot(...raised) - 1) < 0.01, `${lift}, ${raised}`);
});
