/** The class of step-breakdown.js: the arrows of a step's parts on the map. */

import assert from "node:assert/strict";
import { test } from "node:test";
import "../plots/canvas-stand-in.mjs";
import { StepBreakdownLens } from "../../../static/js/lens/step-breakdown.js";
import { FakeElement, near, placesOf, textsOf, token } from "../plots/canvas-stand-in.mjs";
import { answering, at, layerOf, sessionOf, settled, stageOf, trackOf } from "./lens-drawing-stand-in.mjs";

const part = (title, symbol, direction, values) => ({
  title,
  symbol,
  direction,
  values,
  sentence: "S.",
  formula: "",
  numbers: ["1", "2"],
});
const PARTS = [
  part("Gradient", "g", -1, [0.5, -2]),
  part("First moment", "m", -1, [30, 10]),
  part("Scale", "s", 0, [1, 1]),
  part("Step", "\\Delta\\theta", 1, [-0.25, 0.5]),
  part("New weights", "\\theta'", 1, [0.25, 0.5]),
];
const TRACK = trackOf(Array.from({ length: 10 }, (_, k) => [0.1 * k, 0.1 * k - 0.5, 1]));

async function opened(t, tensors = []) {
  const asked = answering(t, { step: 5, parts: PARTS, tensors, weights: ["x", "y"] });
  const session = sessionOf({ tracks: [trackOf([]), TRACK], styles: [0, 9], selected: 1, step: 5 });
  session.store.set({ playing: false });
  const stage = stageOf(session);
  const lens = new StepBreakdownLens(session, stage, new FakeElement());
  lens.activate();
  await settled();
  const key = (name) => {
    lens.place.dispatchEvent(Object.assign(new Event("keydown"), { key: name }));
    stage.wake();
    return layerOf(stage.elements.contour);
  };
  stage.wake();
  return { asked, lens, session, stage, key, drawn: layerOf(stage.elements.contour) };
}

/** Shafts of the arrows drawn: where they end, before their heads, and their color. */
const shafts = (drawn) =>
  drawn.filter(({ kind, color, width }) => kind === "stroke" && color !== "halo" && width === 2);
const COLOR = token("racer-9");
const FROM = at(0.5, 0);
/** End of the shaft of a vector, 6 pixels before its tip. */
function end([x, y], toScale) {
  const [dx, dy] = [120 * x, -80 * y];
  const size = Math.hypot(x, y);
  const length = toScale ? Math.hypot(dx, dy) : 20 + (58 * (Math.log10(size) + 4)) / 8;
  const share = (length - 6) / Math.hypot(dx, dy);
  return [FROM[0] + share * dx, FROM[1] + share * dy];
}

test("the first part is the downhill gradient", async (t) => {
  const { asked, drawn } = await opened(t);
  assert.deepEqual([asked[0].racer, asked[0].step], [1, 5]);
  const [shaft, ...rest] = shafts(drawn);
  assert.deepEqual(rest, []);
  assert.ok(near(placesOf(shaft), [...FROM, ...end([-0.5, 2])]));
  assert.deepEqual([shaft.color, shaft.opacity], [COLOR, 1]);
  assert.deepEqual(textsOf(drawn), ["−g"]);
});

test("a new arrow grows to its length", async (t) => {
  const { lens, stage } = await opened(t);
  lens.reducedMotion = { matches: false };
  for (const share of [0.5, 1]) {
    lens.since = performance.now() - 500 * share;
    t.mock.method(performance, "now", () => lens.since + 500 * share);
    stage.wake();
    const [shaft] = shafts(layerOf(stage.elements.contour));
    const [x, y] = [-60, -160];
    const length = 20 + (58 * (Math.log10(Math.hypot(0.5, 2)) + 4)) / 8;
    const by = (share * length - 6) / Math.hypot(x, y);
    assert.ok(near(placesOf(shaft), [...FROM, FROM[0] + by * x, FROM[1] + by * y]), `${share}`);
    performance.now.mock.restore();
  }
});

test("former parts stay, faint and without a name", async (t) => {
  const { key } = await opened(t);
  const drawn = key("ArrowRight");
  const [former, now] = shafts(drawn);
  assert.ok(near(placesOf(former), [...FROM, ...end([-0.5, 2])]));
  assert.deepEqual([former.color, former.opacity], ["text", 0.45]);
  assert.ok(near(placesOf(now), [...FROM, ...end([-30, -10])]));
  assert.deepEqual([now.color, now.opacity], [COLOR, 1]);
  assert.deepEqual(textsOf(drawn).filter(Boolean), ["−m"]);
  assert.equal(shafts(key("ArrowRight")).length, 2, "a part without direction has no arrow");
});

test("the step is to scale and keeps its color", async (t) => {
  const { key, session } = await opened(t);
  for (let k = 0; k < 2; k += 1) key("ArrowRight");
  const drawn = key("ArrowRight");
  const step = shafts(drawn).at(-1);
  assert.ok(near(placesOf(step), [...FROM, ...end([-0.25, 0.5], true)]));
  assert.deepEqual(step.dash, []);
  assert.deepEqual(textsOf(drawn).filter(Boolean), ["Δθ"]);
  const last = shafts(key("ArrowRight"));
  assert.equal(last.length, 3, "the new weights have no arrow");
  assert.equal(last[2].color, COLOR);
  assert.equal(session.player.time, 6, "the ball is at the end of the step");
  key("ArrowLeft");
  assert.equal(session.player.time, 5);
});

test("a network's weights have no arrows", async (t) => {
  const { drawn } = await opened(t, ["a", "b"]);
  assert.deepEqual(drawn, []);
});
