import assert from "node:assert/strict";
import { test } from "node:test";
import { MapData } from "../../../../static/js/maps/map-data.js";
import { MapProjection } from "../../../../static/js/plots/land/projection.js";
import { BasinMap, basinColors } from "../../../../static/js/plots/map/map-basins.js";
import { basinColor, divergedColor, unfinishedColor } from "../../../../static/js/plots/map/map-colors.js";
import { imageOf } from "../../../../static/js/plots/map/map-image.js";
import { FakeElement, near, themeOf } from "../canvas-stand-in.mjs";

const [WIDTH, HEIGHT] = [5, 4];
const CELLS = Array.from({ length: WIDTH * HEIGHT }, (_, cell) => cell);

/** A complete map from -2 to 2 by 1 to 4; each cell has its own minimum and number of steps. */
function basins(minimum = CELLS.map((cell) => (cell % 5) - 2), steps = CELLS.map((cell) => 5 * cell)) {
  const facts = { kind: "basins", columns: ["minimum", "steps"], parts: 1, minima: [] };
  const map = new MapData({ ...facts, x: [-2, -1, 0, 1, 2], y: [1, 2, 3, 4] });
  map.add(Uint32Array.from(CELLS), [Float64Array.from(minimum), Float64Array.from(steps)]);
  return map;
}

/** Color of an image's pixel; rows from the top. */
const pixelOf = ({ data, width }, column, row) => [
  ...data.subarray(4 * (row * width + column)).subarray(0, 4),
];

test("each cell is one pixel, the first row below", () => {
  const canvas = imageOf({ width: WIDTH, height: HEIGHT }, (cell) => [cell, 2 * cell, 3 * cell]);
  assert.deepEqual([canvas.width, canvas.height], [WIDTH, HEIGHT]);
  for (const cell of CELLS) {
    const [column, row] = [cell % WIDTH, Math.floor(cell / WIDTH)];
    assert.deepEqual(pixelOf(canvas.image, column, HEIGHT - 1 - row), [cell, 2 * cell, 3 * cell, 255]);
  }
});

for (const dark of [false, true])
  test(`a cell has its basin's color: ${dark ? "dark" : "light"}`, () => {
    const colorOf = basinColors(basins(), dark);
    for (const cell of CELLS) {
      const minimum = (cell % 5) - 2;
      const expected =
        [divergedColor, unfinishedColor][minimum + 2]?.(dark) ?? basinColor(minimum, (5 * cell) / 95, dark);
      assert.deepEqual(colorOf(cell), expected, `cell ${cell}`);
    }
  });

test("the map's cells lie at their starts", () => {
  const element = new FakeElement("div", { width: 500, height: 400 });
  const projection = new MapProjection(
    { x0: -3, x1: 3, y0: 0, y1: 4 },
    { left: 40, top: 10, width: 420, height: 320 },
    1,
  );
  const map = new BasinMap(element);
  assert.equal(element.firstChild, map.layer.canvas, "below the lines");
  map.draw(basins(), { element, projection }, themeOf());
  const [{ image, x, y, width, height, region }] = map.layer.context.drawn;
  assert.deepEqual(region[0], ["rect", 40, 10, 420, 320], "clipped to the frame");
  for (const cell of CELLS) {
    const [column, row] = [cell % WIDTH, Math.floor(cell / WIDTH)];
    const center = [x + ((column + 0.5) / WIDTH) * width, y + ((HEIGHT - row - 0.5) / HEIGHT) * height];
    // 70 pixels a unit across, 80 up.
    assert.ok(near(center, [40 + 70 * (column - 2 + 3), 330 - 80 * (row + 1)]), `cell ${cell}`);
    assert.deepEqual(
      pixelOf(image.image, column, HEIGHT - 1 - row).slice(0, 3),
      basinColors(basins(), false)(cell),
    );
  }
});

/** Lightness and hue in degrees of a color in Oklab (Ottosson 2020). */
function oklab(rgb) {
  const [r, g, b] = rgb.map((v) =>
    v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
  );
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const c = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  const hue = ((Math.atan2(c, a) * 180) / Math.PI + 360) % 360;
  return { lightness: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, hue };
}

test("basins have their hue, and lightness by lateness", () => {
  // Very light colors of full chroma are none of sRGB.
  for (const [dark, soon, late] of [
    [false, 0.93, 0.66],
    [true, 0.56, 0.3],
  ])
    for (let k = dark ? 1 : 4; k <= 10; k += 1) {
      // The fifth minimum has the least lift, 0.004, and hue 287; the ninth is the first by the golden angle.
      for (const [index, hue, lift] of [
        [4, 287, 0.004],
        [9, (9 * 137.508) % 360, 0],
      ]) {
        const found = oklab(basinColor(index, k / 10, dark));
        assert.ok(Math.abs(found.lightness - (soon + ((late - soon) * k) / 10 + lift)) < 0.01, `${k}`);
        assert.ok(Math.abs(found.hue - hue) < 4, `${found.hue}`);
      }
    }
  assert.ok(Math.abs(oklab(unfinishedColor(false)).lightness - 0.97) < 0.01);
  assert.ok(Math.abs(oklab(divergedColor(false)).lightness - 0.42) < 0.01);
  assert.ok(Math.abs(oklab(unfinishedColor(true)).lightness - 0.22) < 0.01);
  assert.ok(Math.abs(oklab(divergedColor(true)).lightness - 0.1) < 0.01);
});
