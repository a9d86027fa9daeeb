import assert from "node:assert/strict";
import { test } from "node:test";
import { drawBall, drawShadow } from "../../../../static/js/plots/ball/ball.js";
import { ballPoseOf, edgeOf } from "../../../../static/js/plots/ball/ball-pose.js";
import { BallRotation, rotate } from "../../../../static/js/plots/ball/ball-rotation.js";
import { Route } from "../../../../static/js/plots/ball/route.js";
import { HeightField } from "../../../../static/js/plots/land/height-field.js";
import { MapProjection } from "../../../../static/js/plots/land/projection.js";
import { Track } from "../../../../static/js/run/track.js";
import { near, recordingContext } from "../canvas-stand-in.mjs";

const RED = { color: "#640000", marker: "square" };

function drawn(orientation, look = RED) {
  const { context } = recordingContext();
  drawBall(context, 100, 50, 10, look, orientation);
  return context.drawn;
}

test("a ball is a disk in its color with a white marker", () => {
  const marks = drawn([1, 0, 0, 0]);
  assert.deepEqual([marks[0].kind, marks[0].color], ["fill", "#640000"]);
  assert.deepEqual(marks[0].commands[0].slice(1, 4), [100, 50, 10]);
  const marker = marks.at(-1);
  assert.deepEqual([marker.kind, marker.color, marker.commands.length], ["fill", "#fff", 5]);
  const shade = marks.find(({ kind }) => kind === "image");
  assert.deepEqual([shade.x, shade.y, shade.width, shade.height], [90, 40, 20, 20]);
});

test("the pattern lies within the ball and is darker", () => {
  for (const { region, color } of drawn([Math.cos(0.4), Math.sin(0.4), 0, 0]).slice(1, 3)) {
    assert.deepEqual(region[0].slice(0, 4), ["arc", 100, 50, 10]);
    assert.equal(color, "rgb(68 0 0)", "32 % darker");
  }
});

test("twenty orientations turn the spot", () => {
  for (let k = 0; k < 20; k += 1) {
    const axis = [Math.sin(k), Math.cos(k), Math.sin(2 * k)];
    const half = 0.3 * k;
    const size = Math.hypot(...axis);
    const turn = [Math.cos(half), ...axis.map((value) => (value / size) * Math.sin(half))];
    const [nx, ny, nz] = rotate(turn, [0.8, -0.6, 0]);
    const spots = drawn(turn).filter(({ kind, commands }) => kind === "fill" && commands[0][0] === "ellipse");
    if (Math.abs(nz) < 1e-9) continue;
    assert.equal(spots.length, 1, "one of two opposite spots is seen");
    // x to the right, y up; of the spots that which faces the eye.
    const side = nz > 0 ? 1 : -1;
    const [, x, y, wide, tall] = spots[0].commands[0];
    assert.ok(
      near([x, y, wide, tall], [100 + 9.4 * side * nx, 50 - 9.4 * side * ny, 3.6, 3.6 * Math.abs(nz)]),
    );
  }
});

test("the belt is half an ellipse around its normal", () => {
  const [belt] = drawn([1, 0, 0, 0]).filter(({ kind }) => kind === "stroke");
  const [, x, y, wide, tall, angle, from, to] = belt.commands[0];
  assert.ok(near([x, y, wide, tall], [100, 50, 9.7, 9.7 * 0.8]));
  assert.ok(near([angle], [Math.atan2(-0.48, 0.36) + Math.PI / 2]));
  assert.deepEqual([from, to], [0, Math.PI]);
});

test("light and shade come from the upper left", () => {
  const { image } = drawn([1, 0, 0, 0]).find(({ kind }) => kind === "image");
  const [body, glint] = image.context.drawn.map(({ color }) => color);
  for (const gradient of [body, glint]) assert.ok(gradient.ends[0] < 48 && gradient.ends[1] < 48);
  assert.match(body.stops[0][1], /^rgb\(255/);
  assert.match(body.stops.at(-1)[1], /^rgb\(0/);
});

test("a shadow is flattened around its place", () => {
  const { context } = recordingContext();
  drawShadow(context, 100, 50, 10, 0.5);
  const [{ x, y, width, height }] = context.drawn;
  assert.deepEqual([x, y, width, height], [85, 42.5, 30, 15]);
});

const X = Float64Array.from({ length: 41 }, (_, k) => k / 10 - 2);
const landOf = (height, exact = true) =>
  new HeightField({
    x: X,
    y: X,
    z: Float64Array.from({ length: 1681 }, (_, k) => height(X[k % 41], X[Math.floor(k / 41)])),
    logScale: false,
    exact,
  });

function racer(points, regime = null) {
  const track = new Track(["x", "y", "loss"]);
  track.append([0, 1, 2].map((c) => points.map((point) => point[c])));
  return { track, regime, label: "A", ...RED, spin: new BallRotation(track, { width: 4, depth: 4 }) };
}

const POINTS = Array.from({ length: 21 }, (_, k) => [-1.5 + 0.15 * k, 1.2 * Math.cos(k), 3 + k]);
const MAP = { left: 10, top: 20, width: 480, height: 320 };

test("a ball is between its points on the map", () => {
  const field = landOf((x, y) => x + y);
  const view = new MapProjection(field, MAP, 1);
  const one = racer(POINTS);
  for (let k = 0; k < 20; k += 1) {
    const time = k + 0.05 * k;
    const pose = ballPoseOf(one, new Route(one.track, field, view), time, view);
    const [i, f] = [Math.floor(time), time - Math.floor(time)];
    const [x, y] = [0, 1].map((c) => POINTS[i][c] + f * (POINTS[Math.min(i + 1, 20)][c] - POINTS[i][c]));
    assert.ok(near([pose.x, pose.y], [10 + 120 * (x + 2), 340 - 80 * (y + 2)]), `time ${time}`);
    assert.ok(pose.index === i && pose.inside && !pose.hidden && pose.opacity === 1);
    assert.ok(near([pose.radius], [320 / 48]));
  }
});

/** From the front: 100 pixels a unit, height up; the eye far in front at a height. */
const front = (eyeHeight) => ({
  version: 1,
  flat: false,
  eyeData: [0, -50, eyeHeight],
  project(x, _y, height, out, k) {
    [out[k], out[k + 1]] = [200 + 100 * x, 300 - 100 * height];
    return 1;
  },
});

test("a ball on a plane floats at its own loss", () => {
  const one = racer([[1, 0.5, 2.5]]);
  const at = (exact) => {
    const field = landOf((x) => x, exact);
    return ballPoseOf(one, new Route(one.track, field, front(20)), 0, front(20));
  };
  assert.ok(near(at(true).foot, [300, 200]) && near(at(true).ground, [300, 200]));
  assert.ok(near(at(false).foot, [300, 50]) && near(at(false).ground, [300, 200]));
});

test("the land hides balls behind it", () => {
  const ridge = (exact) => landOf((_x, y) => 3 * Math.exp(-((y / 0.2) ** 2)), exact);
  const at = (y, exact, eye) => {
    const one = racer([[0, y, 0]]);
    const field = ridge(exact);
    const { hidden, opacity } = ballPoseOf(one, new Route(one.track, field, front(eye)), 0, front(eye));
    return [hidden, opacity];
  };
  assert.deepEqual(at(1, true, 2), [true, 0.35]);
  assert.deepEqual(at(1, false, 2), [true, 0.65]);
  assert.deepEqual(at(-1, true, 2), [false, 1]);
  assert.deepEqual(at(1, true, 500), [false, 1]);
});

test("only a diverged ball ends, at its last point", () => {
  const field = landOf((x) => x);
  const view = new MapProjection(field, MAP, 1);
  const ended = (name, time) => {
    const one = racer(POINTS.slice(0, 5), name && { name, step: 2 });
    return ballPoseOf(one, new Route(one.track, field, view), time, view).ended;
  };
  assert.deepEqual(
    [ended("diverged", 3.9), ended("diverged", 4), ended("converged", 4), ended(null, 9)],
    [false, true, false, false],
  );
});

test("a ball off the land is shown at the edge", () => {
  const field = landOf((x) => x);
  const view = new MapProjection(field, MAP, 1);
  for (const [x, y, px, py, angle] of [
    [6, 0, 490, 180, 0],
    [-8, 0, 10, 180, Math.PI],
    [0, 5, 250, 20, -Math.PI / 2],
    [0, -3, 250, 340, Math.PI / 2],
    [4, 4, 490, 20, Math.atan2(-80, 120)],
  ]) {
    const one = racer([[x, y, 0]]);
    const pose = ballPoseOf(one, new Route(one.track, field, view), 0, view);
    assert.equal(pose.inside, false);
    const edge = edgeOf(pose);
    assert.ok(near([edge.x, edge.y, edge.angle], [px, py, angle]), `${x}, ${y}: ${Object.values(edge)}`);
  }
});
