/** The class of curves.js: which curve is drawn where, in which color, and what the pointer finds. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Curves } from "../../../../static/js/plots/curves/curves.js";
import { Track } from "../../../../static/js/run/track.js";
import { drawnIn, FakeElement, near, placesOf, textsOf, themeOf } from "../canvas-stand-in.mjs";

const NAMES = ["x", "y", "loss", "lr", "grad_norm", "evaluations", "examples"];
const [LEFT, TOP, WIDTH, HEIGHT] = [46, 8, 400, 100];
const COUNT = 21;

/** A racer whose loss falls by a factor each step, with a number of gradients and examples for each. */
function racer(label, color, { factor = 0.8, gradients = 1, examples = 32, length = COUNT } = {}) {
  const track = new Track(NAMES);
  const each = (f) => Array.from({ length }, (_, k) => f(k));
  track.append([
    each((k) => k),
    each((k) => -k),
    each((k) => 10 * factor ** k),
    each((k) => 0.1 / (1 + k)),
    each((k) => 2 * factor ** k),
    each((k) => gradients * k),
    each((k) => examples * k),
  ]);
  return { label, color, marker: "circle", track };
}

const RACERS = [racer("A", "red"), racer("B", "blue", { factor: 0.6, gradients: 3, examples: 8 })];

function curvesOf({
  racers = RACERS,
  kind = "linear",
  axis = "steps",
  steps = 20,
  costs = [],
  rates = false,
} = {}) {
  const element = new FakeElement("div", { width: LEFT + WIDTH + 14, height: TOP + HEIGHT + 20 });
  const curves = new Curves(element, themeOf());
  curves.resize();
  curves.setRacers(racers);
  curves.setScale(kind);
  curves.setSteps(steps);
  curves.setAxis(axis);
  curves.setCosts(costs);
  curves.setRates(rates);
  return { element, curves, base: curves.base.context.drawn, live: curves.live.context.drawn };
}

const losses = ({ track }) => [...track.column("loss")];
/** Pixel of a loss: linear over all losses with 3 % below and 5 % above; logarithmic from 10^-4 to 10^1. */
const low = Math.min(...losses(RACERS[1]));
const scales = {
  linear: (loss) => TOP + HEIGHT - (HEIGHT * (loss - low + 0.03 * (10 - low))) / (1.08 * (10 - low)),
  log: (loss) => TOP + HEIGHT - (HEIGHT * (Math.log10(loss) + 4)) / 5,
};
const AXES = {
  steps: { end: 20, at: (_, step) => step },
  gradients: { end: 60, at: (k, step) => [1, 3][k] * step },
  examples: { end: 640, at: (k, step) => [32, 8][k] * step },
  time: { end: 120, at: (k, step) => 1000 * [0.006, 0.0005][k] * [1, 3][k] * step },
};

for (const kind of ["linear", "log"])
  for (const [axis, { end, at }] of Object.entries(AXES))
    test(`each loss is at its place: ${axis}, ${kind}`, () => {
      const { curves, base, live } = curvesOf({ kind, axis, costs: [0.006, 0.0005] });
      curves.draw(20);
      assert.equal(curves.axis, axis);
      for (const [k, { color, track }] of RACERS.entries()) {
        const expected = losses(RACERS[k]).flatMap((loss, step) => [
          LEFT + (WIDTH * at(k, step)) / end,
          scales[kind](loss),
        ]);
        for (const marks of [base, live]) {
          const [curve] = drawnIn(marks, "stroke", color).filter(
            ({ commands }) => commands.length === track.length,
          );
          assert.ok(near(placesOf(curve), expected, 1e-6), `racer ${k}`);
        }
      }
    });

test("without a length the longest path fills the axis", () => {
  const { curves } = curvesOf({ steps: 0, racers: [racer("A", "red", { length: 5 }), RACERS[1]] });
  curves.draw(0);
  assert.equal(curves.scale.x(20), LEFT + WIDTH);
});

test("an axis that one racer lacks is steps", () => {
  const { curves } = curvesOf({ axis: "time", costs: [0.1, null] });
  curves.draw(0);
  assert.equal(curves.axis, "steps");
});

test("curves are bright up to the playhead", () => {
  const { curves, live } = curvesOf();
  curves.draw(7.5);
  for (const { color } of RACERS) {
    const [curve] = drawnIn(live, "stroke", color);
    const [[, x, , width]] = curve.region;
    assert.deepEqual([x, x + width], [LEFT, LEFT + (WIDTH * 7.5) / 20]);
  }
  const cursor = drawnIn(live, "stroke", "text")[0];
  assert.deepEqual(placesOf(cursor), [LEFT + 150, TOP - 4, LEFT + 150, TOP + HEIGHT]);
});

test("beads lie between their points", () => {
  for (const [axis, { end, at }] of Object.entries(AXES)) {
    const { curves, live } = curvesOf({ axis, costs: [0.006, 0.0005] });
    curves.draw(3.25);
    for (const [k, { color }] of RACERS.entries()) {
      const [bead] = drawnIn(live, "fill", color);
      const [before, after] = losses(RACERS[k]).slice(3, 5).map(scales.linear);
      const x = LEFT + (WIDTH * (at(k, 3) + 0.25 * (at(k, 4) - at(k, 3)))) / end;
      assert.ok(near(bead.commands[0].slice(1, 3), [x, 0.75 * before + 0.25 * after]), `${axis} ${k}`);
    }
  }
});

test("there is no cursor but on steps", () => {
  const { curves, live } = curvesOf({ axis: "gradients" });
  curves.draw(5);
  assert.deepEqual(drawnIn(live, "stroke", "text"), []);
});

test("rates are drawn only when asked for", () => {
  const dashed = (rates) => {
    const { curves, base } = curvesOf({ rates });
    curves.draw(0);
    return base.filter(({ dash }) => dash?.length > 0).map(({ color }) => color);
  };
  assert.deepEqual(dashed(false), []);
  assert.deepEqual(dashed(true), ["red", "blue"]);
});

/** A pointer on the curves. */
function point(element, type, x, y) {
  const event = Object.assign(new Event(type), { clientX: x, clientY: y, button: 0, pointerId: 1 });
  element.dispatchEvent(event);
}

function events(curves, name) {
  const seen = [];
  curves.addEventListener(name, ({ detail }) => seen.push(detail));
  return seen;
}

test("a press scrubs to the step there", () => {
  const { element, curves } = curvesOf();
  curves.draw(0);
  const seen = events(curves, "scrub");
  for (let step = 0; step <= 20; step += 1) {
    point(element, "pointerdown", LEFT + 20 * step + 3, 40);
    point(element, "pointerup", LEFT + 20 * step + 3, 40);
  }
  assert.deepEqual(
    seen.map(({ step }) => step),
    Array.from({ length: 21 }, (_, step) => step),
  );
});

test("on gradients a press finds the first racer's step", () => {
  const racers = [RACERS[1], RACERS[0]];
  const { element, curves } = curvesOf({ axis: "gradients", racers });
  curves.draw(0);
  const seen = events(curves, "scrub");
  // 60 gradients over 400 pixels, three a step.
  for (const gradients of [29, 30, 31, 60]) {
    point(element, "pointerdown", LEFT + (400 * gradients) / 60, 40);
    point(element, "pointerup", LEFT + (400 * gradients) / 60, 40);
  }
  assert.deepEqual(
    seen.map(({ step }) => step),
    [10, 10, 11, 20],
  );
});

test("beyond a racer's last gradient is its last step", () => {
  const { element, curves } = curvesOf({ axis: "gradients" });
  curves.draw(0);
  const seen = events(curves, "scrub");
  point(element, "pointerdown", LEFT + (400 * 50) / 60, 40);
  assert.deepEqual(seen, [{ step: 20 }]);
});

test("hover finds the curve that is near", () => {
  const { element, curves, live } = curvesOf({ kind: "log" });
  curves.draw(20);
  const seen = events(curves, "hover");
  for (const [k, one] of RACERS.entries())
    point(element, "pointermove", LEFT + 20 * 12, scales.log(losses(one)[12]) + (k ? -3 : 3));
  assert.deepEqual(seen, [
    { racer: 0, step: 12 },
    { racer: 1, step: 12 },
  ]);
  curves.draw(20);
  const texts = textsOf(live);
  assert.deepEqual(texts.slice(0, 4), ["step 12", "loss", "‖∇L‖", "η"]);
  assert.deepEqual(texts.slice(4), [
    "A",
    "0.68719",
    "0.13744",
    "0.0076923",
    "B",
    "0.021768",
    "0.0043536",
    "0.0076923",
  ]);
  point(element, "pointerleave", 0, 0);
  assert.equal(seen.at(-1), null);
  curves.draw(20);
  assert.deepEqual(textsOf(live), []);
});

test("a step marked elsewhere is that racer's", () => {
  const { curves, live } = curvesOf({ axis: "gradients" });
  curves.marked = { racer: 1, step: 10 };
  curves.draw(20);
  const [line] = drawnIn(live, "stroke", "text");
  assert.deepEqual(placesOf(line), [LEFT + 200, TOP, LEFT + 200, TOP + HEIGHT]);
  const rings = live.filter(({ kind, width }) => kind === "stroke" && width === 1.6);
  assert.deepEqual(
    rings.map(({ color, commands }) => [color, Math.round(commands[0][1])]),
    [
      ["red", Math.round(LEFT + (400 * 10) / 60)],
      ["blue", LEFT + 200],
    ],
  );
});
