import assert from "node:assert/strict";
import { test } from "node:test";
import { canvasOf, line, segment, write } from "../../../../static/js/plots/canvas/canvas.js";
import { Layer } from "../../../../static/js/plots/canvas/layer.js";
import { finiteRange } from "../../../../static/js/plots/canvas/numbers.js";
import { drawingOf, FakeElement, placesOf } from "../canvas-stand-in.mjs";

/** Runs with a screen of another resolution. */
function onScreen(ratio, act) {
  globalThis.devicePixelRatio = ratio;
  act();
  delete globalThis.devicePixelRatio;
}

test("a canvas has the screen's resolution", () => {
  const canvas = new FakeElement("canvas", { width: 120, height: 61 });
  onScreen(1.5, () => {
    const { context, width, height } = canvasOf(canvas);
    assert.deepEqual([canvas.width, canvas.height, width, height], [180, 92, 120, 61]);
    assert.deepEqual(context.matrix, [1.5, 0, 0, 1.5, 0, 0]);
    assert.deepEqual(context.cleared, [0, 0, 120, 61]);
    context.fillRect(0, 0, 1, 1);
    assert.deepEqual(canvasOf(canvas).context.drawn, [], "the former drawing is cleared");
  });
  assert.equal(canvasOf(new FakeElement("canvas", { width: 19, height: 50 })), null);
});

test("a layer's resolution is at most double", () => {
  const layer = new Layer(new FakeElement());
  onScreen(3, () => layer.resize(100, 40));
  assert.deepEqual([layer.canvas.width, layer.canvas.height, layer.width, layer.height], [200, 80, 100, 40]);
  assert.deepEqual(layer.context.matrix, [2, 0, 0, 2, 0, 0]);
  layer.clear();
  assert.deepEqual(layer.context.cleared, [0, 0, 100, 40]);
});

test("a text is moved inside rather than cut", () => {
  const drawing = drawingOf(100, 50);
  const wide = drawing.context.measureText("Train").width;
  for (const align of ["left", "center", "right"]) {
    for (const x of [-5, 3, 50, 98, 120]) {
      drawing.drawn.length = 0;
      write(drawing, "Train", x, 20, { align });
      const { x: at } = drawing.drawn.at(-1);
      const left = at - { left: 0, center: wide / 2, right: wide }[align];
      assert.ok(left >= 0 && left + wide <= 100, `${align} at ${x}: ${left}`);
      if (x === 50) assert.equal(at, 50);
    }
  }
});

test("lines and texts are where they are told", () => {
  const drawing = drawingOf(100, 50);
  segment(drawing, [1, 2, 3, 4], "red", 2);
  line(
    drawing,
    [
      [5, 6],
      [7, 8],
      [9, 1],
    ],
    "blue",
  );
  write(drawing, "A", 10, 20);
  write(drawing, "B", 11, 21, { align: "right", color: "red" });
  const [one, two, a, b] = drawing.drawn;
  assert.deepEqual([placesOf(one), one.color, one.width], [[1, 2, 3, 4], "red", 2]);
  assert.deepEqual([placesOf(two), two.color, two.width], [[5, 6, 7, 8, 9, 1], "blue", 1]);
  assert.deepEqual([a.text, a.x, a.y, a.align, a.color], ["A", 10, 20, "left", "faint"]);
  assert.deepEqual([b.text, b.x, b.y, b.align, b.color], ["B", 11, 21, "right", "red"]);
});

test("a range ignores what is not finite", () => {
  assert.deepEqual(finiteRange([3, Number.NaN, -1, Infinity, 2, -Infinity]), [-1, 3]);
  assert.deepEqual(finiteRange([Number.NaN]), [Infinity, -Infinity]);
});
