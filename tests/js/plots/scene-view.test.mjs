import assert from "node:assert/strict";
import { test } from "node:test";
import { PRESETS } from "../../../static/js/plots/land/camera.js";
import { HeightField } from "../../../static/js/plots/land/height-field.js";
import { SceneView } from "../../../static/js/plots/scene-view.js";
import { Track } from "../../../static/js/run/track.js";
import { installPlotly, pixelOf } from "./camera-stand-in.mjs";
import { drawnIn, FakeElement, near, placesOf, textsOf, themeOf } from "./canvas-stand-in.mjs";

const X = Float64Array.from({ length: 31 }, (_, k) => k / 10 - 1.5);
const Y = Float64Array.from({ length: 31 }, (_, k) => k / 10);
/** A ridge along y = 1.5, three high, on a slope to the right. */
const height = (x, y) => x + 3 * Math.exp(-(((y - 1.5) / 0.3) ** 2));
const MINIMA = [
  [-1.2, 0.3, -3],
  [0.5, 2.6, -1],
];
const landOf = (extra = {}) =>
  new HeightField({
    x: X,
    y: Y,
    z: Float64Array.from({ length: 961 }, (_, k) => height(X[k % 31], Y[Math.floor(k / 31)])),
    logScale: false,
    minima: MINIMA,
    exact: true,
    ...extra,
  });
const FIELD = landOf();
const SIZE = [800, 600];
const FRONT = { azimuth: -Math.PI / 2, elevation: 0.3, zoom: 1 };

globalThis.requestAnimationFrame = (act) => {
  act(1e9);
  return 1;
};
globalThis.cancelAnimationFrame = () => {};

function shown({ pose = FRONT, field = FIELD } = {}) {
  const figures = installPlotly();
  const view = new SceneView(new FakeElement("div", { width: SIZE[0], height: SIZE[1] }), () => {});
  if (pose) view.setPose(pose);
  view.show(field, themeOf());
  const { layout } = figures.at(-1);
  const { camera, xaxis, yaxis, zaxis, aspectratio } = layout.scene;
  const vectors = Object.fromEntries(Object.entries(camera).map(([name, { x, y, z }]) => [name, [x, y, z]]));
  const data = [xaxis.range, yaxis.range, zaxis.range];
  const at = (...place) => pixelOf(place, vectors, SIZE, Object.values(aspectratio), data);
  return { view, at, camera: vectors, floor: zaxis.range[0] };
}

test("from the front x runs right, and height up", () => {
  const { camera, at } = shown();
  assert.ok(Math.abs(camera.eye[0] - camera.center[0]) < 1e-9 && camera.eye[1] < 0 && camera.eye[2] > 0);
  assert.deepEqual(camera.up, [0, 0, 1]);
  assert.ok(
    at(1, 0, 0)[0] > at(-1, 0, 0)[0] && at(0, 0, 2)[1] < at(0, 0, 0)[1] && at(0, 3, 0)[1] < at(0, 0, 0)[1],
  );
});

test("points are drawn where the camera sees them", () => {
  const { view, at } = shown({ pose: { azimuth: 0.7, elevation: 0.9, zoom: 1.3 } });
  for (let k = 0; k < 20; k += 1) {
    const place = [-1.5 + 0.15 * k, ((7 * k) % 20) * 0.15, -1 + 0.2 * k];
    const out = [0, 0];
    view.projection.project(...place, out, 0);
    assert.ok(near(out, at(...place), 1e-3), `${place}: ${out}, ${at(...place)}`);
  }
});

test("flags stand on the land; one behind a ridge is faint", () => {
  const { view, at } = shown();
  const strokes = drawnIn(view.base.context.drawn, "stroke", "text");
  const [pole, cross] = strokes.filter(({ width }) => width === 1.4);
  const [x, y] = at(-1.2, 0.3, FIELD.height(-1.2, 0.3));
  assert.ok(near(placesOf(pole), [x, y, x, y - 17], 1e-3));
  const [a, b] = at(0.5, 2.6, FIELD.height(0.5, 2.6));
  assert.ok(near(placesOf(cross).slice(0, 4), [a - 3.5, b - 3.5, a + 3.5, b + 3.5], 1e-3));
  assert.deepEqual([pole.opacity, cross.opacity], [1, 0.25]);
});

test("the plate lies below the land", () => {
  const { view, at, floor } = shown();
  const [plate] = drawnIn(view.under.context.drawn, "fill", "plate");
  const corners = [
    [-1.5, 0],
    [1.5, 0],
    [1.5, 3],
    [-1.5, 3],
  ];
  assert.ok(
    near(
      placesOf(plate),
      corners.flatMap(([x, y]) => at(x, y, floor)),
      1e-3,
    ),
  );
  const [wall] = drawnIn(view.base.context.drawn, "fill", "plate");
  assert.ok(near(placesOf(wall).slice(0, 2), at(-1.5, 0, height(-1.5, 0)), 0.1), "on the near side");
  assert.ok(textsOf(view.base.context.drawn).includes("loss"), "the legend");
});

test("a pixel is the place on the land", () => {
  const { view, at } = shown({ pose: { azimuth: -1.2, elevation: 1.2, zoom: 1 } });
  for (const [x, y] of [
    [-1, 0.4],
    [0, 0.2],
    [1.2, 0.6],
    [0.3, 2.9],
    [-1.3, 1.5],
  ]) {
    const place = view.placeAt(...at(x, y, FIELD.height(x, y)));
    assert.ok(near([place.x, place.y], [x, y], 1e-3), `${x}, ${y}: ${Object.values(place)}`);
  }
  assert.equal(view.placeAt(2, 2), null);
  const track = new Track(["x", "y", "loss"]);
  track.append([[-1], [0.4], [0]]);
  const [px, py] = at(-1, 0.4, FIELD.height(-1, 0.4));
  assert.ok(view.onStart(px + 9, py + 9, [{ track }]) && !view.onStart(px + 11, py + 11, [{ track }]));
});

test("a drag turns the land with it", () => {
  const { view } = shown();
  view.rotate(100, 40);
  assert.ok(near([view.pose.azimuth, view.pose.elevation], [-Math.PI / 2 - 0.75, 0.3 + 0.3]));
  const [eye] = view.plot.looked;
  assert.ok(eye[0] < 0 && eye[1] < 0, "the eye goes left, so that the land turns right");
  view.zoom(2);
  assert.equal(view.pose.zoom, 2);
});

test("presets are poses, the oblique one is computed", () => {
  const { view } = shown();
  for (const name of ["front", "side", "above"]) {
    view.preset(name);
    assert.deepEqual([view.pose, view.poseChosen], [PRESETS[name], true], name);
  }
  view.preset("oblique");
  assert.equal(view.poseChosen, false);
  assert.deepEqual([view.pose, view.pose.zoom], [view.framing.pose, 1]);
  assert.ok(view.pose.elevation > 0.5 && view.pose.elevation < 1.1, "from above, yet not as a map");
});

test("another frame keeps the pose that a person chose", () => {
  const { view } = shown({ pose: null });
  view.show(landOf({ x: X.map((x) => 2 * x), refit: true }), themeOf());
  assert.equal(view.pose, view.framing.pose);
  view.rotate(30, 0);
  const chosen = view.pose;
  view.show(landOf({ refit: true }), themeOf());
  assert.deepEqual([view.pose, view.poseChosen], [chosen, true]);
});

test("a finer grid keeps the pose, another land does not", () => {
  const { view } = shown();
  view.rotate(30, 0);
  const before = view.pose;
  view.show(landOf(), themeOf());
  assert.equal(view.pose, before);
  view.show(landOf({ minima: [] }), themeOf());
  assert.notEqual(view.pose.azimuth, before.azimuth);
  assert.equal(view.poseChosen, false);
});
