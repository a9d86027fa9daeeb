import assert from "node:assert/strict";
import { test } from "node:test";
import { drawBasePlane } from "../../../../static/js/plots/land/base-plane.js";
import { drawRimAxes } from "../../../../static/js/plots/land/rim-axes.js";
import { drawnIn, near, placesOf, RecordingContext, themeOf } from "../canvas-stand-in.mjs";

const THEME = { typeScale: 1, font: "sans-serif" };

/** A canvas that only notes where texts stand; a character is 6 pixels wide. */
function notes(width, height) {
  const texts = [];
  const measured = {
    canvas: { clientWidth: width, clientHeight: height },
    textAlign: "left",
    measureText: (text) => ({ width: 6 * text.length }),
    fillText(text, x, y) {
      if (!text) return;
      const left = x - 6 * text.length * { left: 0, center: 0.5, right: 1 }[this.textAlign];
      texts.push({ text, left, right: left + 6 * text.length, top: y - 6, bottom: y + 6 });
    },
  };
  const context = new Proxy(measured, {
    get: (target, name) => (name in target ? target[name] : () => {}),
    set: (target, name, value) => Reflect.set(target, name, value),
  });
  return { context, texts };
}

/** A floor turned by an angle and seen from above at a slant, in a picture of that size. */
function seen(angle, width, height) {
  const size = 0.33 * Math.min(width, height);
  return {
    width,
    height,
    eyeData: [5 * Math.cos(angle), 5 * Math.sin(angle), 5],
    project(x, y, _height, out, k) {
      out[k] = width / 2 + (size / 6) * (-x * Math.sin(angle) + y * Math.cos(angle));
      out[k + 1] = height / 2 + (size / 9) * (x * Math.cos(angle) + y * Math.sin(angle));
    },
  };
}

/** A level land over a domain. */
const level = (x0, x1, y0, y1, height) => ({
  x0,
  x1,
  y0,
  y1,
  width: x1 - x0,
  depth: y1 - y0,
  low: height,
  high: height + 1,
  axes: ["x", "y"],
  height: () => height,
  isDefined: () => true,
  covers: () => false,
});
const FIELD = level(-6, 6, -6, 6, 0);

for (const [width, height] of [
  [700, 560],
  [170, 200],
  [120, 120],
])
  test(`no number overlaps another or is cut off at ${width} x ${height}, from anywhere`, () => {
    let most = 0;
    for (let turn = 0; turn < 24; turn += 1) {
      const { context, texts } = notes(width, height);
      drawRimAxes(context, FIELD, seen(0.2618 * turn + 0.1, width, height), THEME);
      const numbers = texts.filter(({ text }) => /\d/.test(text));
      most = Math.max(most, numbers.length);
      for (const [k, a] of numbers.entries()) {
        assert.ok(a.left >= 0 && a.right <= width && a.top >= 0 && a.bottom <= height, a.text);
        for (const b of numbers.slice(0, k))
          assert.ok(
            a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top,
            `${a.text} on ${b.text}`,
          );
      }
    }
    assert.ok(most >= (width > 500 ? 10 : 3), `${most} numbers`);
  });

test("plate and lines are below, numbers along the near edges", () => {
  const context = new RecordingContext({ clientWidth: 600, clientHeight: 500 });
  const { drawn } = context;
  const field = level(-2, 2, 0, 3, 5);
  const at = (x, y) => [300 + 80 * x + 20 * y, 400 - 70 * y];
  const lower = (x, y) => [at(x, y)[0], at(x, y)[1] + 50];
  const projection = {
    width: 600,
    height: 500,
    eyeData: [1, -9, 5],
    project(x, y, height, out, k) {
      [out[k], out[k + 1]] = height === 5 ? at(x, y) : lower(x, y);
    },
  };
  const lines = { fine: Float32Array.of(-1, 0, -1, 3), strong: Float32Array.of(1, 0.5, 2, 2.5, -2, 1, 2, 1) };
  drawBasePlane(context, field, lines, -1, projection, themeOf());
  drawRimAxes(context, field, projection, themeOf());
  const [plate] = drawnIn(drawn, "fill", "plate");
  assert.ok(near(placesOf(plate), [...lower(-2, 0), ...lower(2, 0), ...lower(2, 3), ...lower(-2, 3)]));
  const [fine, strong] = drawnIn(drawn, "stroke", "line");
  assert.ok(near(placesOf(fine), [...lower(-1, 0), ...lower(-1, 3)]));
  assert.ok(near(placesOf(strong), [...lower(1, 0.5), ...lower(2, 2.5), ...lower(-2, 1), ...lower(2, 1)]));
  assert.ok(strong.width > fine.width);
  // The near sides: y = 0 below, and x = 2 to the right, whose outward direction is (7, 2) / sqrt(53).
  for (const value of [-2, -1, 0, 1]) {
    const { x, y } = drawn.find(({ text }) => text === String(value).replace("-", "\u2212"));
    assert.ok(near([x, y], [at(value, 0)[0], 416]), `x = ${value}`);
  }
  const three = drawn.find(({ text }) => text === "3");
  const length = Math.hypot(7, 2);
  assert.ok(near([three.x, three.y], [at(2, 3)[0] + (16 * 7) / length, at(2, 3)[1] + (16 * 2) / length]));
  const names = drawn.filter(({ kind, text }) => kind === "text" && (text === "x" || text === "y"));
  assert.equal(names[0].y, 416, "x in line with its numbers");
  assert.ok(names[1].x > at(2, 0.38 * 3)[0] + 10, "y right of its edge");
});

test("no number stands where a hill hides the edge or where there is no land", () => {
  const context = new RecordingContext({});
  const field = { ...level(-2, 2, 0, 3, 5), isDefined: (x) => x < 1, covers: (u) => u < 30 };
  const projection = {
    width: 600,
    height: 500,
    eyeData: [-1, -9, 5],
    project(x, y, _height, out, k) {
      [out[k], out[k + 1]] = [300 + 80 * x + 20 * y, 400 - 70 * y];
    },
  };
  drawRimAxes(context, field, projection, themeOf());
  const numbers = context.drawn.filter(({ kind, y }) => kind === "text" && y === 416).map(({ text }) => text);
  assert.deepEqual(
    numbers.filter((text) => /\d/.test(text)),
    ["\u22122", "\u22121.5", "\u22121", "\u22120.5", "0", "0.5"],
    "of x: up to where the land ends",
  );
  assert.ok(!context.drawn.some(({ text }) => text === "2.5"), "of y: behind the hill");
});

test("numbers stand on the land at the end of the picture", () => {
  const texts = (width) => {
    const context = new RecordingContext({});
    const projection = {
      width,
      height: 500,
      eyeData: [3, -9, 5],
      project(x, y, _height, out, k) {
        [out[k], out[k + 1]] = [300 + 100 * x, 450 - 130 * y];
      },
    };
    drawRimAxes(context, level(-2, 2, 0, 3, 5), projection, themeOf());
    return context.drawn.filter(({ kind }) => kind === "text");
  };
  const one = (width) => texts(width).find(({ text, y }) => text === "1" && y === 450 - 130);
  assert.deepEqual([one(600).x, one(600).align], [516, "left"]);
  assert.deepEqual([one(505).x, one(505).align], [484, "right"]);
});
