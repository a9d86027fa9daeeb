import assert from "node:assert/strict";
import { test } from "node:test";
import { describe, draw } from "../../../static/js/instruments/links.js";
import { drawingOf, near } from "../plots/canvas-stand-in.mjs";

const UNITS = [2, 4, 3];
/** Rows are receiving units, columns sending ones. */
const FIRST = [
  [1, -2],
  [3, -4],
  [0.05, 0.7],
  [-0.6, 0],
];
const SECOND = [
  [0.1, -0.2, 0.3, 0.4],
  [0.5, -0.6, 0.7, -0.8],
  [0.9, 1, -0.35, 0.45],
];

function drawn() {
  const drawing = drawingOf(220, 124);
  draw(drawing, { units: UNITS, layers: [FIRST, SECOND] });
  return drawing.drawn;
}

const across = [10, 110, 210];
const up = (layer, unit) => 2 + (120 * (unit + 0.5)) / UNITS[layer];

test("each weight joins its two units", () => {
  const curves = drawn().filter(({ kind, commands }) => kind === "stroke" && commands[1]?.[0] === "curve");
  const expected = [FIRST, SECOND].flatMap((rows, k) => {
    const most = Math.max(...rows.flat().map(Math.abs));
    return rows.flatMap((row, to) =>
      row.map((value, from) => ({
        ends: [across[k], up(k, from), across[k + 1], up(k + 1, to)],
        share: Math.abs(value) / most,
        color: value > 0 ? "accent" : "warm",
        layer: k,
      })),
    );
  });
  // 0.05 and 0 are less than a fiftieth of the largest, 4: not drawn.
  const visible = expected.filter(({ share }) => share >= 0.02);
  assert.equal(visible.length, 18);
  const sorted = visible.sort((a, b) => a.layer - b.layer || a.share - b.share);
  assert.equal(curves.length, sorted.length);
  for (const [k, { commands, color, width, opacity }] of curves.entries()) {
    const [[, x0, y0], [, , , , , x1, y1]] = commands;
    assert.ok(near([x0, y0, x1, y1], sorted[k].ends), `link ${k}`);
    assert.equal(color, sorted[k].color);
    assert.ok(near([width, opacity], [4.5 * sorted[k].share, 0.1 + 0.75 * sorted[k].share]));
  }
});

test("units stand in columns, above the links", () => {
  const marks = drawn();
  const first = marks.findIndex(({ kind }) => kind === "fill");
  assert.ok(marks.slice(first).every(({ commands }) => commands[0][0] === "arc"));
  const dots = marks.filter(({ kind }) => kind === "fill").map(({ commands }) => commands[0].slice(1, 3));
  const expected = UNITS.flatMap((count, layer) =>
    Array.from({ length: count }, (_, unit) => [across[layer], up(layer, unit)]),
  );
  assert.ok(near(dots.flat(), expected.flat()));
  const radii = (units) => {
    const drawing = drawingOf(220, 124);
    draw(drawing, { units, layers: [] });
    return drawing.drawn.filter(({ kind }) => kind === "fill").map(({ commands }) => commands[0][3]);
  };
  assert.ok(near(radii([1, 20]).slice(0, 2), [4, 0.32 * 6.2]) && near([radii([1, 300])[1]], [0.8]));
  assert.ok(marks.slice(first).every(({ opacity }) => opacity === 1));
});

test("the sentence counts the units", () => {
  assert.equal(describe({ units: UNITS }), "2 \u2192 4 \u2192 3 units");
});
