import assert from "node:assert/strict";
import { test } from "node:test";
import { drawColorLegend } from "../../../../static/js/plots/land/color-legend.js";
import { HeightField } from "../../../../static/js/plots/land/height-field.js";
import { drawnIn, placesOf, recordingContext, textOf, themeOf } from "../canvas-stand-in.mjs";

function drawn(logScale) {
  const line = Float64Array.from({ length: 11 }, (_, k) => k);
  const z = Float64Array.from({ length: 121 }, (_, k) => 10 * (k % 11));
  const field = new HeightField({ x: line, y: line, z, logScale });
  const { context } = recordingContext();
  drawColorLegend(context, field, themeOf(), 30, 50);
  return context.drawn;
}

test("low tints are below, high ones above", () => {
  const [{ color: fill, ...bar }] = drawn(false);
  assert.deepEqual([bar.x, bar.y, bar.width, bar.height], [30, 70, 7, 104]);
  assert.deepEqual(fill.ends, [0, 174, 0, 70]);
  for (const [k, [share, color]] of fill.stops.entries()) {
    assert.equal(share, k / 16);
    const shade = Math.round((255 * k) / 16);
    assert.equal(color, `rgb(${shade} ${255 - shade} 7)`);
  }
});

for (const [logScale, losses, share] of [
  [false, [0, 20, 40, 60, 80, 100], (loss) => loss / 100],
  // Heights are log10(loss + 0.1), from log10(0.1) to log10(100.1).
  [true, [0, 1, 10, 100], (loss) => (Math.log10(loss + 0.1) + 1) / (Math.log10(100.1) + 1)],
])
  test(`numbers stand at their tints: ${logScale ? "logarithmic" : "linear"}`, () => {
    const marks = drawn(logScale);
    const lines = placesOf(drawnIn(marks, "stroke", "axis")[0]);
    for (const [k, loss] of losses.entries()) {
      const { x, y } = textOf(marks, String(loss));
      assert.deepEqual([x, y], [44, Math.round(70 + 104 * (1 - share(loss))) + 0.5], `${loss}`);
      assert.deepEqual(lines.slice(4 * k, 4 * k + 4), [37, y, 40, y]);
    }
    assert.equal(lines.length, 4 * losses.length);
  });
