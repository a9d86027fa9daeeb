import assert from "node:assert/strict";
import { test } from "node:test";
import { describe, draw } from "../../../static/js/instruments/units.js";
import { drawingOf, textOf } from "../plots/canvas-stand-in.mjs";

/** The scratch canvas is used again for each image: its pixels are read while it is drawn. */
function drawn(facts, width, height) {
  const drawing = drawingOf(width, height);
  const images = [];
  drawing.context.drawImage = (image, x, y, size) => {
    const pixels = Array.from({ length: image.height }, () => Array(image.width));
    assert.deepEqual(image.context.cleared, [0, 0, image.width, image.height]);
    for (const { x: j, y: i, color, opacity } of image.getContext("2d").drawn)
      pixels[i][j] = [color, opacity];
    images.push({ pixels, x, y, size });
  };
  draw(drawing, facts);
  return { images, marks: drawing.drawn };
}

const MAP = Array.from({ length: 4 }, (_, i) => Array.from({ length: 5 }, (_, j) => (i * 5 + j - 9) / 20));

test("a unit's map has its first row below", () => {
  const { images } = drawn({ kind: "maps", layers: [{ layer: 0, units: 1, maps: [MAP] }] }, 100, 100);
  for (const [i, row] of MAP.entries())
    for (const [j, value] of row.entries()) {
      const [color, opacity] = images[0].pixels[3 - i][j];
      if (value !== 0) assert.equal(color, value > 0 ? "accent" : "warm");
      assert.ok(Math.abs(opacity - 0.85 * Math.abs(value)) < 1e-9);
    }
});

test("filters and inputs have their first row on top", () => {
  const layer = { layer: 0, units: 1, filters: [MAP], best: [[MAP, MAP]] };
  const { images } = drawn({ kind: "pictures", layers: [layer] }, 100, 200);
  assert.equal(images.length, 3);
  for (const [k, { pixels }] of images.entries())
    for (const [i, row] of MAP.entries())
      for (const [j, value] of row.entries()) {
        const [color, opacity] = pixels[i][j];
        if (k > 0) assert.equal(color, "text");
        else if (value !== 0) assert.equal(color, value > 0 ? "accent" : "warm");
        assert.ok(Math.abs(opacity - (k > 0 ? 1 : 0.85) * Math.abs(value)) < 1e-9);
      }
  const rows = images.map(({ y }) => y);
  assert.ok(rows[0] < rows[1] && rows[1] < rows[2], "the filter above its inputs");
});

test("units stand in rows, layer below layer", () => {
  const shades = (count, layer) => Array.from({ length: count }, (_, k) => [[(layer * 10 + k + 1) / 100]]);
  const layers = [
    { layer: 0, units: 6, maps: shades(6, 0) },
    { layer: 2, units: 3, maps: shades(3, 1) },
  ];
  // Three columns of 30 pixels with gaps of 3 behind the 14 of the number: three lines, 6 between layers.
  const { images, marks } = drawn({ kind: "maps", layers }, 14 + 96, 105);
  assert.deepEqual(
    images.map(({ x, y, size }) => [x, y, size]),
    [...[0, 33].flatMap((y) => [14, 47, 80].map((x) => [x, y, 30])), ...[14, 47, 80].map((x) => [x, 72, 30])],
  );
  const shown = images.map(({ pixels }) => Math.round((pixels[0][0][1] / 0.85) * 100));
  assert.deepEqual(shown, [1, 2, 3, 4, 5, 6, 11, 12, 13]);
  assert.ok(textOf(marks, "1").y === 15 && textOf(marks, "3").y === 87);
});

test("cells are as wide as there is room", () => {
  // Four columns of 20 pixels with gaps of 3, behind the 14 of the number.
  const maps = Array.from({ length: 4 }, () => [[0.5]]);
  const { images } = drawn({ kind: "maps", layers: [{ layer: 0, units: 4, maps }] }, 14 + 89, 24);
  assert.deepEqual(
    images.map(({ x, size }) => [x, size]),
    [14, 37, 60, 83].map((x) => [x, 20]),
  );
});

test("the sentence counts units", () => {
  const maps = {
    kind: "maps",
    layers: [
      { units: 8, maps: Array(8) },
      { units: 40, maps: Array(16) },
    ],
  };
  assert.equal(describe(maps), "8, 40 units a layer, the first shown");
  const pictures = { kind: "pictures", layers: [{ units: 4, best: Array(4) }] };
  assert.equal(describe(pictures), "4 units a layer: filter, best inputs");
});
