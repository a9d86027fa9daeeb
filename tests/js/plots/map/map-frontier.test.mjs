import assert from "node:assert/strict";
import { test } from "node:test";
import { frontier } from "../../../../static/js/plots/map/map-frontier.js";
import { MapScale } from "../../../../static/js/plots/map/map-scales.js";

test("each of the sixteen patterns is parted", () => {
  for (let pattern = 0; pattern < 16; pattern += 1) {
    const failed = (cell) => Boolean(pattern & (1 << cell));
    const segments = frontier(2, 2, failed);
    const places = new Set();
    for (let k = 0; k < segments.length; k += 2) places.add(`${segments[k]},${segments[k + 1]}`);
    // A side is crossed exactly where its two cells differ: below, above, left, right.
    const sides = [
      ["0.5,0", 0, 1],
      ["0.5,1", 2, 3],
      ["0,0.5", 0, 2],
      ["1,0.5", 1, 3],
    ];
    for (const [place, a, b] of sides)
      assert.equal(places.has(place), failed(a) !== failed(b), `${pattern} at ${place}`);
    assert.equal(segments.length, 2 * places.size);
  }
});

test("a saddle rings each failing cell", () => {
  const ring = (cells) => {
    const segments = frontier(2, 2, (cell) => cells.includes(cell));
    return [segments.slice(0, 4), segments.slice(4)].map(([a, b, c, d]) => [(a + c) / 2, (b + d) / 2]);
  };
  const near = ([x, y], corner) => Math.hypot(x - corner[0], y - corner[1]) < 0.5;
  assert.ok(
    [
      [0, 0],
      [1, 1],
    ].every((corner) => ring([0, 3]).some((middle) => near(middle, corner))),
  );
  assert.ok(
    [
      [1, 0],
      [0, 1],
    ].every((corner) => ring([1, 2]).some((middle) => near(middle, corner))),
  );
});

test("twenty values lie on each scale", () => {
  const spots = Array.from({ length: 20 }, (_, k) => k / 19);
  for (const [kind, low, high, valueAt] of [
    ["linear", -2, 6, (share) => -2 + 8 * share],
    ["log", 1e-4, 100, (share) => 10 ** (-4 + 6 * share)],
    ["one_minus_log", 0, 0.999, (share) => 1 - 10 ** (-3 * share)],
  ]) {
    const scale = new MapScale([low, high], kind);
    for (const share of spots)
      assert.ok(Math.abs(scale.share(valueAt(share)) - share) < 1e-9, `${kind} ${share}`);
  }
});
