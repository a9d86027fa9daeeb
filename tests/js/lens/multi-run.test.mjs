import assert from "node:assert/strict";
import { test } from "node:test";
import { MultiRunLens } from "../../../static/js/lens/multi-run.js";
import { drawnIn, FakeElement, near, placesOf, token } from "../plots/canvas-stand-in.mjs";
import {
  answering,
  at,
  layerOf,
  onCurves,
  sessionOf,
  settled,
  stageOf,
  trackOf,
} from "./lens-drawing-stand-in.mjs";

const POINTS = Array.from({ length: 11 }, (_, k) => 2 * k);
const quantile = (factor) => POINTS.map((step) => factor * 0.8 ** step);
const QUANTILES = {
  least: quantile(0.1),
  lower: quantile(1),
  median: quantile(10),
  upper: quantile(50),
  most: quantile(400),
};
/** Three paths; the last diverges after its third point. */
const PATHS = [
  [POINTS.map((k) => -1.5 + 0.1 * k), POINTS.map((k) => 1 - 0.05 * k)],
  [POINTS.map((k) => 1.5 - 0.1 * k), POINTS.map((k) => -1 + 0.1 * k)],
  [POINTS.map((k) => (k > 4 ? null : k / 4)), POINTS.map((k) => (k > 4 ? null : 0.5))],
];
const FACTS = { kind: "starts", balls: 3, diverged: 1, points: POINTS, quantiles: QUANTILES, paths: PATHS };

async function opened(t, time, { axis = "steps", facts = FACTS } = {}) {
  t.mock.method(globalThis, "setTimeout", (act) => queueMicrotask(act));
  const asked = answering(t, facts);
  const session = sessionOf({ tracks: [trackOf([]), trackOf([])], styles: [4, 6], selected: 1, step: time });
  const stage = stageOf(session);
  stage.picture.curves.axis = axis;
  const lens = new MultiRunLens(session, stage, new FakeElement());
  lens.size.valueAsNumber = -1.3;
  lens.activate();
  await settled();
  stage.wake();
  return { asked, lens, band: lens.band.context.drawn, map: layerOf(stage.elements.contour) };
}

const COLOR = token("racer-6");

test("the chosen racer is asked for", async (t) => {
  const { asked } = await opened(t, 0);
  assert.deepEqual([asked[0].racer, asked[0].kind, asked[0].size], [1, "starts", 0.0501]);
});

test("bands lie between their quantiles, in the racer's color", async (t) => {
  const { band } = await opened(t, 5);
  const line = (values) => POINTS.map((step, k) => onCurves(step, values[k]));
  const area = (low, high) => [...line(low), ...line(high).reverse()].flat();
  const [all, quartiles] = drawnIn(band, "fill", COLOR);
  assert.ok(near(placesOf(all), area(QUANTILES.least, QUANTILES.most)));
  assert.ok(near(placesOf(quartiles), area(QUANTILES.lower, QUANTILES.upper)));
  assert.ok(all.opacity < quartiles.opacity);
  const [median] = drawnIn(band, "stroke", COLOR);
  assert.ok(near(placesOf(median), line(QUANTILES.median).flat()));
  assert.deepEqual(median.dash, [5, 3]);
});

test("a loss that is not finite leaves upwards", async (t) => {
  const most = QUANTILES.most.map((value, k) => (k > 7 ? null : value));
  const { band } = await opened(t, 5, { facts: { ...FACTS, quantiles: { ...QUANTILES, most } } });
  const places = placesOf(drawnIn(band, "fill", COLOR)[0]);
  assert.deepEqual(places.slice(22, 28), [446, -32, 406, -32, 366, -32]);
});

test("there is no band but on steps", async (t) => {
  const { band } = await opened(t, 5, { axis: "gradients" });
  assert.deepEqual(band, []);
});

test("each ball of the cloud is between its points", async (t) => {
  for (const time of [0, 1, 4, 4.5, 13, 20]) {
    const { map } = await opened(t, time);
    const balls = drawnIn(map, "fill", COLOR).map(({ commands }) => commands[0].slice(1, 3));
    const expected = [
      [-1.5 + 0.1 * time, 1 - 0.05 * time],
      [1.5 - 0.1 * time, -1 + 0.1 * time],
    ];
    // The third has no next point at 4: it stays there until the next.
    if (time < 6) expected.push([Math.min(time, 4) / 4, 0.5]);
    assert.ok(
      near(
        balls.flat(),
        expected.flatMap(([x, y]) => at(x, y)),
      ),
      `${time}`,
    );
    t.mock.restoreAll();
  }
});

test("a trail has the last fourteen points", async (t) => {
  const points = Array.from({ length: 41 }, (_, k) => k / 2);
  const line = points.map((k) => k / 20 - 0.5);
  const ones = Object.fromEntries(Object.keys(QUANTILES).map((name) => [name, points.map(() => 1)]));
  const { map } = await opened(t, 20, {
    facts: { ...FACTS, points, quantiles: ones, paths: [[line, line]] },
  });
  const places = placesOf(drawnIn(map, "stroke", COLOR)[0]);
  assert.ok(near(places.slice(0, 2), at(line[26], line[26])));
});

test("a trail leads to its ball", async (t) => {
  const { map } = await opened(t, 5);
  const [trail] = drawnIn(map, "stroke", COLOR);
  const expected = [0, 2, 4, 5].flatMap((k) => at(-1.5 + 0.1 * k, 1 - 0.05 * k));
  assert.ok(near(placesOf(trail), expected));
});
