import assert from "node:assert/strict";
import { test } from "node:test";
import { arrowLength } from "../../../../static/js/plots/ball/arrows.js";
import { formatNumber, formatStep, superscript } from "../../../../static/js/plots/canvas/numbers.js";
import { gradeTints, mix, parseColor } from "../../../../static/js/plots/canvas/theme.js";
import { drawRates } from "../../../../static/js/plots/curves/curve-drawing.js";
import { CurveScale } from "../../../../static/js/plots/curves/curve-scale.js";
import { drawTooltip } from "../../../../static/js/plots/curves/tooltip.js";
import { lossText } from "../../../../static/js/plots/hover.js";
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

test("the tooltip tells losses far from 0 apart", () => {
  const curves = [4, 1].map((loss) => [1e12 + 18, 1e12 + loss]);
  const scale = new CurveScale(curves, "log", 1e12, 1, FRAME);
  const { made, context } = calls();
  const racers = curves.map((losses, k) => {
    const racer = rated(`racer ${k}`, [0.1, 0.1]);
    racer.track = new Track(["x", "y", "loss", "lr", "grad_norm"]);
    racer.track.append([[0, 0], [0, 0], losses, [0.1, 0.1], [1, 1]]);
    return racer;
  });
  drawTooltip({ context, width: 600 }, racers, { scale, scaleOf: () => scale }, 1, 50, {
    typeScale: 1,
    font: "serif",
  });
  const texts = made.fillText.map(([text]) => text.replaceAll("\u2009", ""));
  assert.ok(texts.includes("1000000000004") && texts.includes("1000000000001"), `${texts}`);
});

test("a number has the digits that its step needs", () => {
  const texts = (values, step) => values.map((value) => formatStep(value, step));
  assert.deepEqual(texts([0, 500, 1000], 500), ["0", "500", "1000"]);
  assert.deepEqual(texts([-0.2, 0.1], 0.1), ["−0.2", "0.1"]);
  assert.deepEqual(texts([10000, 10005], 5), ["10000", "10005"]);
  assert.deepEqual(texts([1000000, 1000005], 5), ["1·10⁶", "1\u2009000\u2009005"]);
  assert.deepEqual(texts([1e12 + 5], 5), ["1\u2009000\u2009000\u2009000\u2009005"]);
  assert.deepEqual(texts([-1e12 - 0.5], 0.5), ["−1\u2009000\u2009000\u2009000\u2009000.5"]);
  assert.deepEqual(texts([2e6, 4e6], 2e6), ["2·10⁶", "4·10⁶"]);
  assert.equal(formatStep(-1.30512, 0.01, 4), "−1.305");
  assert.equal(formatStep(Number.NaN, 1), "not a number");
});

test("a logarithmic axis tells what it leaves out", () => {
  const title = (curve, floor = Number.NaN) => new CurveScale([curve], "log", floor, 3, FRAME).title;
  assert.equal(title([3, 0, -1, -1.30512], -1.30512), "loss above the lowest, −1.305 (log scale)");
  assert.equal(title([100, 1, 0.01]), "loss (log scale)");
  assert.equal(title([1e12 + 18, 1e12 + 1, 1e12], 1e12), "loss above the lowest, 1·10¹² (log scale)");
  assert.equal(new CurveScale([[3, -1]], "linear", -1, 3, FRAME).title, "loss");
});

test("losses far from 0 are apart on both axes", () => {
  for (const offset of [1e4, 1e9, 1e12]) {
    const curve = [18, 1, 0.1, 0].map((loss) => offset + loss);
    const log = new CurveScale([curve], "log", offset, 3, FRAME);
    assert.ok(log.y(offset + 1) - log.y(offset + 18) > 15, `${offset}`);
    const linear = new CurveScale([curve], "linear", offset, 3, FRAME);
    assert.ok(linear.y(offset) - linear.y(offset + 18) > 80);
    const labels = linear.lossTicks().map(({ label }) => label);
    assert.equal(new Set(labels).size, labels.length);
    for (const label of labels) assert.ok(label.length <= 6, label);
  }
  const far = new CurveScale([[1e12 + 18, 1e12]], "linear", 1e12, 3, FRAME);
  assert.equal(far.title, "loss above 1·10¹²");
  for (const { value, label } of far.lossTicks()) assert.equal(value, 1e12 + Number(label));
});

test("losses within a few percent keep their decades", () => {
  const scale = new CurveScale([[0.69, 0.62]], "log", 0.1, 3, FRAME);
  assert.equal(scale.offset, 0);
  assert.equal(scale.title, "loss (log scale)");
});

test("a point without a value says so", () => {
  const land = { transform: { range: 18 }, landscape: { exact: true } };
  assert.equal(lossText(Number.NaN, land), "not defined there");
  assert.equal(lossText(Number.POSITIVE_INFINITY, land), "loss ∞");
  assert.equal(lossText(Number.NaN, { ...land, landscape: { exact: false } }), "no finite loss there");
  assert.equal(lossText(0.12345678, land), "loss 0.123457");
  assert.equal(lossText(1e4 + 0.1234, land), "loss 10000.1234");
});
