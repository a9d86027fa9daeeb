import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../../../static/js/instruments/roughness.js";
import { drawingOf, near, placesOf, textOf } from "../plots/canvas-stand-in.mjs";

test("rays run from the origin to the radius", () => {
  const rising = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11];
  const rough = [1, 3, 2, null, 6, 5, 4, 5, 6, 7];
  const drawing = drawingOf(240, 126);
  draw(drawing, { rays: [rising, rough], falling: [false, true], radius: 2.5 });
  const [first, second] = drawing.drawn.filter(({ kind }) => kind === "stroke");
  const line = (ray) =>
    ray.flatMap((value, k) => (value === null ? [] : [34 + (200 * k) / 9, 108 - 10 * (value - 1)]));
  assert.ok(near(placesOf(first), line(rising)));
  assert.ok(near(placesOf(second), line(rough)));
  assert.deepEqual([first.color, second.color], ["accent", "warm"]);
  assert.deepEqual(
    ["11", "1.0", "origin", "2.5"].map((text) => {
      const { x, y, align } = textOf(drawing.drawn, text);
      return [x, y, align];
    }),
    [
      [29, 8, "right"],
      [29, 108, "right"],
      [34, 118, "left"],
      [234, 118, "right"],
    ],
  );
});
