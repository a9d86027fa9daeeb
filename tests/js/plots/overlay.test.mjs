import assert from "node:assert/strict";
import { test } from "node:test";
import { BallRotation } from "../../../static/js/plots/ball/ball-rotation.js";
import { HeightField } from "../../../static/js/plots/land/height-field.js";
import { MapProjection } from "../../../static/js/plots/land/projection.js";
import { Overlay, startOf } from "../../../static/js/plots/overlay.js";
import { Track } from "../../../static/js/run/track.js";
import { drawnIn, near, placesOf, RecordingContext, textOf, textsOf, themeOf } from "./canvas-stand-in.mjs";

const X = Float64Array.from([-2, 0, 2]);
const landOf = (exact) =>
  new HeightField({
    x: X,
    y: X,
    z: Float64Array.from({ length: 9 }, (_, k) => X[k % 3]),
    logScale: false,
    exact,
  });
const FIELD = landOf(true);
/** 120 pixels a unit across, 80 up. */
const VIEW = new MapProjection(FIELD, { left: 10, top: 20, width: 480, height: 320 }, 1);
const at = (x, y) => [10 + 120 * (x + 2), 340 - 80 * (y + 2)];
const NAMES = ["x", "y", "loss", "gradient_x", "gradient_y", "momentum_x", "momentum_y"];

function racer(label, color, places, { regime = null, gradient = [1, 0] } = {}) {
  const track = new Track(NAMES);
  const row = ([x, y, loss = x]) => [x, y, loss, ...gradient, 0, 1];
  track.append(NAMES.map((_, c) => places.map((place) => row(place)[c])));
  return { label, color, marker: "square", track, regime, spin: new BallRotation(track, FIELD) };
}

const OFF = { gradient: false, momentum: false, step: false };

function drawn(
  drawnRacers,
  { time = 1, arrows = {}, ghosts = [], view = VIEW, field = FIELD, ...more } = {},
) {
  const context = new RecordingContext({ clientWidth: 500, clientHeight: 360 });
  const content = { drawnRacers, ghosts, arrows: { ...OFF, ...arrows }, grasped: false, ahead: 0, ...more };
  new Overlay().draw(context, time, content, field, view, themeOf());
  return context.drawn;
}

/** Center of the ball of a color: the only filled disk of its size. */
function ballOf(marks, color) {
  const disks = drawnIn(marks, "fill", color).filter(
    ({ commands }) => commands[0]?.[0] === "arc" && commands[0][3] > 5,
  );
  assert.equal(disks.length, 1, color);
  return disks[0].commands[0].slice(1, 3);
}

const A = racer("A", "red", [
  [-1, -1],
  [-0.5, 0.5],
  [0.5, 1],
]);
const B = racer("B", "blue", [
  [-1, -1],
  [1, -0.5],
  [1.5, 0],
]);

test("each ball is at its own racer's point, in its color", () => {
  for (const [time, a, b] of [
    [0, [-1, -1], [-1, -1]],
    [0.5, [-0.75, -0.25], [0, -0.75]],
    [1, [-0.5, 0.5], [1, -0.5]],
    [1.25, [-0.25, 0.625], [1.125, -0.375]],
    [9, [0.5, 1], [1.5, 0]],
  ]) {
    const marks = drawn([A, B], { time });
    assert.ok(near(ballOf(marks, "red"), at(...a)), `${time}`);
    assert.ok(near(ballOf(marks, "blue"), at(...b)), `${time}`);
  }
});

test("each trail is in its own racer's color", () => {
  const marks = drawn([A, B], { time: 2 });
  for (const { color, track } of [A, B]) {
    const line = drawnIn(marks, "stroke", color).flatMap(placesOf);
    const expected = Array.from({ length: 3 }, (_, k) => at(track.columns[0][k], track.columns[1][k])).flat();
    assert.ok(near(line.slice(0, 6), expected), color);
  }
});

test("a name stands beside its own ball", () => {
  const marks = drawn([A, B]);
  for (const { label, color } of [A, B]) {
    const [x, y] = ballOf(marks, color);
    const name = textOf(marks, label);
    assert.ok(near([name.x, name.y], [x + 320 / 48 + 6, y - 2]), label);
    assert.equal(name.color, "text");
  }
});

test("the ring is at the start of all", () => {
  const marks = drawn([A, B]);
  const ring = drawnIn(marks, "stroke", "text").find(({ commands }) => commands[0][0] === "arc");
  assert.ok(near(ring.commands[0].slice(1, 4), [...at(-1, -1), 6.5]));
  const grasped = drawnIn(drawn([A], { grasped: true }), "stroke", "text").find(
    ({ commands }) => commands[0][0] === "arc",
  );
  assert.equal(grasped.commands[0][3], 9);
  assert.deepEqual(startOf([{ track: new Track(NAMES) }, A]), { x: -1, y: -1, loss: -1 });
  assert.equal(startOf([]), null);
});

test("ghosts and paths ahead are whole paths", () => {
  const ghost = racer("", "green", [
    [0, 0],
    [1, 1],
  ]);
  const marks = drawn([A], { ghosts: [{ color: "green", track: ghost.track }], ahead: 0.5, time: 0 });
  const [line] = drawnIn(marks, "stroke", "green").filter(({ commands }) => commands.length > 0);
  assert.ok(near(placesOf(line), [...at(0, 0), ...at(1, 1)]));
  assert.deepEqual([line.dash, line.opacity], [[2, 3], 0.38]);
  assert.equal(
    marks.indexOf(line) < marks.findIndex(({ color }) => color === "red"),
    true,
    "below the racers",
  );
  const [ahead] = drawnIn(marks, "stroke", "red").filter(({ commands }) => commands.length > 0);
  assert.ok(near(placesOf(ahead), [...at(-1, -1), ...at(-0.5, 0.5), ...at(0.5, 1)]));
  assert.equal(ahead.opacity, 0.375);
});

test("arrows start at the ball and point downhill", () => {
  const names = (arrows) => textsOf(drawn([A], { arrows })).filter((text) => text !== "A");
  assert.deepEqual(names({}), []);
  assert.deepEqual(names({ gradient: true, momentum: true, step: true }), ["−∇L", "−m", "step"]);
  const shaft = (arrows) => {
    const strokes = drawnIn(drawn([A], { arrows }), "stroke", "red");
    return placesOf(strokes.findLast(({ commands }) => commands.length === 2));
  };
  // Of a gradient (1, 0), of a momentum (0, 1), and to the next point; the head takes the last 6 pixels.
  const length = 20 + 58 / 2 - 6;
  const [x, y] = at(-0.5, 0.5);
  assert.ok(near(shaft({ gradient: true }), [x, y, x - length, y], 1e-6));
  assert.ok(near(shaft({ momentum: true }), [x, y, x, y + length], 1e-6));
  const [dx, dy] = at(0.5, 1).map((value, k) => value - [x, y][k]);
  const share = 1 - 6 / Math.hypot(dx, dy);
  assert.ok(near(shaft({ step: true }), [x, y, x + share * dx, y + share * dy]));
});

test("a diverged ball has a cross at its last point", () => {
  const gone = racer(
    "C",
    "red",
    [
      [0, 0],
      [1, 1],
    ],
    { regime: { name: "diverged", step: 1 } },
  );
  const crosses = (time) =>
    drawnIn(drawn([gone], { time }), "stroke", "red")
      .filter(({ width }) => width === 2.6)
      .map(placesOf);
  const [x, y] = at(1, 1);
  const cross = [x - 6, y - 6, x + 6, y + 6, x + 6, y - 6, x - 6, y + 6];
  assert.ok(crosses(1).some((places) => near(places, cross)));
  assert.ok(!crosses(0.9).some((places) => near(places, cross)));
});

test("a ball off the map is a pointer with its name", () => {
  const gone = racer(
    "C",
    "red",
    [
      [0, 0],
      [6, 0],
    ],
    { regime: { name: "diverged", step: 1 } },
  );
  const marks = drawn([gone, B]);
  const pointer = drawnIn(marks, "fill", "red").find(({ commands }) => commands.length === 5);
  assert.ok(near(placesOf(pointer).slice(0, 2), [490 + 2, 180]));
  assert.ok(placesOf(pointer)[2] < 480, "it points to the right");
  const name = textOf(marks, "C ×");
  assert.ok(near([name.x, name.y], [490 - 20 - 18, 180]) && name.color === "red");
  assert.ok(ballOf(marks, "blue"));
});

test("near balls hide names and share a shadow", () => {
  const close = racer("C", "green", [
    [0, 0],
    [-0.49, 0.5],
  ]);
  const marks = drawn([A, close]);
  assert.deepEqual(textsOf(marks), []);
  const shadows = (racers) =>
    drawn(racers).filter(({ kind, width }) => kind === "image" && width === 3 * (320 / 48));
  assert.equal(shadows([A, close]).length, 1);
  const [shadow] = shadows([A]);
  const [x, y] = at(-0.5, 0.5);
  assert.ok(shadow.x + shadow.width / 2 > x && shadow.y + shadow.height / 2 > y, "to the lower right");
});

/** From the front at a height; nearer points, with lower y, are nearer in depth. */
const FRONT = {
  version: 2,
  flat: false,
  eyeData: [0, -50, 99],
  project(x, y, height, out, k) {
    [out[k], out[k + 1]] = [250 + 100 * x, 200 - 50 * height];
    return 10 + y;
  },
};

test("nearer balls lie above farther ones", () => {
  const order = (racers) =>
    drawn(racers, { view: FRONT })
      .filter(({ kind, commands }) => kind === "fill" && commands[0]?.[0] === "arc" && commands[0][3] === 8)
      .map(({ color }) => color);
  assert.deepEqual(order([A, B]), ["red", "blue"]);
  assert.deepEqual(order([B, A]), ["red", "blue"]);
});

test("a floating ball has a plumb line to the land", () => {
  const field = landOf(false);
  const one = racer("C", "red", [[1, 0, 3]]);
  const marks = drawn([one], { view: FRONT, field, time: 0 });
  const line = drawnIn(marks, "stroke", "red").find(({ width }) => width === 1.2);
  assert.ok(near(placesOf(line), [350, 150, 350, 50]), "from height 1 to loss 3");
  assert.ok(near(ballOf(marks, "red"), [350, 50]));
});
