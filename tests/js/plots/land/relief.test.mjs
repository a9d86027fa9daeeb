import assert from "node:assert/strict";
import { test } from "node:test";
import { HeightField } from "../../../../static/js/plots/land/height-field.js";
import { reliefCanvas } from "../../../../static/js/plots/land/relief.js";
import { themeOf } from "../canvas-stand-in.mjs";

const SIDE = 242;
/** Pixels away from the edge, where slopes are cut. */
const PLACES = Array.from({ length: 20 }, (_, k) => [5 + ((37 * k) % 230), 5 + ((53 * k) % 230)]);

/** A plane over [-2, 2] x [10, 12] that rises by these heights from left to right and from bottom to top. */
function planeOf(east, north) {
  const x = Float64Array.from({ length: 9 }, (_, k) => -2 + k / 2);
  const y = Float64Array.from({ length: 5 }, (_, k) => 10 + k / 2);
  const height = (column, row) => (east * column) / 8 + (north * row) / 4;
  const z = Float64Array.from({ length: 45 }, (_, k) => height(k % 9, Math.floor(k / 9)));
  return new HeightField({ x, y, z, logScale: false });
}

/** The brightness of a plane under a light from the upper left, 45 degrees high. */
function brightness(east, north, strength) {
  const rise = Math.abs(east) + Math.abs(north);
  const normal = [-east / rise, -north / rise, 1];
  const light = [-0.5, 0.5, Math.SQRT1_2];
  const lit = normal.reduce((sum, value, k) => sum + value * light[k], 0) / Math.hypot(...normal);
  const contrast = lit - Math.SQRT1_2;
  return 1 + strength * contrast * (contrast > 0 ? 0.55 : 1);
}

for (const [east, north, dark] of [
  [3, 1, false],
  [-2, 1, false],
  [1, -4, true],
  [-1, -1, true],
])
  test(`tint and shade of a plane that rises by ${east}, ${north}`, () => {
    const canvas = reliefCanvas(planeOf(east, north), themeOf({ dark }));
    assert.deepEqual([canvas.width, canvas.height, canvas.image.width], [SIDE, SIDE, SIDE]);
    const light = brightness(east, north, dark ? 0.34 : 0.2);
    for (const [column, row] of PLACES) {
      const [right, up] = [column / (SIDE - 1), 1 - row / (SIDE - 1)];
      const low = Math.min(east, 0) + Math.min(north, 0);
      const shade = Math.round(
        (255 * (east * right + north * up - low)) / (Math.abs(east) + Math.abs(north)),
      );
      const k = 4 * (SIDE * row + column);
      const found = [...canvas.image.data.subarray(k, k + 4)];
      const expected = [shade * light, (255 - shade) * light, 7 * light, 255];
      for (const [c, value] of expected.entries())
        assert.ok(
          Math.abs(found[c] - Math.min(value, 255)) <= 1.5,
          `${column}, ${row}: ${found}, ${expected}`,
        );
    }
  });

test("slopes to the upper left are bright", () => {
  assert.ok(brightness(1, -1, 0.2) > 1 && brightness(-1, 1, 0.2) < 1);
  const red = (east, north) => {
    const { data } = reliefCanvas(planeOf(east, north), themeOf()).image;
    return data[4 * (SIDE * 121 + 121)];
  };
  // All have the middle tint in the middle; only the light differs.
  assert.ok(red(1, -1) > red(1, 1) && red(1, 1) > red(-1, 1));
});

test("the relief is transparent where there is no value", () => {
  const half = planeOf(3, 1).landscape;
  const z = half.z.map((loss, k) => (k % 9 > 4 ? Number.NaN : loss));
  const { image } = reliefCanvas(new HeightField({ ...half, z }), themeOf());
  for (const [column, row] of PLACES) {
    const share = column / (SIDE - 1);
    // The value ends between the fifth and the sixth of nine columns.
    if (Math.abs(share - 4.5 / 8) < 0.01) continue;
    assert.equal(image.data[4 * (row * SIDE + column) + 3], share < 4.5 / 8 ? 255 : 0, `${column}, ${row}`);
  }
});
