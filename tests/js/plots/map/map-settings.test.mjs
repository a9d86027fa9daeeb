import assert from "node:assert/strict";
import { test } from "node:test";
import { MapData } from "../../../../static/js/maps/map-data.js";
import { lossRange, SettingsMap } from "../../../../static/js/plots/map/map-settings.js";
import { drawnIn, FakeElement, near, placesOf, textOf, themeOf } from "../canvas-stand-in.mjs";

/** Rates from 10^-3 to 10 in nine columns; momenta 1 - 10^-k/2 in five rows. */
const X = Array.from({ length: 9 }, (_, k) => 10 ** (k / 2 - 3));
const Y = Array.from({ length: 5 }, (_, k) => 1 - 10 ** (-k / 2));
const CELLS = Array.from({ length: 45 }, (_, cell) => cell);
const AXES = [
  { parameter: "lr", scale: "log" },
  { parameter: "momentum", scale: "one_minus_log" },
];
const THEME = themeOf({ panel: "#010203" });
/** The picture of 700 by 500 has the frame (62, 8) to (684, 454). */
const FRAME = { left: 62, top: 8, width: 622, height: 446 };
const at = (across, up) => [62 + 622 * across, 454 - 446 * up];
const rate = (lr) => (Math.log10(lr) + 3) / 4;
const momentum = (beta) => -Math.log10(1 - beta) / 2;

/** Losses 10^-8 to 10^0.8 over the cells; the last two columns fail, one of them by rising only. */
function mapOf({ theory = null, minima = [] } = {}) {
  const map = new MapData({ columns: ["loss", "failed"], parts: 1, x: X, y: Y, axes: AXES, minima, theory });
  const failed = CELLS.map((cell) => Number(cell % 9 >= 7));
  map.add(Uint32Array.from(CELLS), [
    Float64Array.from(CELLS, (cell) => 10 ** (cell / 5 - 8)),
    Float64Array.from(failed),
  ]);
  return map;
}

function drawn(map = mapOf(), marks = []) {
  const settings = new SettingsMap(new FakeElement("div", { width: 700, height: 500 }));
  settings.draw(map, marks, ["Rate", "Momentum"], THEME);
  return { settings, marks: settings.layer.context.drawn };
}

const shown = CELLS.filter((cell) => cell % 9 < 7);

test("the range leaves out failures and the lowest", () => {
  const { floor, low, high } = lossRange(mapOf({ minima: [[0, 0, 0]] }));
  assert.equal(floor, 0);
  // 35 cells are left: the highest is cell 42; below the lowest color is one in twenty, the second lowest.
  assert.ok(near([low, high], [1 / 5 - 8, 42 / 5 - 8]));
  assert.ok(lossRange(mapOf()).floor > 0, "without a known minimum it is the lowest loss");
});

test("each setting's loss has its tint, low rows below", () => {
  const { marks } = drawn(mapOf({ minima: [[0, 0, 0]] }));
  const [{ image, x, y, width, height }] = marks.filter(({ kind }) => kind === "image");
  for (const cell of CELLS) {
    const [column, row] = [cell % 9, Math.floor(cell / 9)];
    const k = 4 * ((4 - row) * 9 + column);
    const share = Math.min(Math.max((cell / 5 - 1 / 5) / (41 / 5), 0), 1);
    const shade = Math.round(255 * share);
    const expected = shown.includes(cell) ? [shade, 255 - shade, 7] : [1, 2, 3];
    assert.deepEqual([...image.image.data.subarray(k, k + 3)], expected, `cell ${cell}`);
    const center = [x + ((column + 0.5) / 9) * width, y + ((4.5 - row) / 5) * height];
    assert.ok(near(center, at(column / 8, row / 4)), `cell ${cell}`);
  }
});

test("the frontier runs between columns", () => {
  const { marks } = drawn();
  const [line] = drawnIn(marks, "stroke", "text");
  const places = placesOf(line);
  assert.equal(places.length, 16);
  for (let k = 0; k < places.length; k += 2) assert.ok(near([places[k]], [at(6.5 / 8, 0)[0]]));
  assert.ok(
    near(
      [Math.min(...places.filter((_, k) => k % 2)), Math.max(...places.filter((_, k) => k % 2))],
      [8, 454],
    ),
  );
});

test("ticks stand at their parameters", () => {
  const { marks } = drawn();
  for (const [text, lr] of [
    ["10⁻³", 0.001],
    ["10⁻²", 0.01],
    ["10⁰", 1],
    ["10¹", 10],
  ]) {
    const { x, y, align } = textOf(marks, text);
    assert.ok(near([x, y], [at(rate(lr), 0)[0], 467]) && align === "center", text);
  }
  for (const beta of [0, 0.5, 0.9, 0.95, 0.99]) {
    const { x, y, align } = textOf(marks, String(beta));
    assert.ok(near([x, y], [54, at(0, momentum(beta))[1]]) && align === "right", `${beta}`);
  }
  const [across, up] = ["Rate", "Momentum"].map((name) => textOf(marks, name));
  assert.ok(near([across.x, across.y, up.x, up.y], [373, 487, 14, 231]));
  assert.equal(up.angle, -Math.PI / 2);
});

test("racers lie at their own parameters", () => {
  const racers = [
    { x: 0.1, y: 0.9, color: "red", marker: "diamond", chosen: false },
    { x: 3, y: 0.5, color: "blue", marker: "diamond", chosen: true },
    { x: 300, y: 0.5, color: "green", marker: "diamond", chosen: false },
  ];
  const { marks } = drawn(mapOf(), racers);
  for (const { x, y, color, chosen } of racers.slice(0, 2)) {
    const [mark] = drawnIn(marks, "fill", color);
    const places = placesOf(mark);
    const middle = [0, 1].map((axis) => places.filter((_, k) => k % 2 === axis).reduce((a, b) => a + b) / 4);
    assert.ok(near(middle, at(rate(x), momentum(y))), color);
    assert.ok(near([places[0] - middle[0]], [1.18 * (chosen ? 7 : 4.5)]));
  }
  assert.deepEqual(drawnIn(marks, "fill", "green"), [], "outside the map");
});

const BETAS = Array.from({ length: 20 }, (_, k) => 0.05 * k);

test("theory's lines are at its numbers", () => {
  const steep = BETAS.map((beta) => 0.01 * (1 - beta));
  const gentle = BETAS.map((beta) => 0.1 * (1 - beta) + 0.01);
  const lines = {
    momentum: BETAS,
    stability: BETAS.map((beta) => 0.2 * (1 + beta)),
    critical: [gentle, steep],
    zigzag: [gentle, BETAS.map((beta) => 0.16 * (1 + beta))],
  };
  const theory = { lines, optimum: { lr: 0.03, momentum: 0.8 }, regimes: [] };
  const { marks } = drawn(mapOf({ theory }));
  const [limit, ring] = drawnIn(marks, "stroke", "accent");
  const line = (rates) => BETAS.flatMap((beta, k) => at(rate(rates[k]), momentum(beta)));
  assert.ok(near(placesOf(limit), line(lines.stability)));
  assert.deepEqual(limit.dash, [5, 4]);
  assert.ok(near(ring.commands[0].slice(1, 3), at(rate(0.03), momentum(0.8))));
  const dotted = marks.filter(({ dash, color }) => String(dash) === "1,4" && color === "text");
  assert.ok(near(placesOf(dotted[0]), line(steep)) && near(placesOf(dotted[1]), line(gentle)));
  assert.ok(near(placesOf(dotted[2]), line(lines.zigzag[1])), "changes sides at every step beyond");
  const [over, under] = ["over-damped", "under-damped"].map((word) => textOf(marks, word));
  assert.ok(over.x < under.x, "small rates creep, large ones swing");
  assert.ok(textOf(marks, "swings across").x > over.x && textOf(marks, "swings across").x < under.x);
});

test("a pixel finds its cell", () => {
  const { settings } = drawn();
  assert.deepEqual(settings.frame, FRAME);
  for (const cell of CELLS) {
    const [column, row] = [cell % 9, Math.floor(cell / 9)];
    const [px, py] = at(column / 8, row / 4);
    assert.deepEqual(settings.cellAt(px + 10, py - 10, false), { column, row });
  }
  assert.equal(settings.cellAt(0, 100, false), null);
  assert.deepEqual(settings.cellAt(-50, 900, true), { column: 0, row: 0 });
  assert.deepEqual(settings.cellAt(900, -50, true), { column: 8, row: 4 });
});

test("a tall element has a square map in its middle", () => {
  const settings = new SettingsMap(new FakeElement("div", { width: 278, height: 654 }));
  settings.draw(mapOf(), [], ["", ""], THEME);
  assert.deepEqual(settings.frame, { left: 62, top: 8 + 200, width: 200, height: 200 });
  const wide = new SettingsMap(new FakeElement("div", { width: 1078, height: 354 }));
  wide.draw(mapOf(), [], ["", ""], THEME);
  assert.deepEqual(wide.frame, { left: 62 + 245, top: 8, width: 510, height: 300 });
});
