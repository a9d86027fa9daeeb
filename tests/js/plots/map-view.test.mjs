import assert from "node:assert/strict";
import { test } from "node:test";
import { HeightField } from "../../../static/js/plots/land/height-field.js";
import { fit, MapView } from "../../../static/js/plots/map-view.js";
import { Track } from "../../../static/js/run/track.js";
import { installPlotly } from "./camera-stand-in.mjs";
import { drawnIn, FakeElement, near, placesOf, textOf, textsOf, themeOf } from "./canvas-stand-in.mjs";

const X = Float64Array.from({ length: 9 }, (_, k) => k / 2 - 2);
const Y = Float64Array.from({ length: 9 }, (_, k) => 10 + k / 2);
const MINIMA = [
  [-1, 13, -5],
  [1, 11, -7],
  [9, 11, -1],
];
const FIELD = new HeightField({
  x: X,
  y: Y,
  z: Float64Array.from({ length: 81 }, (_, k) => k),
  logScale: false,
  minima: MINIMA,
  axes: ["u", "v"],
});
/** 560 pixels high: 506 for the land, which is a square; left of it 50 and what is free. */
const at = (left) => (x, y) => [left + (506 * (x + 2)) / 4, 518 - (506 * (y - 10)) / 4];

function shown(width, height, options = {}) {
  const view = new MapView(new FakeElement("div", { width, height }));
  Object.assign(view, options);
  view.show(FIELD, themeOf());
  return { view, drawn: view.base.context.drawn };
}

test("until Plotly has loaded the relief is in the frame", () => {
  const { view, drawn } = shown(700, 560);
  assert.deepEqual(view.projection.frame, { left: 115, top: 12, width: 506, height: 506 });
  const [{ image, x, y, width, height }] = drawn;
  assert.deepEqual([image.image.width, x, y, width, height], [242, 115, 12, 506, 506]);
});

test("the map's figure has the frame and the land", () => {
  const figures = installPlotly();
  const { view } = shown(700, 560);
  const [{ element, traces, layout }] = figures;
  delete globalThis.Plotly;
  assert.equal(element, view.plot);
  const { l, t, r, b } = layout.margin;
  assert.deepEqual([layout.width, layout.height, l, t, 700 - r, 560 - b], [700, 560, 115, 12, 621, 518]);
  assert.deepEqual(
    [layout.xaxis.range, layout.yaxis.range],
    [
      [-2, 2],
      [10, 14],
    ],
  );
  assert.deepEqual(
    traces.map(({ line }) => line.color),
    ["line", "lineStrong"],
  );
  assert.ok(view.labels.length > 0);
});

test("minima lie at their places, the lowest with a flag", () => {
  const { drawn } = shown(700, 560);
  const strokes = drawnIn(drawn, "stroke", "text");
  const [cross, pole, ...rest] = strokes.map(placesOf);
  assert.deepEqual(rest, [], "one lies off the land");
  const [ax, ay] = at(115)(-1, 13);
  assert.ok(near(cross.slice(0, 4), [ax - 3.5, ay - 3.5, ax + 3.5, ay + 3.5]));
  const [bx, by] = at(115)(1, 11);
  assert.ok(near(pole, [bx, by, bx, by - 17]));
});

test("axes have their names", () => {
  const { drawn } = shown(700, 560);
  const [u, v] = ["u", "v"].map((name) => textOf(drawn, name));
  assert.deepEqual([u.x, u.y, v.x, v.y], [115 + 253, 518 + 32, 75, 12 + 253]);
  assert.deepEqual(textsOf(shown(300, 240).drawn), [], "a small map has none");
});

test("a wide map has a legend, unless another map covers it", () => {
  const { drawn } = shown(1100, 560);
  const { x, y } = textOf(drawn, "loss");
  assert.deepEqual([x, y], [315 - 150, 12]);
  assert.ok(!textsOf(shown(1100, 560, { tinted: false }).drawn).includes("loss"));
  assert.ok(!textsOf(shown(700, 560).drawn).includes("loss"));
});

test("a pixel is its place", () => {
  const { view } = shown(700, 560);
  for (let k = 0; k < 20; k += 1) {
    const [x, y] = [-2 + 0.2 * k, 10 + ((7 * k) % 20) / 5];
    const place = view.placeAt(...at(115)(x, y));
    assert.ok(near([place.x, place.y], [x, y]));
  }
  assert.equal(view.placeAt(110, 100), null);
});

test("the start is where the ring is", () => {
  const { view } = shown(700, 560);
  const track = new Track(["x", "y", "loss"]);
  track.append([
    [1, 0],
    [12, 12],
    [0, 0],
  ]);
  const [px, py] = at(115)(1, 12);
  assert.ok(view.onStart(px + 9, py - 9, [{ track }]));
  assert.ok(!view.onStart(px + 11, py - 11, [{ track }]));
  assert.ok(!view.onStart(px, py, []));
});

test("frames keep equal units while there is room", () => {
  const field = (width, depth) => ({ width, depth });
  assert.deepEqual(fit(field(4, 2), 764, 554), { left: 50, top: 12 + 75, width: 700, height: 350 });
  assert.deepEqual(
    fit(field(1, 4), 764, 554),
    { left: 50 + 250, top: 12, width: 200, height: 500 },
    "at most 1.6 times wider",
  );
  assert.deepEqual(fit(field(1, 1), 242, 132), { left: 32 + 50, top: 8, width: 100, height: 100 });
});
