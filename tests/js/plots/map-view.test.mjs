import assert from "node:assert/strict";
import { test } from "node:test";
import { HeightField } from "../../../static/js/plots/land/height-field.js";
import { fit } from "../../../static/js/plots/land/map-frame.js";
import { MapView } from "../../../static/js/plots/map-view.js";
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
/** 700 by 560 pixels: 36 left of the land, 8 right and above, 24 below. */
const at = (x, y) => [36 + (656 * (x + 2)) / 4, 536 - (528 * (y - 10)) / 4];

function shown(width, height, options = {}) {
  const view = new MapView(new FakeElement("div", { width, height }));
  Object.assign(view, options);
  view.show(FIELD, themeOf());
  return { view, drawn: view.base.context.drawn };
}

test("until Plotly has loaded the relief is in the frame", () => {
  const { view, drawn } = shown(700, 560);
  assert.deepEqual(view.projection.frame, { left: 36, top: 8, width: 656, height: 528, inside: false });
  const [{ image, x, y, width, height }] = drawn;
  assert.deepEqual([image.image.width, x, y, width, height], [242, 36, 8, 656, 528]);
});

test("the map's figure has the frame and the land", () => {
  const figures = installPlotly();
  const { view } = shown(700, 560);
  const [{ element, traces, layout }] = figures;
  delete globalThis.Plotly;
  assert.equal(element, view.plot);
  const { l, t, r, b } = layout.margin;
  assert.deepEqual([layout.width, layout.height, l, t, 700 - r, 560 - b], [700, 560, 36, 8, 692, 536]);
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
  const [ax, ay] = at(-1, 13);
  assert.ok(near(cross.slice(0, 4), [ax - 3.5, ay - 3.5, ax + 3.5, ay + 3.5]));
  const [bx, by] = at(1, 11);
  assert.ok(near(pole, [bx, by, bx, by - 17]));
});

test("names stand at the ends of their axes", () => {
  const { drawn } = shown(700, 560);
  const [u, v] = ["u", "v"].map((name) =>
    drawn.find(({ kind, text }) => kind !== "strokeText" && text === name),
  );
  assert.deepEqual([u.x, u.y, v.x, v.y], [692 - 11, 536 - 11, 36 + 11, 8 + 11]);
});

test("numbers stand beside the land where there is room", () => {
  const { drawn } = shown(700, 560);
  const number = (text) => drawn.findLast((mark) => mark.text === text);
  assert.deepEqual([number("\u22121").x, number("\u22121").y], [Math.round(at(-1, 10)[0]) + 0.5, 548]);
  assert.deepEqual([number("11").x, number("11").y], [29, Math.round(at(-2, 11)[1]) + 0.5]);
});

test("numbers stand on the land of a small map", () => {
  const { view, drawn } = shown(300, 240);
  assert.deepEqual(view.projection.frame, { left: 3, top: 3, width: 294, height: 234, inside: true });
  const number = (text) => drawn.findLast((mark) => mark.text === text);
  assert.equal(number("11").x, 10);
  assert.equal(number("0").y, 227);
});

test("a map with room beside it has a legend, unless another map covers it", () => {
  const { drawn } = shown(1900, 560);
  const { left, top } = fit(FIELD, 1900, 560);
  const { x, y } = textOf(drawn, "loss");
  assert.deepEqual([x, y], [left - 150, top]);
  assert.ok(!textsOf(shown(1900, 560, { tinted: false }).drawn).includes("loss"));
  assert.ok(!textsOf(shown(700, 560).drawn).includes("loss"));
});

test("a pixel is its place", () => {
  const { view } = shown(700, 560);
  for (let k = 0; k < 20; k += 1) {
    const [x, y] = [-2 + 0.2 * k, 10 + ((7 * k) % 20) / 5];
    const place = view.placeAt(...at(x, y));
    assert.ok(near([place.x, place.y], [x, y]));
  }
  assert.equal(view.placeAt(30, 100), null);
});

test("the start is where the ring is", () => {
  const { view } = shown(700, 560);
  const track = new Track(["x", "y", "loss"]);
  track.append([
    [1, 0],
    [12, 12],
    [0, 0],
  ]);
  const [px, py] = at(1, 12);
  assert.ok(view.onStart(px + 9, py - 9, [{ track }]));
  assert.ok(!view.onStart(px + 11, py - 11, [{ track }]));
  assert.ok(!view.onStart(px, py, []));
});

test("the land fills its element up to a stretch of 2.2", () => {
  const land = (width, depth) => ({ width, depth });
  const beside = { left: 36, top: 8, width: 996, height: 468, inside: false };
  assert.deepEqual(fit(land(4, 4), 1040, 500), beside, "stretched by 2.13");
  assert.deepEqual(fit(land(6, 2), 1040, 500), beside);
  const { left, width, height } = fit(land(1, 2), 1040, 500);
  assert.deepEqual([width, height], [Math.round(468 * 1.1), 468], "at most 2.2 times wider");
  assert.equal(left, 36 + Math.round((996 - width) / 2));
  assert.deepEqual(fit(land(1, 1), 1040, 500, 1.22).inside, true, "large numbers take too much");
  assert.deepEqual(fit(land(4, 3), 390, 330), { left: 3, top: 3, width: 384, height: 324, inside: true });
});
