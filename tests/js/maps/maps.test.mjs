import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import { MapData } from "../../../static/js/maps/map-data.js";
import {
  mapKey,
  numberOf,
  resolutionOf,
  settingOf,
  shownParameters,
} from "../../../static/js/maps/map-request.js";
import { frontier } from "../../../static/js/plots/map/map-frontier.js";
import { MapScale } from "../../../static/js/plots/map/map-scales.js";
import { decodeFrame } from "../../../static/js/run/frames.js";

/** Writes a frame of kind 3 byte by byte, as docs/protocol.md describes it. */
function mapBytes({ map, part, cells, columns }) {
  const padded = Math.ceil(cells.length / 2) * 8;
  const view = new DataView(new ArrayBuffer(16 + padded + 8 * columns.flat().length));
  view.setUint8(0, 3);
  view.setUint8(1, columns.length);
  view.setUint32(4, map, true);
  view.setUint32(8, cells.length, true);
  view.setUint32(12, part, true);
  for (const [k, cell] of cells.entries()) view.setUint32(16 + 4 * k, cell, true);
  for (const [k, value] of columns.flat().entries()) view.setFloat64(16 + padded + 8 * k, value, true);
  return view.buffer;
}

test("a map frame preserves every bit, with an odd and an even number of cells", () => {
  for (const cells of [[5], [0, 7], [1, 2, 3]]) {
    const columns = [cells.map((cell) => cell / 3), cells.map(() => Number.NaN)];
    const frame = decodeFrame(mapBytes({ map: 4_000_000_000, part: 2, cells, columns }));
    assert.deepEqual([frame.kind, frame.run, frame.part], ["map", 4_000_000_000, 2]);
    assert.deepEqual([...frame.cells], cells);
    assert.deepEqual(
      frame.columns.map((column) => [...column]),
      columns,
    );
  }
  const cut = mapBytes({ map: 1, part: 0, cells: [1, 2], columns: [[1, 2]] }).slice(0, -8);
  assert.throws(() => decodeFrame(cut), RangeError);
});

const FACTS = {
  kind: "basins",
  axes: [],
  minima: [],
  theory: null,
  columns: ["minimum"],
  parts: 2,
  racer: 0,
};

test("missing cells have the values of the nearest known one", () => {
  const chart = new MapData({ ...FACTS, x: [0, 1, 2, 3, 4], y: [0, 1, 2] });
  chart.add(Uint32Array.of(0, 4, 10, 14), [Float64Array.of(7, 8, 9, 6)]);
  assert.deepEqual(
    [0, 1, 3, 4, 10, 11, 13, 14].map((cell) => chart.at("minimum", cell)),
    [7, 7, 8, 8, 9, 9, 6, 6],
  );
  assert.equal(chart.share("minimum", 7), 0.25);
  assert.equal(chart.complete, false);
  const rest = Uint32Array.of(1, 2, 3, 5, 6, 7, 8, 9, 11, 12, 13);
  chart.add(rest, [Float64Array.from(rest)]);
  assert.equal(chart.complete, true);
  assert.deepEqual(
    [...rest].map((cell) => chart.at("minimum", cell)),
    [...rest],
  );
  assert.ok(Number.isNaN(chart.at("nothing", 0)));
});

test("the scales of axes agree with the spacing of their lines, and their ticks are round", () => {
  const log = Array.from({ length: 9 }, (_, k) => 1e-3 * 10 ** (k / 2));
  const memory = Array.from({ length: 5 }, (_, k) => 1 - 10 ** (-k / 2));
  for (const [kind, values] of [
    ["log", log],
    ["one_minus_log", memory],
    ["linear", [0, 1, 2, 3]],
  ]) {
    const scale = new MapScale(values, kind);
    for (const [k, value] of values.entries()) {
      assert.ok(Math.abs(scale.share(value) - k / (values.length - 1)) < 1e-9);
      assert.equal(scale.nearest(scale.share(value)), k);
    }
    assert.equal(scale.nearest(-3), 0);
    assert.equal(scale.nearest(3), values.length - 1);
  }
  assert.deepEqual(
    new MapScale(log, "log").ticks.map(({ text }) => text),
    ["10⁻³", "10⁻²", "10⁻¹", "10⁰", "10¹"],
  );
  assert.ok(new MapScale(memory, "one_minus_log").ticks.some(({ text }) => text === "0.9"));
});

test("the frontier separates failing cells from others", () => {
  const failed = (cell) => cell % 4 >= 2; // the right half of a grid of 4 x 3
  const segments = frontier(4, 3, failed);
  assert.equal(segments.length, 4 * 2);
  for (let k = 0; k < segments.length; k += 2) assert.equal(segments[k], 1.5);
  assert.deepEqual(
    frontier(4, 3, () => true),
    [],
  );
  assert.equal(frontier(3, 3, (cell) => cell === 4).length, 4 * 4, "one cell is ringed by four pieces");
});

test("parameters of a map can be in pairs", () => {
  assert.deepEqual(shownParameters({ lr: 1, betas: [0.9, 0.999] }), ["lr", "beta1"]);
  assert.deepEqual(shownParameters({ lr: 1, momentum: 0, alpha: 0.9 }), ["lr", "momentum"]);
  assert.equal(numberOf({ betas: [0.9, 0.99] }, "beta2"), 0.99);
  assert.deepEqual(settingOf(2, { betas: [0.9, 0.99] }, "beta1", 0.5), [
    "/racers/2/optimizer/params/betas",
    [0.5, 0.99],
  ]);
  assert.deepEqual(settingOf(0, {}, "lr", 0.5), ["/racers/0/optimizer/params/lr", 0.5]);
});

test("a map's key ignores the parameters on its axes", () => {
  const spec = (lr, start, other) => ({
    problem: { kind: "surface", surface: { name: "bowl" }, start },
    racers: [{ optimizer: { name: "sgd", params: { lr } } }, { optimizer: { name: other } }],
  });
  const shown = ["lr", "momentum"];
  const [before, moved, rated, others] = [
    spec(0.1, [1, 1], "adam"),
    spec(0.1, [2, 1], "adam"),
    spec(0.2, [1, 1], "adam"),
    spec(0.1, [1, 1], "rprop"),
  ];
  assert.equal(mapKey(before, "basins", 0, shown), mapKey(moved, "basins", 0, shown));
  assert.notEqual(mapKey(before, "basins", 0, shown), mapKey(rated, "basins", 0, shown));
  assert.equal(mapKey(before, "hyperparameters", 0, shown), mapKey(rated, "hyperparameters", 0, shown));
  assert.notEqual(mapKey(before, "hyperparameters", 0, shown), mapKey(moved, "hyperparameters", 0, shown));
  assert.equal(mapKey(before, "basins", 0, shown), mapKey(others, "basins", 0, shown));
});

test("a map's key has all that its cells depend on", () => {
  const adam = { optimizer: { name: "adam", params: { lr: 0.1, betas: [0.9, 0.99], eps: 0.01 } } };
  const spec = {
    problem: { kind: "surface", surface: { name: "bowl" }, start: [1, 1] },
    racers: [adam, { optimizer: { name: "sgd" } }],
    steps: 50,
    seed: 0,
    edits: [{ step: 5, racer: 0, set: { eps: 0.1 } }],
  };
  const racer = (changes) => ({ racers: [{ ...adam, ...changes }, spec.racers[1]] });
  const params = (changes) =>
    racer({ optimizer: { name: "adam", params: { ...adam.optimizer.params, ...changes } } });
  const changes = {
    surface: { problem: { ...spec.problem, surface: { name: "beale" } } },
    start: { problem: { ...spec.problem, start: [0, 1] } },
    noise: { problem: { ...spec.problem, noise: 0.1 } },
    seed: { seed: 1 },
    steps: { steps: 60 },
    schedule: racer({ schedule: { name: "step" } }),
    rate: params({ lr: 0.2 }),
    beta1: params({ betas: [0.8, 0.99] }),
    beta2: params({ betas: [0.9, 0.9] }),
    eps: params({ eps: 0.02 }),
    edit: { edits: [{ step: 6, racer: 0, set: { eps: 0.1 } }] },
    "other racer": { racers: [adam, { optimizer: { name: "nadam" } }] },
    "other racer's edit": { edits: [...spec.edits, { step: 9, racer: 1, set: { momentum: 0.5 } }] },
  };
  const idle = (kind) => {
    const own = mapKey(spec, kind, 0, ["lr", "beta1"]);
    return Object.keys(changes).filter(
      (name) => mapKey({ ...spec, ...changes[name] }, kind, 0, ["lr", "beta1"]) === own,
    );
  };
  assert.deepEqual(idle("basins"), ["start", "other racer", "other racer's edit"]);
  assert.deepEqual(idle("hyperparameters"), ["rate", "beta1", "other racer", "other racer's edit"]);
});

test("maps of long runs have fewer balls", () => {
  for (const steps of [1, 100, 500, 2000, 20_000]) {
    const size = resolutionOf(steps, {});
    assert.ok(size >= 51 && size <= 201);
    assert.ok(size === 51 || size ** 2 * steps <= 1.1e7);
  }
});

test("maps are within the limits that the server publishes", () => {
  const limits = { map_resolution: 400, map_ball_steps: 100_000_000 };
  assert.equal(resolutionOf(100, limits), 201);
  assert.equal(resolutionOf(100, { ...limits, map_ball_steps: 101 ** 2 * 100 }), 101);
  assert.equal(resolutionOf(100, { ...limits, map_resolution: 60 }), 51);
  assert.equal(resolutionOf(100, { ...limits, map_resolution: 20 }), 20);
});
