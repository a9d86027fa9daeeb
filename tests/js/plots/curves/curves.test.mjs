import assert from "node:assert/strict";
import { test } from "node:test";
import { arrowLength } from "../../../../static/js/plots/ball/arrows.js";
import { formatNumber, superscript } from "../../../../static/js/plots/canvas/numbers.js";
import { gradeTints, mix, parseColor } from "../../../../static/js/plots/canvas/theme.js";
import { drawRates } from "../../../../static/js/plots/curves/curve-drawing.js";
import { CurveScale } from "../../../../static/js/plots/curves/curve-scale.js";
import { drawTooltip } from "../../../../static/js/plots/curves/tooltip.js";
import { Track } from "../../../../static/js/run/track.js";

const FRAME = { left: 40, top: 10, width: 500, height: 100 };

test("steps cover the axis, and pixels convert back to steps", () => {
  const scale = new CurveScale([[1, 0.1]], "log", Number.NaN, 250, FRAME);
  assert.equal(scale.x(0), 40);
  assert.equal(scale.x(250), 540);
  assert.equal(scale.step(scale.x(123)), 123);
  assert.equal(scale.step(-1000), 0);
  assert.equal(scale.step(1e6), 250);
});

test("decades have equal height on a logarithmic axis", () => {
  const scale = new CurveScale([[100, 1, 0.01]], "log", Number.NaN, 2, FRAME);
  const decades = [100, 10, 1, 0.1, 0.01].map((loss) => scale.y(loss));
  for (let k = 1; k < decades.length; k += 1) assert.ok(Math.abs(decades[k] - decades[k - 1] - 25) < 1e-9);
  assert.deepEqual(
    scale.lossTicks().map(({ label }) => label),
    ["10⁻²", "10⁻¹", "10⁰", "10¹", "10²"],
  );
});

test("losses of zero or less are drawn above the lowest loss", () => {
  const scale = new CurveScale([[3, 0, -1, -1.9]], "log", -2, 3, FRAME);
  const heights = [3, 0, -1, -1.9].map((loss) => scale.y(loss));
  assert.ok(heights.every(Number.isFinite));
  for (let k = 1; k < 4; k += 1) assert.ok(heights[k] > heights[k - 1]);
  assert.ok(Math.abs(scale.y(-1) - scale.y(-1.9) + (scale.y(8) - scale.y(-1)) * -1) < 1e-9, "10 times each");
});

test("a diverging racer does not flatten the others", () => {
  for (const kind of ["log", "linear"]) {
    const scale = new CurveScale(
      [
        [10, 5, 1],
        [10, 1e80, 1e200, Infinity],
      ],
      kind,
      0,
      3,
      FRAME,
    );
    assert.ok(scale.y(1) - scale.y(10) > 15, kind);
    assert.ok(scale.y(1e200) < FRAME.top);
  }
});

test("an empty plot is not an error", () => {
  for (const kind of ["log", "linear"]) {
    for (const curves of [[], [[]], [[0]], [[Number.NaN]], [[5, 5]]]) {
      const scale = new CurveScale(curves, kind, Number.NaN, 0, FRAME);
      assert.ok(Number.isFinite(scale.y(1)) && Number.isFinite(scale.x(1)));
      assert.ok(scale.lossTicks().length < 50 && scale.stepTicks().length < 50);
    }
  }
});

test("a share of the axis converts to its loss", () => {
  for (const kind of ["log", "linear"]) {
    const scale = new CurveScale([[100, 1]], kind, 0, 1, FRAME);
    for (const share of [0, 0.3, 1]) {
      assert.ok(Math.abs(scale.y(scale.loss(share)) - (10 + 100 * (1 - share))) < 1e-9);
    }
  }
});

test("numbers have a true minus sign and powers of ten", () => {
  assert.equal(formatNumber(0, 3), "0");
  assert.equal(formatNumber(-1.23456, 3), "−1.23");
  assert.equal(formatNumber(1234.5678, 6), "1234.57");
  assert.equal(formatNumber(-0.0000123, 3), "−1.23·10⁻⁵");
  assert.equal(formatNumber(6.02e23, 3), "6.02·10²³");
  assert.equal(formatNumber(Infinity, 3), "∞");
  assert.equal(superscript(-10), "⁻¹⁰");
});

test("interpolated tints pass through the given tints", () => {
  const tints = ["#4d7d83", "#8aad98", "#cdd0b0", "#fbf6ec"].map(parseColor);
  const table = gradeTints(tints);
  for (const [k, tint] of tints.entries()) {
    const at = 3 * Math.round((k / 3) * 255);
    for (let c = 0; c < 3; c += 1) assert.ok(Math.abs(table[at + c] - tint[c]) <= 1);
  }
});

test("colors of the token formats are parsed and mixed", () => {
  assert.deepEqual(parseColor("#0b5a6b"), [11, 90, 107]);
  assert.deepEqual(parseColor("#fff"), [255, 255, 255]);
  assert.deepEqual(parseColor("rgb(45 62 62 / 34%)").slice(0, 3), [45, 62, 62]);
  assert.deepEqual(parseColor(mix("#000", "#c86432", 0.5)), [100, 50, 25]);
});

test("each power of ten adds the same length to an arrow, within limits", () => {
  const piece = arrowLength(10) - arrowLength(1);
  assert.ok(piece > 3);
  assert.ok(Math.abs(arrowLength(1) - arrowLength(0.1) - piece) < 1e-9);
  assert.equal(arrowLength(1e-300), arrowLength(1e-20));
  assert.equal(arrowLength(1e300), arrowLength(1e20));
});

test("on the gradients axis points are at the number of gradients used", () => {
  const scale = new CurveScale([[1, 0.5, 0.1]], "log", 0, 20, { left: 10, top: 0, width: 100, height: 50 });
  const own = scale.along([0, 4, 20]);
  assert.deepEqual(
    [0, 1, 1.5, 2, 7].map((step) => own.x(step)),
    [10, 30, 70, 110, 110],
  );
  assert.equal(own.y(0.5), scale.y(0.5));
  assert.equal(scale.x(1), 15);
});

/** A context that keeps the arguments of every call, by name. */
function calls() {
  const made = { fillText: [], lineTo: [], stroke: [] };
  const context = new Proxy(
    { measureText: () => ({ width: 50 }) },
    {
      get: (target, name) => target[name] ?? ((...args) => made[name]?.push(args)),
    },
  );
  return { made, context };
}

/** A racer whose learning rates are these. */
function rated(label, rates) {
  const track = new Track(["x", "y", "loss", "lr", "grad_norm"]);
  const ones = rates.map(() => 1);
  track.append([ones, ones, ones, rates, rates.map(() => Number.NaN)]);
  return { label, color: "red", marker: "circle", track };
}

test("a racer without a rate has no rate curve", () => {
  const scale = new CurveScale([[1, 1, 1]], "log", Number.NaN, 2, FRAME);
  const [none, some] = [
    [Number.NaN, Number.NaN, Number.NaN],
    [0.1, 0.2, 0.1],
  ].map((rates) => {
    const { made, context } = calls();
    drawRates(context, rated("", rates), scale);
    return [made.stroke.length, made.lineTo.length];
  });
  assert.deepEqual(
    [none, some],
    [
      [0, 0],
      [1, 2],
    ],
  );
});

test("a missing number is a dash", () => {
  const scale = new CurveScale([[1, 1]], "log", Number.NaN, 1, FRAME);
  const { made, context } = calls();
  const racers = [rated("Simplex", [Number.NaN, Number.NaN]), rated("Adam", [0.1, 0.1])];
  const theme = { typeScale: 1, font: "serif" };
  drawTooltip({ context, width: 600 }, racers, { scale, scaleOf: () => scale }, 1, 50, theme);
  const texts = made.fillText.map(([text]) => text);
  assert.deepEqual(texts.slice(texts.indexOf("Simplex")), [
    ...["Simplex", "1", "\u2013", "\u2013"],
    ...["Adam", "1", "\u2013", "0.1"],
  ]);
});
