import assert from "node:assert/strict";
import { test } from "node:test";
import { contourLevels } from "../../../../static/js/plots/canvas/levels.js";
import { contrast } from "../../../../static/js/plots/canvas/theme.js";
import {
  drawContourLabels,
  placeLabels,
  textColorOn,
} from "../../../../static/js/plots/land/contour-labels.js";
import { HeightField } from "../../../../static/js/plots/land/height-field.js";
import { MapProjection } from "../../../../static/js/plots/land/projection.js";
import { recordingContext, themeOf } from "../canvas-stand-in.mjs";

const FRAME = { left: 50, top: 12, width: 600, height: 600 };

/** A field of a formula over [-4, 4] x [-4, 4]. */
function fieldOf(f, { logScale = false, minima = [] } = {}) {
  const side = 101;
  const x = Float64Array.from({ length: side }, (_, k) => -4 + (8 * k) / (side - 1));
  const z = Float64Array.from({ length: side * side }, (_, k) => f(x[k % side], x[Math.floor(k / side)]));
  return new HeightField({ x, y: x, z, logScale, minima, exact: true });
}

function named(field, { frame = FRAME, ...options } = {}) {
  const projection = new MapProjection(field, frame, 1);
  const names = placeLabels(field, contourLevels(field, frame.width), projection, options);
  return names.map((name) => ({ ...name, place: projection.unproject(name.x, name.y) }));
}

const bowl = (x, y) => x * x + 2 * y * y;

test("a label has its line's loss, follows the line and is never upside down", () => {
  const names = named(fieldOf(bowl));
  assert.ok(names.length >= 4);
  for (const { text, place, angle } of names) {
    const { x, y } = place;
    assert.ok(Math.abs(bowl(x, y) - Number(text)) < 0.15, `${text} at ${bowl(x, y)}`);
    // The gradient (2x, 4y) has no part along the line; on the screen y runs down.
    const along = (2 * x * Math.cos(angle) - 4 * y * Math.sin(angle)) / Math.hypot(2 * x, 4 * y);
    assert.ok(Math.abs(along) < 0.05, text);
    assert.ok(Math.abs(angle) <= Math.PI / 2);
  }
});

test("on a logarithmic scale labels show the loss, not the height", () => {
  for (const { text, place } of named(fieldOf(bowl, { logScale: true, minima: [[0, 0, 0]] }))) {
    const loss = bowl(place.x, place.y);
    assert.ok(Math.abs(loss / Number(text) - 1) < 0.06, `${text} at ${loss}`);
  }
});

test("labels keep their distance from each other, the edge and the flags", () => {
  const wavy = (x, y) => Math.sin(x) + Math.cos(1.3 * y) + 0.1 * x;
  const minima = [[-Math.PI / 2, 2.4166, -2.16]];
  const names = named(fieldOf(wavy, { minima }));
  assert.ok(names.length >= 4);
  for (const [k, a] of names.entries()) {
    assert.ok(a.x > FRAME.left + 12 && a.x < FRAME.left + FRAME.width - 12);
    assert.ok(a.y > FRAME.top + 12 && a.y < FRAME.top + FRAME.height - 12);
    const flag = [50 + ((minima[0][0] + 4) / 8) * 600, 12 + ((4 - minima[0][1]) / 8) * 600];
    assert.ok(Math.hypot(a.x - flag[0], a.y - flag[1]) > 26);
    for (const b of names.slice(0, k))
      assert.ok(Math.hypot(a.x - b.x, a.y - b.y) > (a.text === b.text ? 200 : 60));
  }
});

test("a small map has no labels, and larger type has fewer", () => {
  const field = fieldOf(bowl);
  assert.deepEqual(named(field, { frame: { left: 30, top: 8, width: 150, height: 150 } }), []);
  assert.ok(named(field, { fontScale: 1.6 }).length < named(field).length);
});

test("a slightly changed recut keeps its labels in place", () => {
  const former = named(fieldOf(bowl));
  const again = named(
    fieldOf((x, y) => bowl(x, y) + 0.004 * Math.sin(5 * x)),
    { former },
  );
  const stays = former.filter(({ text, x, y }) =>
    again.some((other) => other.text === text && Math.hypot(other.x - x, other.y - y) < 36),
  );
  assert.ok(stays.length >= 0.8 * former.length, `${stays.length} of ${former.length}`);
});

test("a flat landscape has no labels", () => {
  assert.deepEqual(named(fieldOf(() => 3)), []);
});

test("contrast follows WCAG, and text is legible on every tint", () => {
  assert.ok(Math.abs(contrast("#ffffff", "#000000") - 21) < 1e-9);
  assert.equal(contrast("#4d7d83", "#4d7d83"), 1);
  assert.ok(Math.abs(contrast("#777777", "#ffffff") - 4.48) < 0.01); // WebAIM's contrast checker
  const [ink, night] = ["#ece7dc", "#11151a"];
  assert.equal(textColorOn("#14303a", { text: ink, background: night }), ink);
  assert.equal(textColorOn("#b3a98f", { text: ink, background: night }), night);
});

test("labels are drawn on the tint of their level", () => {
  const field = fieldOf((x) => x);
  const labels = [
    { text: "-2", level: -2, x: 100, y: 50, angle: 0.4 },
    { text: "3", level: 3, x: 200, y: 80, angle: -0.7 },
  ];
  const theme = themeOf({ text: "#000000", background: "#ffffff", halo: "pale" });
  for (const tinted of [true, false]) {
    const { context } = recordingContext();
    drawContourLabels(context, labels, field, theme, tinted);
    for (const [k, { text, level, x, y, angle }] of labels.entries()) {
      const [halo, word] = context.drawn.slice(2 * k, 2 * k + 2);
      assert.deepEqual([halo.kind, word.kind, word.text], ["halo", "text", text]);
      assert.ok(Math.hypot(word.x - x, word.y - y) < 1e-9 && Math.abs(word.angle - angle) < 1e-9);
      const shade = Math.round((255 * (level + 4)) / 8);
      assert.equal(halo.color, tinted ? `rgb(${shade} ${255 - shade} 7 / 85%)` : "pale");
      assert.deepEqual([word.color, word.align, word.baseline], ["#000000", "center", "middle"]);
    }
  }
});
