import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../../../static/js/offline/canvas-backend.js";
import { HeightField } from "../../../static/js/plots/land/height-field.js";
import { mapFigure } from "../../../static/js/plots/land/plotly-figures.js";
import { drawnIn, FakeElement, placesOf, themeOf } from "../plots/canvas-stand-in.mjs";

const X = Float64Array.from({ length: 9 }, (_, k) => k / 2 - 2);
const Y = Float64Array.from({ length: 5 }, (_, k) => 10 + k);
const height = (x, y) => 3 * x - 2 * y;
const FIELD = new HeightField({
  x: X,
  y: Y,
  z: Float64Array.from({ length: 45 }, (_, k) => height(X[k % 9], Y[Math.floor(k / 9)])),
  logScale: false,
});
const LEVELS = { start: -40, end: -14, size: 2, every: 5 };
/** The frame (50, 12) to (450, 312): 100 pixels a unit across, 75 up. */
const MARGIN = { l: 50, t: 12, r: 20, b: 40 };

async function drawn(ratio) {
  const element = new FakeElement();
  const { traces, layout } = mapFigure(FIELD, themeOf(), LEVELS);
  if (ratio) globalThis.devicePixelRatio = ratio;
  await draw(element, traces, { ...layout, width: 470, height: 352, margin: MARGIN });
  delete globalThis.devicePixelRatio;
  const [image, canvas] = element.children;
  return { image, canvas, marks: canvas.context.drawn };
}

test("lines lie at their heights, in the frame", async () => {
  const { marks } = await drawn();
  for (const [color, unit] of [
    ["line", 2],
    ["lineStrong", 10],
  ]) {
    const [line] = drawnIn(marks, "stroke", color);
    assert.deepEqual(line.region[0], ["rect", 50, 12, 400, 300]);
    const places = placesOf(line);
    assert.ok(places.length > 400);
    const levels = new Set();
    for (let k = 0; k < places.length; k += 2) {
      const value = height(-2 + (places[k] - 50) / 100, 10 + (312 - places[k + 1]) / 75);
      assert.ok(Math.abs(value / unit - Math.round(value / unit)) < 1e-4, `${value}`);
      levels.add(Math.round(value));
    }
    assert.equal(levels.has(-20), true);
  }
});

test("the relief fills the frame", async () => {
  const { image } = await drawn();
  const { left, top, width, height: tall } = image.style;
  assert.deepEqual([left, top, width, tall], ["50px", "12px", "400px", "300px"]);
  assert.equal(image.src.image.width, 242);
});

test("a line is around the land", async () => {
  const { marks } = await drawn();
  const { x, y, width, height: tall, color } = marks.find(({ kind }) => kind === "frame");
  assert.deepEqual([x, y, width, tall, color], [49.5, 11.5, 401, 301, "axis"]);
});

test("a fine screen has more pixels", async () => {
  const { canvas, marks } = await drawn(1.5);
  assert.deepEqual([canvas.width, canvas.height], [705, 528]);
  const [line] = drawnIn(marks, "stroke", "line");
  const across = placesOf(line).filter((_, k) => k % 2 === 0);
  assert.ok(Math.min(...across) > 1.5 * 49 && Math.max(...across) > 1.5 * 445);
});
