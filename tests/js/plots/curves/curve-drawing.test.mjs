import assert from "node:assert/strict";
import { test } from "node:test";
import {
  curvePath,
  drawAxes,
  drawRates,
  landFill,
  profilePath,
} from "../../../../static/js/plots/curves/curve-drawing.js";
import { CurveScale } from "../../../../static/js/plots/curves/curve-scale.js";
import { HeightField } from "../../../../static/js/plots/land/height-field.js";
import { drawnIn, near, placesOf, recordingContext, textOf, themeOf } from "../canvas-stand-in.mjs";

const FRAME = { left: 40, top: 10, width: 500, height: 120 };
const THEME = themeOf();
/** Losses from 1000 down to 0.01: six decades with the edges at 10^-3 and 10^3. */
const LOSSES = Float64Array.from({ length: 21 }, (_, k) => 10 ** (3 - (6 * k) / 20));

/** Pixel of a step among 20, and of a loss between 10^-3 and 10^3. */
const across = (step) => 40 + 25 * step;
const log = (loss) => 130 - 20 * (Math.log10(loss) + 3);

test("twenty losses lie on a logarithmic scale", () => {
  const scale = new CurveScale([LOSSES], "log", Number.NaN, 20, FRAME);
  const expected = [...LOSSES].flatMap((loss, k) => [across(k), log(loss)]);
  assert.ok(near(placesOf(curvePath(LOSSES, scale)), expected));
});

test("a floor below zero is taken off before the logarithm", () => {
  const losses = Float64Array.from(LOSSES, (loss) => loss - 5);
  const scale = new CurveScale([losses], "log", -5, 20, FRAME);
  const expected = [...LOSSES].flatMap((loss, k) => [across(k), log(loss)]);
  assert.ok(near(placesOf(curvePath(losses, scale)), expected, 1e-3));
  const [{ label, value }] = scale.lossTicks();
  assert.ok(label === "10⁻²" && near([value], [-4.99]));
});

test("twenty losses lie on a linear scale", () => {
  const losses = Float64Array.from({ length: 21 }, (_, k) => 20 - k);
  const scale = new CurveScale([losses], "linear", Number.NaN, 20, FRAME);
  // From 3 % of the range below the lowest to 5 % above the highest.
  const expected = [...losses].flatMap((loss, k) => [across(k), 130 - (120 * (loss + 0.6)) / 21.6]);
  assert.ok(near(placesOf(curvePath(losses, scale)), expected));
  const lower = new CurveScale([losses], "linear", -20, 20, FRAME);
  assert.ok(near([lower.y(-20), lower.y(20)], [130 - (120 * 0.03) / 1.08, 130 - (120 * 1.03) / 1.08]));
});

test("a rise is cut off at its limits", () => {
  const log = new CurveScale([[10, 1e9]], "log", 0, 1, FRAME);
  assert.ok(near([log.y(1e4), log.y(10)], [10, 130]), "a thousand times the start");
  const flat = new CurveScale([[10, 1e9]], "linear", 0, 1, FRAME);
  assert.ok(near([flat.high, flat.low], [1.05 * 16, -0.03 * 16]), "1.6 times the start");
});

test("at most twelve decades are shown", () => {
  const scale = new CurveScale([[1, 1e-30]], "log", 0, 1, FRAME);
  assert.ok(near([scale.low, scale.high], [-12, 0]));
  assert.ok(near([scale.y(1e-30)], [130 + 0.02 * 120]));
});

test("the area lies below the lowest curve", () => {
  const other = LOSSES.map((loss, k) => (k > 10 ? 100 * loss : 0.01 * loss)).subarray(0, 15);
  const scale = new CurveScale([LOSSES], "log", Number.NaN, 20, FRAME);
  const places = placesOf(profilePath([LOSSES, other], scale));
  const lowest = [...LOSSES].map((loss, k) => Math.min(loss, other[k] ?? Infinity));
  const expected = lowest.flatMap((loss, k) => [across(k), Math.min(log(loss), 130)]);
  assert.ok(near(places, [40, 130, ...expected, 540, 130]));
  assert.deepEqual(profilePath([LOSSES.subarray(0, 1)], scale).commands, []);
  assert.equal(profilePath([LOSSES.subarray(0, 2)], scale).commands.length, 5);
});

/** A field of losses 0 to 1000 on a logarithmic scale: heights from 0 (loss 0) to log10(1001). */
function fieldOf() {
  const x = Float64Array.from([0, 1]);
  return new HeightField({ x, y: x, z: Float64Array.from([0, 1000, 1000, 1000]), logScale: true });
}

test("the area has the tint of each loss", () => {
  const { context } = recordingContext();
  const scale = new CurveScale([LOSSES], "log", Number.NaN, 20, FRAME);
  const wash = landFill(context, scale, fieldOf(), THEME);
  assert.deepEqual(wash.ends, [0, 130, 0, 10], "from the lower edge up");
  assert.equal(wash.stops.length, 21);
  for (const [k, [share, color]] of wash.stops.entries()) {
    assert.ok(near([share], [k / 20]));
    const loss = 10 ** (-3 + 6 * share);
    const shade = Math.round((255 * Math.log10(loss + 1)) / Math.log10(1001));
    assert.equal(color, `rgb(${Math.min(shade, 255)} ${255 - Math.min(shade, 255)} 7)`, `stop ${k}`);
  }
});

test("ticks stand at their losses and steps", () => {
  const { context } = recordingContext();
  const scale = new CurveScale([LOSSES], "log", Number.NaN, 20, FRAME);
  drawAxes(context, scale, THEME, "gradients");
  const { drawn } = context;
  for (const [text, loss] of [
    ["10⁻²", 0.01],
    ["10⁰", 1],
    ["10²", 100],
  ]) {
    const { x, y, align } = textOf(drawn, text);
    assert.deepEqual([x, y, align], [33, Math.round(log(loss)) + 0.5, "right"], text);
  }
  const steps = drawn.filter(({ y }) => y === 137).map(({ text, x }) => [text, x]);
  assert.deepEqual(
    steps,
    [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20].map((step) => [String(step), across(step)]),
  );
  const lines = placesOf(drawnIn(drawn, "stroke", "hairline")[0]);
  assert.ok(lines.every((value, k) => k % 2 || value === 40 || value === 540));
  const name = textOf(drawn, "gradients");
  assert.deepEqual([name.x, name.y, name.align, name.baseline], [538, 127, "right", "bottom"]);
  const title = textOf(drawn, "loss (log scale)");
  assert.deepEqual([title.x, title.y, title.align, title.baseline], [538, 12, "right", "top"]);
  const marks = steps.flatMap(([, x]) => [x, 130.5, x, 134.5]);
  assert.deepEqual(placesOf(drawnIn(drawn, "stroke", "axis")[0]), [40, 130.5, 540, 130.5, ...marks]);
});

test("a rate of a half is half as high", () => {
  const rates = Float64Array.from({ length: 21 }, (_, k) => 0.4 * (1 - k / 20));
  const { context } = recordingContext();
  const scale = new CurveScale([LOSSES], "linear", Number.NaN, 20, FRAME);
  drawRates(context, { track: { column: () => rates }, color: "red" }, scale);
  const [line] = context.drawn;
  const expected = [...rates].flatMap((rate, k) => [across(k), 130 - (120 * 0.92 * rate) / 0.4]);
  assert.ok(near(placesOf(line), expected));
  assert.deepEqual([line.color, line.dash, line.opacity], ["red", [1, 3], 0.5]);
});
