/** Lenses: when each asks the server, what it says of the answer, and that only one is open. */

import assert from "node:assert/strict";
import { test } from "node:test";
import "../dom-stand-in.mjs";
import { make } from "../../../static/js/components/dom.js";
import { BranchesLens } from "../../../static/js/lens/branches.js";
import { CurvatureLens } from "../../../static/js/lens/curvature.js";
import { Lenses } from "../../../static/js/lens/lenses.js";
import { LrSweepLens } from "../../../static/js/lens/lr-sweep.js";
import { MultiRunLens } from "../../../static/js/lens/multi-run.js";
import { StepBreakdownLens } from "../../../static/js/lens/step-breakdown.js";
import { looking, pass, trackOf } from "./lens-stand-in.mjs";

const CURVATURE = {
  x: 1,
  y: 2,
  loss: 3,
  gradient: [0, 0],
  weights: 2,
  directions: [],
  limit: null,
  noise: null,
  stationary: null,
};

test("curvature is asked at the ball, a typed place or the pointer", async (t) => {
  const { session, stage, lens, place, asked, press } = looking(t, CurvatureLens, () => ({
    json: CURVATURE,
  }));
  await pass(100);
  assert.deepEqual(asked(), [], "not while it is closed");
  lens.activate();
  await pass(100);
  const { spec } = session.state;
  assert.deepEqual(asked(), [["curvature", { experiment: spec, racer: 1, step: 3, place: null }]]);
  for (const change of [
    { view: { ...session.state.view, theme: "dark" } },
    { pathRevision: 9 },
    { styles: [1, 0] },
  ]) {
    session.store.set(change);
    await pass(100);
  }
  session.player.seek(3.5);
  await pass(100);
  assert.deepEqual(asked(), [], "nothing that it depends on has changed");
  session.player.seek(4);
  await pass(100);
  assert.deepEqual(
    asked().map(([, { step }]) => step),
    [4],
  );
  session.store.set({ selected: 0 });
  await pass(100);
  assert.deepEqual(
    asked().map(([, { racer }]) => racer),
    [0],
  );
  const [x, y] = place.querySelectorAll("input");
  x.enter("1.5", "input");
  await pass(100);
  assert.deepEqual(asked(), [], "half a place is none");
  y.enter("\u22122", "input");
  await pass(100);
  assert.deepEqual(
    asked().map(([, one]) => one.place),
    [[1.5, -2]],
  );
  const move = (more) =>
    stage.elements.contour.dispatchEvent(
      Object.assign(new Event("pointermove"), {
        clientX: 7,
        clientY: 8,
        buttons: 0,
        pointerType: "mouse",
        ...more,
      }),
    );
  move({ pointerType: "touch" });
  move({ buttons: 1 });
  await pass(100);
  assert.deepEqual(asked(), []);
  move({});
  await pass(100);
  assert.deepEqual(
    asked().map(([, one]) => one.place),
    [[7, 8]],
  );
  stage.elements.contour.dispatchEvent(new Event("pointerleave"));
  await pass(100);
  assert.deepEqual(
    asked().map(([, one]) => one.place),
    [[1.5, -2]],
  );
  press("At the ball");
  await pass(100);
  assert.deepEqual([asked()[0][1].place, x.value, y.value], [null, "", ""]);
  lens.deactivate();
  session.player.seek(9);
  await pass(1000);
  assert.deepEqual(asked(), []);
});

test("many runs are asked for a racer, their kind and spread", async (t) => {
  const answers = () => ({ json: { points: [0], paths: [], quantiles: {}, count: 1 } });
  const { session, lens, place, asked, press, told } = looking(t, MultiRunLens, answers);
  lens.activate();
  await pass(0);
  const [first] = asked();
  assert.deepEqual(first, [
    "multi-runs",
    { experiment: session.state.spec, racer: 1, kind: "starts", size: 0.0501 },
  ]);
  session.player.seek(9);
  session.store.set({ styles: [1, 0], pathRevision: 5 });
  await pass(500);
  assert.deepEqual(asked(), []);
  const size = place.querySelector("input");
  size.enter(-1, "input");
  await pass(219);
  assert.deepEqual(asked(), []);
  await pass(1);
  assert.deepEqual(
    asked().map(([, one]) => one.size),
    [0.1],
  );
  press("Seeds");
  assert.equal(place.querySelector(".run-radius").hidden, true);
  await pass(220);
  assert.deepEqual(
    asked().map(([, { kind }]) => kind),
    ["seeds"],
  );
  session.change("/seed", 4, true);
  await pass(220);
  assert.equal(asked().length, 1);
  assert.equal(told(".lens-about").includes("\u2026"), false);
});

test("a network's runs differ by their seeds", async (t) => {
  const { session, lens, asked } = looking(t, MultiRunLens, () => ({
    ok: false,
    json: { detail: "Too many weights." },
  }));
  const problem = { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" } };
  session.store.set({ spec: { ...session.state.spec, problem } });
  lens.activate();
  await pass(220);
  assert.equal(asked()[0][1].kind, "seeds");
  assert.equal(lens.about.textContent, "Too many weights.");
});

/** A sweep whose best rate is 0.123456. */
const SWEEP = { best: 1, lr: [0.1, 0.123456, 0.2], loss: [3, 1, 2], reached: null, steps: 50, edge: null };

test("each racer's sweep is asked once", async (t) => {
  const { session, lens, asked, told } = looking(t, LrSweepLens, () => ({ json: SWEEP }));
  lens.activate();
  await pass(0);
  const { spec } = session.state;
  assert.deepEqual(asked(), [
    ["sweeps", { experiment: spec, racer: 0 }],
    ["sweeps", { experiment: spec, racer: 1 }],
  ]);
  await pass(250);
  assert.match(told(".lens-about"), /^The loss after 50 steps at each rate/);
  session.change("/racers/0/optimizer/params/lr", 0.5, true);
  session.store.set({ view: { ...session.state.view, loss: "linear" }, selected: 0 });
  session.player.seek(9);
  await pass(1000);
  assert.deepEqual(asked(), [], "the rate itself and the clock change no sweep");
  session.change("/racers/1/optimizer/params/eps", 0.5, true);
  await pass(249);
  assert.deepEqual(asked(), []);
  await pass(1);
  assert.deepEqual(
    asked().map(([, { racer }]) => racer),
    [1],
  );
  session.change("/seed", 5, true);
  await pass(250);
  assert.equal(asked().length, 2);
});

test("best rates are taken, one or all", async (t) => {
  const { session, lens, place, press } = looking(t, LrSweepLens, () => ({ json: SWEEP }));
  lens.activate();
  await pass(0);
  await pass(250);
  const edits = [{ step: 4, racer: 0, set: { lr: 9, alpha: 0.5 } }];
  session.store.set({ spec: { ...session.state.spec, edits } });
  for (let k = 0; k < 3; k += 1) await pass(300);
  const rates = () => session.state.spec.racers.map(({ optimizer }) => optimizer.params?.lr);
  const takes = () => place.querySelectorAll("li button");
  takes()[0].click();
  assert.deepEqual([rates(), session.state.rates], [[0.123, undefined], "own"]);
  assert.deepEqual(session.state.spec.edits, [{ step: 4, racer: 0, set: { alpha: 0.5 } }]);
  for (let k = 0; k < 3; k += 1) await pass(300);
  assert.deepEqual(
    takes().map(({ disabled }) => disabled),
    [true, false],
  );
  press("Take all");
  assert.deepEqual(rates(), [0.123, 0.123]);
  session.undo(1);
  assert.deepEqual(rates(), [0.123, undefined]);
});

test("a failed sweep says why, and is tried again", async (t) => {
  let ok = false;
  const { session, lens, place, asked } = looking(t, LrSweepLens, () => ({
    ok,
    json: ok ? SWEEP : { detail: "Busy." },
  }));
  session.store.set({
    spec: {
      ...session.state.spec,
      racers: [{ optimizer: { name: "adam" } }, { optimizer: { name: "nelder_mead" } }],
    },
  });
  lens.activate();
  await pass(0);
  for (let k = 0; k < 3; k += 1) await pass(300);
  const rows = () => place.querySelectorAll("li").map(({ textContent }) => textContent);
  assert.equal(asked().length, 1, "what has no rate is not asked");
  assert.match(rows()[0], /; Busy\./);
  assert.match(rows()[1], /has no learning rate, so there is none to tune\.$/);
  ok = true;
  lens.deactivate();
  lens.activate();
  for (let k = 0; k < 3; k += 1) await pass(300);
  assert.equal(asked().length, 1);
});

const part = (title) => ({
  title,
  symbol: "g",
  sentence: `${title}.`,
  numbers: [],
  values: [],
  direction: 0,
  formula: "",
  rule: "",
});

test("a step is asked at rest, with its part one after another", async (t) => {
  const answers = ({ body }) => ({
    json: {
      step: body.step,
      weights: 2,
      tensor: 0,
      tensors: ["w", "b"],
      parts: ["Gradient", "Step", "New weights"].map(part),
    },
  });
  const { session, lens, place, asked, told, press } = looking(t, StepBreakdownLens, answers);
  session.player.play();
  session.player.time = 3.7;
  lens.activate();
  assert.deepEqual([session.player.time, session.player.playing], [3, false]);
  await pass(0);
  assert.deepEqual(asked(), [
    ["step-breakdowns", { experiment: session.state.spec, racer: 1, step: 3, tensor: null }],
  ]);
  const current = () =>
    place
      .querySelectorAll(".breakdown-frame")
      .findIndex((one) => one.getAttribute("aria-current") === "step");
  assert.deepEqual([current(), told(".breakdown-sentence")], [0, "Gradient."]);
  await pass(1699);
  assert.equal(current(), 0);
  await pass(1);
  assert.equal(current(), 1, "after 1.7 s of reading");
  press("Part before");
  await pass(5000);
  assert.equal(current(), 0, "by hand it stands still");
  press("Next part");
  press("Next part");
  assert.deepEqual([current(), session.player.time], [2, 4], "the last part is the step itself");
  await pass(100);
  assert.deepEqual(asked(), [], "which is still the same step");
  press("Part before");
  assert.deepEqual([current(), session.player.time], [1, 3]);
  place.querySelector("select").enter("1");
  await pass(100);
  assert.deepEqual(
    asked().map(([, { tensor }]) => tensor),
    [1],
  );
  press("Next step");
  await pass(100);
  assert.deepEqual(
    asked().map(([, { step }]) => step),
    [4],
  );
  session.player.play();
  session.player.time = 9;
  session.player.dispatchEvent(new Event("step"));
  await pass(100);
  assert.deepEqual(asked(), [], "while it rolls there is no step to show");
  session.player.pause();
  await pass(100);
  assert.deepEqual(
    asked().map(([, { step }]) => step),
    [9],
  );
});

test("branches say who left whom", async (t) => {
  const { session, lens, place, told } = looking(t, BranchesLens, () => ({}));
  lens.activate();
  await pass(0);
  assert.match(told(".lens-about"), /^1 of 2 optimizers went the same way as another at first/);
  const texts = () => place.querySelectorAll("li").map((one) => one.textContent);
  assert.match(texts()[1], /leaves A at step 10/);
  const [first] = place.querySelectorAll("li button");
  first.click();
  await pass(200);
  assert.equal(session.state.selected, 0);
  assert.deepEqual(
    place.querySelectorAll("li button").map((one) => [one.textContent, one.getAttribute("aria-pressed")]),
    [
      ["Chosen", "true"],
      ["Choose", "false"],
    ],
  );
  session.live.buffer.front.tracks[1] = trackOf(51, 9).clone();
  session.live.buffer.front.tracks[1].truncate(3);
  session.store.set({ pathRevision: 77 });
  await pass(200);
  assert.match(texts()[1], /leaves A at step 2: /);
});

test("one lens is open at a time", async (t) => {
  const { session, stage, place } = looking(t, null, () => ({ json: CURVATURE }));
  const bar = make("div");
  const lenses = new Lenses(session, stage, bar, place);
  const open = () =>
    bar.children
      .filter((one) => one.getAttribute("aria-expanded") === "true")
      .map(({ textContent }) => textContent);
  assert.deepEqual(
    bar.children.map(({ textContent }) => textContent),
    ["Explain this step", "Curvature", "Forks", "Repeat", "Find best rate"],
  );
  await lenses.toggle("curvature");
  assert.deepEqual([open(), place.hidden], [["Curvature"], false]);
  const { lens } = lenses.instances.get("curvature");
  assert.equal(lens.follower.active, true);
  await lenses.toggle("branches");
  assert.deepEqual([open(), lens.follower.active], [["Forks"], false]);
  assert.deepEqual(
    place.querySelectorAll(".lens-body").map((room) => [room.className, room.hidden]),
    [
      ["lens-body curvature", true],
      ["lens-body branches", false],
    ],
  );
  await lenses.toggle("curvature");
  assert.equal(lenses.instances.get("curvature").lens, lens, "it is made once");
  await lenses.toggle("curvature");
  assert.deepEqual([open(), place.hidden, lens.follower.active], [[], true, false]);
  await assert.rejects(lenses.toggle("telescope"), /no lens "telescope"/);
});
