import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import { MapData } from "../../../static/js/maps/map-data.js";
import { axisName, cellText, keysOf, noMapText, titleOf } from "../../../static/js/maps/map-text.js";
import { basinColor, divergedColor, unfinishedColor } from "../../../static/js/plots/map/map-colors.js";

const css = (rgb) => `rgb(${rgb.join(" ")})`;

function basins(
  minimum,
  minima = [
    [0, 0, 0],
    [3, 2, 0],
    [-1, 5, 1],
  ],
) {
  const size = minimum.length / 2;
  const x = Array.from({ length: size }, (_, k) => k / 2);
  const map = new MapData({
    kind: "basins",
    columns: ["minimum", "steps", "loss"],
    parts: 1,
    x,
    y: [7, 8],
    minima,
  });
  map.add(Uint32Array.from(minimum.keys()), [
    minimum,
    minimum.map((_, k) => 10 + k),
    minimum.map((_, k) => k / 4),
  ]);
  return map;
}

test("the legend's colors are the basins', largest first", () => {
  const map = basins([0, 1, 1, 1, 1, 2, 2, -1, -2, 1]);
  for (const dark of [false, true])
    assert.deepEqual(keysOf(map, dark), [
      { text: "(3.0, 2.0) 50 %", color: css(basinColor(1, 0.3, dark)) },
      { text: "(\u22121.0, 5.0) 20 %", color: css(basinColor(2, 0.3, dark)) },
      { text: "(0, 0) 10 %", color: css(basinColor(0, 0.3, dark)) },
      { text: "at none yet 10 %", color: css(unfinishedColor(dark)) },
      { text: "flown off 10 %", color: css(divergedColor(dark)) },
      { text: "lighter: sooner", sign: "none" },
    ]);
});

test("of many minima only the first is named", () => {
  const minima = Array.from({ length: 8 }, (_, k) => [k, k, 0]);
  const keys = keysOf(basins([0, 1, 2, 3, 4, 5, 6, 7], minima), false);
  assert.equal(keys[1].color, css(basinColor(1, 0.3, false)), "the largest of the others");
  assert.deepEqual(
    keys.map(({ text }) => text),
    ["(0, 0) 13 %", "and 7 more minima", "lighter: sooner"],
  );
});

test("each start's text is its own cell's", () => {
  const map = basins([0, 1, -1, -2, 2, 1]);
  assert.deepEqual(
    [0, 1].flatMap((row) => [0, 1, 2].map((column) => cellText(map, column, row))),
    [
      "From (0, 7.00) to the minimum at (0, 0), there since step 10.",
      "From (0.500, 7.00) to the minimum at (3.0, 2.0), there since step 11.",
      "From (1.00, 7.00) the ball is at no minimum yet; its loss is 0.500.",
      "From (0, 8.00) the ball flies off.",
      "From (0.500, 8.00) to the minimum at (\u22121.0, 5.0), there since step 14.",
      "From (1.00, 8.00) to the minimum at (3.0, 2.0), there since step 15.",
    ],
  );
});

const AXES = [{ parameter: "lr" }, { parameter: "beta1" }];

function settings() {
  const theory = { regimes: ["over_damped", "critically_damped", "under_damped", "divergent"] };
  const columns = ["loss", "failed", "minimum", "rate", "regime"];
  const map = new MapData({
    kind: "hyperparameters",
    columns,
    parts: 1,
    x: [0.1, 0.2],
    y: [0.5, 0.9],
    axes: AXES,
    minima: [[0, 0, 0]],
    theory,
  });
  map.add(Uint32Array.of(0, 1, 2, 3), [
    [0.01, 1, 4, 1e9],
    [0, 0, 1, 1],
    [0, 0, -1, -2],
    [0.8, 0.95, Number.NaN, 1.5],
    [0, 2, 1, 3],
  ]);
  return map;
}

test("each setting's text is its own cell's", () => {
  const map = settings();
  assert.deepEqual(
    [0, 1].flatMap((row) => [0, 1].map((column) => cellText(map, column, row))),
    [
      "\u03b7 = 0.100, \u03b2\u2081 = 0.500: loss 0.0100; each step leaves 0.800 of the distance; over-damped.",
      "\u03b7 = 0.200, \u03b2\u2081 = 0.500: loss 1.00; each step leaves 0.950 of the distance; under-damped.",
      "\u03b7 = 0.100, \u03b2\u2081 = 0.900: ends at 4.00, above its start.",
      "\u03b7 = 0.200, \u03b2\u2081 = 0.900: diverges.",
    ],
  );
  assert.deepEqual(
    keysOf(map, false).map(({ text, sign }) => [text, sign]),
    [
      ["loss 0.010 to 1.0", "ramp"],
      ["lost beyond", "line"],
      ["limit, optimum and regimes in theory", "line dashed"],
    ],
  );
});

test("a cell that rounds to a setting is about there", () => {
  const map = settings();
  map.facts.x = [0.4998, 0.5];
  map.facts.y = [0.8996, 0.9];
  assert.match(cellText(map, 0, 0), /^\u03b7 \u2248 0\.500, \u03b2\u2081 \u2248 0\.900: loss 0\.0100/);
  assert.match(cellText(map, 1, 0), /^\u03b7 = 0\.500, \u03b2\u2081 \u2248 0\.900: loss 1\.00/);
});

test("a cell that is still to come names the one it shows", () => {
  const { facts } = settings();
  const map = new MapData({ ...facts, parts: 2 });
  map.add(Uint32Array.of(0), [[0.01], [0], [0], [0.8], [0]]);
  assert.match(cellText(map, 1, 1), /^\u03b7 = 0\.100, \u03b2\u2081 = 0\.500: loss 0\.0100/);
});

test("titles name racer, steps and axes", () => {
  assert.equal(titleOf(basins([0, 0]), "Adam", 50), "Where every start leads: Adam, 50 steps");
  assert.equal(
    titleOf(settings(), "Adam", 50),
    "Loss of Adam after 50 steps, by learning rate \u03b7 and momentum \u03b2\u2081",
  );
  assert.equal(axisName("weight_decay"), "Weight decay");
  assert.match(noMapText("Simplex"), /and Simplex has none/);
});
