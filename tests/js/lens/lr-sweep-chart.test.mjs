import assert from "node:assert/strict";
import { test } from "node:test";
import { drawSweeps } from "../../../static/js/lens/lr-sweep-chart.js";
import { drawnIn, FakeElement, near, placesOf, textOf, token } from "../plots/canvas-stand-in.mjs";

/** Rates 10^-4 to 1: 50 pixels for each of eight half decades, from pixel 46 to 446. */
const RATES = Array.from({ length: 9 }, (_, k) => 10 ** (k / 2 - 4));
/** Losses 10^3 down to 10^-3: 20 pixels a decade from pixel 130 up to 10. */
const across = (rate) => 46 + 100 * (Math.log10(rate) + 4);
const up = (loss) => 130 - 20 * (Math.log10(loss) + 3);

function sweep(changes = {}) {
  const loss = [900, 300, 30, 3, 0.3, 0.001, 0.02, null, 5000];
  return {
    lr: RATES,
    loss,
    failed: [0, 0, 0, 0, 0, 0, 0, 1, 1],
    first: 1000,
    best: 5,
    edge: RATES[7],
    ...changes,
  };
}

function drawn(curves) {
  const canvas = new FakeElement("canvas", { width: 458, height: 150 });
  drawSweeps(canvas, curves, Number.NaN);
  return canvas.context.drawn;
}

test("each rate's loss is at its place, both logarithmic", () => {
  const marks = drawn([{ sweep: sweep(), color: "red", lr: 0.001 }]);
  const { loss } = sweep();
  const [curve] = drawnIn(marks, "stroke", "red");
  const expected = RATES.slice(0, 7).flatMap((rate, k) => [across(rate), up(loss[k])]);
  assert.ok(near(placesOf(curve), expected));
});

test("each racer has its own color", () => {
  const other = sweep({
    loss: [500, 50, 5, 0.5, 0.05, 0.5, 5, 50, 500],
    failed: Array(9).fill(0),
    best: 4,
    edge: null,
  });
  const marks = drawn([
    { sweep: sweep(), color: "red", lr: 0.001 },
    { sweep: other, color: "blue", lr: 0.1 },
  ]);
  const [curve] = drawnIn(marks, "stroke", "blue");
  assert.ok(
    near(
      placesOf(curve),
      RATES.flatMap((rate, k) => [across(rate), up(other.loss[k])]),
    ),
  );
  const [best] = drawnIn(marks, "fill", "blue");
  assert.ok(near(best.commands[0].slice(1, 3), [across(0.01), up(0.05)]));
});

test("dot, ring and cross are at best, now and edge", () => {
  const marks = drawn([{ sweep: sweep(), color: "red", lr: 0.0011 }]);
  const [best] = drawnIn(marks, "fill", "red");
  assert.ok(near(best.commands[0].slice(1, 4), [across(RATES[5]), up(0.001), 4.5]));
  const ring = drawnIn(marks, "stroke", "red").find(({ commands }) => commands[0][0] === "arc");
  assert.ok(
    near(ring.commands[0].slice(1, 4), [across(0.0011), up(30), 4]),
    "at its rate, of the nearest loss",
  );
  const [edge, ...cross] = drawnIn(marks, "stroke", "red").slice(1, 4);
  const x = across(RATES[7]);
  assert.ok(near(placesOf(edge), [x, 10, x, 130]) && String(edge.dash) === "2,3");
  assert.ok(near(cross.flatMap(placesOf), [x - 4, 10, x + 4, 18, x + 4, 10, x - 4, 18]));
});

test("a rate outside the sweep has no ring, nor one that fails", () => {
  for (const lr of [1e-5, 1.2, RATES[7], Number.NaN]) {
    const marks = drawn([{ sweep: sweep(), color: "red", lr }]);
    assert.ok(
      drawnIn(marks, "stroke", "red").every(({ commands }) => commands[0][0] !== "arc"),
      `${lr}`,
    );
  }
  const none = drawn([{ sweep: sweep({ best: null }), color: "red", lr: 0.001 }]);
  assert.deepEqual(drawnIn(none, "fill", "red"), []);
});

test("a gap parts the curve", () => {
  const failed = [0, 0, 0, 1, 0, 0, 0, 1, 1];
  const pieces = drawnIn(
    drawn([{ sweep: sweep({ failed, edge: null }), color: "red", lr: 9 }]),
    "stroke",
    "red",
  );
  assert.deepEqual(
    pieces.map(({ commands }) => commands.length),
    [3, 3],
  );
});

test("ticks stand at their rates and losses", () => {
  const marks = drawn([{ sweep: sweep(), color: "red", lr: 0.001 }]);
  for (const power of [-4, -3, -2, -1, 0]) {
    const label = marks.find(
      ({ text, align }) => align === "center" && text === `10${["⁻⁴", "⁻³", "⁻²", "⁻¹", "⁰"][power + 4]}`,
    );
    assert.ok(near([label.x, label.y], [across(10 ** power), 141]), `${power}`);
  }
  for (const [text, loss] of [
    ["10²", 100],
    ["10⁰", 1],
    ["10⁻²", 0.01],
  ]) {
    const label = marks.find((one) => one.align === "right" && one.text === text);
    assert.ok(near([label.x, label.y], [40, Math.round(up(loss)) + 0.5]), text);
  }
  assert.equal(textOf(marks, "\u03b7").color, token("color-text-soft"));
});
