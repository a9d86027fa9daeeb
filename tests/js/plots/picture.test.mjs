import assert from "node:assert/strict";
import { test } from "node:test";
import { MARKERS } from "../../../static/js/experiment/racers.js";
import { Picture } from "../../../static/js/plots/picture.js";
import { Track } from "../../../static/js/run/track.js";
import { installPlotly, pixelOf } from "./camera-stand-in.mjs";
import { drawnIn, FakeElement, near, placesOf, textsOf, token } from "./canvas-stand-in.mjs";

/** Frames and delays that wait until they are asked for. */
let due = [];
globalThis.requestAnimationFrame = (act) => due.push(act);
globalThis.cancelAnimationFrame = (number) => {
  due[number - 1] = () => {};
};
globalThis.setTimeout = (act) => due.push(act);
globalThis.clearTimeout = globalThis.cancelAnimationFrame;
function settle() {
  while (due.length > 0) {
    const acts = due;
    due = [];
    for (const act of acts) act();
  }
}

const X = Float64Array.from({ length: 9 }, (_, k) => k / 2 - 2);
const bowl = (scale = 1) => ({
  x: X,
  y: X,
  z: Float64Array.from({ length: 81 }, (_, k) => scale * (X[k % 9] ** 2 + X[Math.floor(k / 9)] ** 2)),
  logScale: false,
  minima: [],
  exact: true,
});
/** The map of 700 by 560 has the frame (36, 8) to (692, 536). */
const at = (x, y) => [36 + (656 * (x + 2)) / 4, 536 - (528 * (y + 2)) / 4];

function trackOf(places) {
  const track = new Track(["x", "y", "loss", "lr", "evaluations", "examples", "grad_norm"]);
  track.append([0, 1, 2, 2, 2, 2, 2].map((c) => places.map((place) => place[c] ?? 1)));
  return track;
}

const racer = (label, style, places) => ({
  label,
  color: `var(--racer-${style})`,
  marker: MARKERS[style],
  track: trackOf(places),
});
const RACERS = [
  racer("A", 0, [
    [-1, -1],
    [0, 0],
  ]),
  racer("B", 5, [
    [-1, -1],
    [1, 0.5],
  ]),
  racer("C", 3, [
    [-1, -1],
    [0.5, -1.2],
  ]),
];

function pictureOf({ view = "contour", racers = RACERS } = {}) {
  const figures = installPlotly();
  const part = (width, height) => new FakeElement("div", { width, height });
  const elements = { scene: part(700, 560), contour: part(700, 560), curves: part(700, 140) };
  const picture = new Picture(elements);
  picture.setView(view);
  picture.setLandscape(bowl());
  picture.setRacers(racers);
  settle();
  const [map, scene] = [picture.map, picture.scene].map(({ live }) => live.context.drawn);
  return { picture, elements, figures, map, scene };
}

/** Center of the disk of a color. */
function ballOf(marks, color) {
  const [disk] = drawnIn(marks, "fill", color).filter(
    ({ commands }) => commands[0]?.[0] === "arc" && commands[0][3] > 5,
  );
  return disk?.commands[0].slice(1, 3);
}

test("each racer has its own color everywhere", () => {
  const { picture, map, scene } = pictureOf({ view: "both" });
  picture.draw(1);
  const curves = picture.curves.live.context.drawn;
  for (const [k, style] of [0, 5, 3].entries()) {
    const color = token(`racer-${style}`);
    const { columns } = RACERS[k].track;
    assert.ok(near(ballOf(map, color), at(columns[0][1], columns[1][1])), color);
    assert.ok(ballOf(scene, color));
    assert.equal(drawnIn(curves, "stroke", color).length, 1);
  }
});

test("a removed racer leaves the others' colors", () => {
  const { picture, map } = pictureOf();
  picture.setRacers([RACERS[0], RACERS[2]]);
  picture.draw(1);
  assert.ok(near(ballOf(map, token("racer-3")), at(0.5, -1.2)));
  assert.equal(ballOf(map, token("racer-5")), undefined);
  const curves = picture.curves.live.context.drawn;
  assert.deepEqual(
    ["racer-0", "racer-5", "racer-3"].map((name) => drawnIn(curves, "stroke", token(name)).length),
    [1, 0, 1],
  );
});

test("the view hides what it leaves out", () => {
  for (const [view, map, scene] of [
    ["both", true, true],
    ["3d", false, true],
    ["contour", true, false],
  ]) {
    const { picture, elements, ...drawn } = pictureOf({ view });
    picture.draw(1);
    assert.deepEqual([!elements.contour.hidden, !elements.scene.hidden], [map, scene], view);
    assert.deepEqual([drawn.map.length > 0, drawn.scene.length > 0], [map, scene], view);
  }
});

test("paths ahead fade over twelve steps", () => {
  const long = racer(
    "A",
    0,
    Array.from({ length: 41 }, (_, k) => [-1 + k / 20, -1, k]),
  );
  const { picture } = pictureOf({ racers: [long] });
  const shown = (time) => {
    picture.draw(time);
    return picture.content.ahead;
  };
  assert.ok(near([0, 3, 6, 12, 30].map(shown), [1, 0.75, 0.5, 0, 0]));
  picture.setAhead(true);
  assert.equal(shown(31), 1);
  picture.setAhead(false);
  assert.equal(shown(32), 0);
});

test("ghosts have their racer's color", () => {
  const { picture, map } = pictureOf({ racers: [] });
  picture.setGhosts([
    {
      color: "var(--racer-7)",
      track: trackOf([
        [-1, 0],
        [1, 1],
      ]),
    },
  ]);
  picture.draw(1);
  const lines = drawnIn(map, "stroke", token("racer-7")).filter(({ commands }) => commands.length > 0);
  assert.ok(near(lines.flatMap(placesOf), [...at(-1, 0), ...at(1, 1)]));
});

test("each arrow is switched by its own name", () => {
  const names = { gradient: "−∇L", momentum: "−m", step: "step" };
  const track = new Track([
    "x",
    "y",
    "loss",
    "lr",
    "gradient_x",
    "gradient_y",
    "momentum_x",
    "momentum_y",
    "evaluations",
    "examples",
  ]);
  track.append(track.names.map(() => [0.5, 0.7]));
  for (const kind of Object.keys(names)) {
    const { picture, map } = pictureOf({ racers: [{ ...RACERS[0], track }] });
    picture.setArrows({ gradient: false, momentum: false, step: false, [kind]: true });
    picture.draw(0);
    assert.deepEqual(textsOf(map), [names[kind]]);
  }
});

test("a mini-batch land is for the scene alone", () => {
  const { picture } = pictureOf({ view: "both" });
  picture.setLandscape(bowl(3), { recut: true, beside: true });
  settle();
  assert.equal(Math.round(picture.map.field.height(1, 1)), 2);
  assert.equal(Math.round(picture.scene.field.height(1, 1)), 6);
  picture.setLandscape(bowl(2));
  settle();
  assert.deepEqual(
    [picture.map, picture.scene].map(({ field }) => Math.round(field.height(1, 1))),
    [4, 4],
  );
});

test("curves get scale, axis, steps, rates and costs", () => {
  const { picture } = pictureOf();
  picture.setLossScale("linear");
  picture.setAxis("gradients");
  picture.setSteps(77);
  picture.setRates(true);
  picture.setCosts([0.1, 0.2, 0.3]);
  const { kind, requestedAxis, steps, showRates, costs } = picture.curves;
  assert.deepEqual(
    [kind, requestedAxis, steps, showRates, costs],
    ["linear", "gradients", 77, true, [0.1, 0.2, 0.3]],
  );
});

test("nothing is drawn again while nothing changes", () => {
  const { picture, map } = pictureOf();
  picture.draw(1);
  map.length = 0;
  picture.draw(1);
  assert.equal(map.length, 0);
  RACERS[0].track.setMarks(
    [{ points: Float64Array.of(0, 0, 1), arrows: new Float64Array(), ellipse: null }],
    1,
  );
  picture.draw(1);
  assert.ok(map.length > 0, "marks have come");
  map.length = 0;
  picture.setGhosts([]);
  picture.draw(1);
  assert.ok(map.length > 0);
});

/** A pointer on an element. */
function point(element, type, x, y, more = {}) {
  element.dispatchEvent(
    Object.assign(new Event(type), { clientX: x, clientY: y, button: 0, pointerId: 1, ...more }),
  );
}

function events(picture, name) {
  const seen = [];
  picture.addEventListener(name, ({ detail }) => seen.push(detail));
  return seen;
}

test("a press on the map moves the start there", () => {
  const { picture, elements } = pictureOf();
  const seen = events(picture, "start");
  point(elements.contour, "pointerdown", ...at(0.5, -0.75));
  point(elements.contour, "pointermove", ...at(1, 1.5));
  point(elements.contour, "pointerup", ...at(1, 1.5));
  assert.deepEqual(
    seen.map(({ x, y, phase }) => [Math.round(1e6 * x) / 1e6, Math.round(1e6 * y) / 1e6, phase]),
    [
      [0.5, -0.75, "drag"],
      [1, 1.5, "drag"],
      [1, 1.5, "end"],
    ],
  );
});

test("arrow keys move the start by an eightieth", () => {
  for (const [key, dx, dy] of [
    ["ArrowLeft", -0.05, 0],
    ["ArrowRight", 0.05, 0],
    ["ArrowUp", 0, 0.05],
    ["ArrowDown", 0, -0.05],
  ]) {
    const { picture, elements } = pictureOf();
    const seen = events(picture, "start");
    elements.contour.dispatchEvent(Object.assign(new Event("keydown"), { key }));
    assert.ok(near([seen[1].x, seen[1].y], [-1 + dx, -1 + dy]) && seen[1].phase === "end", key);
  }
});

test("a hovered point of the map is marked on the curves", () => {
  const { picture, elements } = pictureOf();
  picture.draw(1);
  const seen = events(picture, "hover");
  point(elements.contour, "pointermove", ...at(1, 0.5));
  assert.deepEqual(seen, [{ racer: 1, step: 1 }]);
  assert.deepEqual(picture.curves.marked, { racer: 1, step: 1 });
  point(elements.contour, "pointerleave", 0, 0);
  assert.deepEqual([seen.at(-1), picture.curves.marked], [null, null]);
});

test("the start's ring can be dragged on the scene", () => {
  const { picture, elements, figures } = pictureOf({ view: "both" });
  const { camera, aspectratio, xaxis, yaxis, zaxis } = figures.findLast(({ layout }) => layout.scene).layout
    .scene;
  const vectors = Object.fromEntries(Object.entries(camera).map(([name, { x, y, z }]) => [name, [x, y, z]]));
  const data = [xaxis, yaxis, zaxis].map(({ range }) => range);
  const pixel = (x, y) =>
    pixelOf([x, y, x * x + y * y], vectors, [700, 560], Object.values(aspectratio), data);
  const seen = events(picture, "start");
  point(elements.scene, "pointerdown", ...pixel(-1, -1));
  point(elements.scene, "pointermove", ...pixel(0.5, 0.25));
  point(elements.scene, "pointerup", ...pixel(0.5, 0.25));
  const { x, y, phase } = seen.at(-1);
  assert.ok(near([x, y], [0.5, 0.25], 0.02) && phase === "end", `${x}, ${y}`);
});

test("a drag on the scene turns it, keys too", () => {
  const { picture, elements } = pictureOf({ view: "both" });
  const pose = () => [picture.scene.pose.azimuth, picture.scene.pose.elevation, picture.scene.pose.zoom];
  const [azimuth, elevation] = pose();
  point(elements.scene, "pointerdown", 10, 10);
  point(elements.scene, "pointermove", 50, 20);
  assert.ok(near(pose(), [azimuth - 0.3, elevation + 0.075, 1]));
  point(elements.scene, "pointerup", 50, 20);
  const key = (name) => elements.scene.dispatchEvent(Object.assign(new Event("keydown"), { key: name }));
  key("ArrowLeft");
  assert.ok(near(pose(), [azimuth - 0.3 + 0.12, elevation + 0.075, 1]));
  key("ArrowUp");
  assert.ok(near(pose().slice(1), [elevation + 0.075 - 0.12, 1]));
  key("+");
  assert.ok(near(pose().slice(2), [1.15]));
  elements.scene.dispatchEvent(Object.assign(new Event("wheel"), { deltaY: 100, deltaMode: 0 }));
  assert.ok(near(pose().slice(2), [1.15 * Math.exp(-0.16)]));
  assert.deepEqual(picture.pose, picture.scene.pose);
});
