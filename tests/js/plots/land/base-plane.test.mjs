import assert from "node:assert/strict";
import { test } from "node:test";
import { drawBasePlane } from "../../../../static/js/plots/land/base-plane.js";

const NO_LINES = { fine: new Float32Array(), strong: new Float32Array() };
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
    height,
    eyeData: [5 * Math.cos(angle), 5 * Math.sin(angle), 5],
    project(x, y, _height, out, k) {
      out[k] = width / 2 + (size / 6) * (-x * Math.sin(angle) + y * Math.cos(angle));
      out[k + 1] = height / 2 + (size / 9) * (x * Math.cos(angle) + y * Math.sin(angle));
    },
  };
}

const FIELD = { x0: -6, x1: 6, y0: -6, y1: 6, axes: ["x", "y"] };

for (const [width, height] of [
  [700, 560],
  [170, 200],
  [120, 120],
])
  test(`no number overlaps another or is cut off at ${width} x ${height}, from anywhere`, () => {
    let most = 0;
    for (let turn = 0; turn < 24; turn += 1) {
      const { context, texts } = notes(width, height);
      drawBasePlane(context, FIELD, NO_LINES, 0, seen(0.2618 * turn + 0.1, width, height), THEME);
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
