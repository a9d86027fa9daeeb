/** The comparison page as a whole: two embeds, one clock. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import "../dom-stand-in.mjs";
import { nextFrame, openTemplate, pressKey } from "../dom-stand-in.mjs";
import { pageAt, serverOf } from "../page-stand-in.mjs";
import { quietSession } from "../run/session-stand-in.mjs";

mock.timers.enable({ apis: ["setTimeout"] });
const ADAM = "surface=bowl&run=adam&steps=50";
const page = pageAt(
  { after: () => {} },
  `compare?a=${encodeURIComponent(ADAM)}&b=${encodeURIComponent(`${ADAM}&seed=4&hide=curves`)}`,
);
await import("../../../static/js/components/view-bar.js");
await import("../../../static/js/components/transport-bar.js");
await import("../../../static/js/components/question-strip.js");
openTemplate("compare");
// The template has one side, which the server repeats.
const [side] = document.querySelectorAll(".side");
side.id = "side-a";
const other = document.createElement("section");
other.id = "side-b";
for (const name of ["h2", "a"]) other.append(document.createElement(name));
side.parentNode.append(other);
await import("../../../static/js/compare/compare.js");

const frames = document.querySelectorAll("iframe");
const count = () => document.querySelector("transport-bar .count").textContent;
let now = 0;

/** Draws frames of a sixtieth of a second. */
function draw(number = 1) {
  for (let k = 0; k < number; k += 1) {
    now += 1000 / 60;
    nextFrame(now);
  }
}

/** An embed's session of some steps. */
function embed(steps, label, seed) {
  const session = quietSession({ experiment: { steps, seed, racers: [{ optimizer: { name: "adam" } }] } });
  const racers = [{ ...session.state.spec.racers[0], label }];
  session.store.set({ completed: { ...session.state.spec, racers } });
  Object.assign(session.player, { end: steps, ready: steps });
  const scene = { pose: {} };
  scene.setPose = (pose) => Object.assign(scene, { pose });
  const stage = Object.assign(new EventTarget(), { picture: { scene } });
  return { lab: session, stage };
}

const [left, right] = [embed(50, "Adam"), embed(30, "Slower", 4)];

test("each side is an embed of its own experiment", () => {
  const urls = frames.map(({ src }) => new URL(src));
  assert.deepEqual(
    urls.map(({ pathname }) => pathname),
    ["/course/embed", "/course/embed"],
  );
  const read = (name) => urls.map(({ searchParams }) => searchParams.get(name));
  assert.deepEqual(
    [read("seed"), read("hide"), read("autoplay")],
    [
      [null, "4"],
      ["transport", "curves,transport"],
      ["0", "0"],
    ],
  );
  assert.deepEqual(
    frames.map(({ title }) => title),
    ["Left picture", "Right picture"],
  );
});

test("the clock waits for both embeds", async () => {
  draw();
  frames[0].contentDocument = left;
  draw();
  assert.equal(count(), "");
  mock.timers.tick(1000);
  for (let k = 0; k < 9; k += 1) await new Promise((done) => setImmediate(done));
  assert.deepEqual(page.placed, [], "the other side may be one that cannot be opened");
  frames[1].contentDocument = right;
  draw(2);
  assert.equal(count(), "0 / 50", "to the longer one's end");
  assert.deepEqual(
    document.querySelectorAll("h2").map(({ textContent }) => textContent),
    ["Adam", "Slower"],
  );
});

/** Both clocks after a frame. */
function times() {
  draw();
  return [left.lab.player.time, right.lab.player.time];
}

test("both show the same step, as far as they go", () => {
  const scrubber = document.querySelector("#scrubber");
  scrubber.enter(17, "input");
  assert.deepEqual([times(), count()], [[17, 17], "17 / 50"]);
  pressKey("ArrowRight");
  assert.deepEqual(times(), [18, 18]);
  pressKey("End");
  assert.deepEqual(times(), [50, 30]);
  pressKey("ArrowLeft");
  assert.deepEqual(times(), [49, 30]);
  pressKey("Home");
  assert.deepEqual(times(), [0, 0]);
});

test("an embed's own clock moves both", () => {
  right.lab.player.seek(12);
  right.stage.dispatchEvent(new Event("frame"));
  assert.deepEqual(times(), [12, 12]);
  left.lab.player.play();
  left.stage.dispatchEvent(new Event("frame"));
  draw(4);
  assert.equal(left.lab.player.playing, false, "there is one clock that runs");
  const [a, b] = times();
  assert.ok(a > 12 && a === b);
  pressKey(" ");
  const rest = times();
  assert.deepEqual(times(), rest);
});

test("it waits for the side that has not come so far", () => {
  pressKey("Home");
  Object.assign(left.lab.player, { ready: 5 });
  pressKey(" ");
  draw(60);
  assert.deepEqual(times(), [5, 5]);
  left.lab.player.ready = 50;
  draw(60);
  assert.ok(times()[0] > 20);
  pressKey(" ");
});

test("the longer side rolls on alone", () => {
  pressKey("Home");
  draw();
  pressKey("+");
  pressKey("+");
  pressKey(" ");
  draw(30);
  const [a, b] = times();
  assert.ok(a > 40 && b === 30, `${a} ${b}`);
  pressKey("Home");
  draw();
});

test("a turned camera turns the other", () => {
  const [a, b] = [left, right].map(({ stage }) => stage.picture.scene);
  draw();
  const pose = { azimuth: 1 };
  b.pose = pose;
  left.stage.dispatchEvent(new Event("frame"));
  draw();
  assert.deepEqual([a.pose, b.pose], [pose, pose]);
});

test("the view is common", () => {
  const views = (name) => [left, right].map(({ lab }) => lab.state.view[name]);
  right.lab.store.set({ view: { ...right.lab.state.view, arrows: ["step"] } });
  pressKey("g");
  assert.deepEqual(views("arrows"), [["gradient"], ["gradient"]]);
  pressKey("v");
  assert.deepEqual(views("mode"), ["contour", "contour"]);
  for (const mode of ["both", "3d", "contour"]) {
    pressKey("v");
    assert.deepEqual(views("mode"), [mode, mode]);
  }
  for (const theme of ["light", "dark"]) {
    pressKey("t");
    assert.deepEqual(views("theme"), [theme, theme]);
  }
  assert.equal(document.documentElement.dataset.theme, "dark");
  const pressed = document
    .querySelectorAll("view-bar button")
    .filter((one) => one.getAttribute("aria-pressed") === "true");
  assert.deepEqual(
    pressed.map(({ textContent }) => textContent),
    ["Map", "Land", "Gradient"],
  );
});

test("the bar shows the left side\u2019s view", () => {
  right.lab.store.set({ view: { ...right.lab.state.view, map: "basins" } });
  const land = document.querySelectorAll("view-bar button").find(({ textContent }) => textContent === "Land");
  assert.equal(land.getAttribute("aria-pressed"), "true");
  left.lab.store.set({ view: { ...left.lab.state.view, map: "basins" } });
  assert.equal(land.getAttribute("aria-pressed"), "false");
  for (const { lab } of [left, right]) lab.store.set({ view: { ...lab.state.view, map: "land" } });
});

test("the address holds both, each with its own link", async () => {
  right.lab.change("/seed", 9, true);
  mock.timers.tick(399);
  page.placed.length = 0;
  mock.timers.tick(1);
  for (let k = 0; k < 9; k += 1) await new Promise((done) => setImmediate(done));
  const { searchParams } = new URL(page.href);
  assert.match(searchParams.get("a"), /^run=adam&steps=50&view=contour&theme=dark&arrows=gradient$/);
  assert.match(searchParams.get("b"), /^run=adam&seed=9&steps=30&view=contour/);
  assert.equal(page.placed[0][0], "replace");
  const links = ["#side-a a", "#side-b a"].map((selector) => document.querySelector(selector).href);
  assert.match(links[1], /^https:\/\/lab\.test\/course\/\?run=adam&seed=9/);
  assert.notEqual(links[0], links[1]);
});

test("the end of each side is told", async (t) => {
  const { FinalMetrics } = await import("../../../static/js/compare/final-metrics.js");
  serverOf(t, () => ({ ok: false, json: { detail: "No." } }));
  const metrics = new FinalMetrics(["roughness", "nonsense"]);
  assert.equal(metrics.instruments.length, 1);
  const { Track } = await import("../../../static/js/run/track.js");
  const { lab } = embed(30, "Adam");
  const track = new Track(["loss"]);
  track.append([[4, 2, 0.123456]]);
  lab.live.buffer.front.tracks = [track];
  const plain = new FinalMetrics([]);
  plain.follow(lab);
  await new Promise((done) => setImmediate(done));
  assert.equal(plain.words.textContent, "", "not before it is complete");
  lab.live.complete = true;
  lab.store.set({ settled: true });
  await new Promise((done) => setImmediate(done));
  assert.equal(plain.words.textContent, "Adam ends at a loss of 0.123, step 2");
  lab.live.waiting = { racer: 0, step: 2 };
  lab.store.set({ spec: { ...lab.state.spec } });
  await new Promise((done) => setImmediate(done));
  assert.equal(plain.words.textContent, "Adam waits for an answer at a loss of 0.123, step 2");
});

test("a side that waits for a busy server says so", async (t) => {
  const { FinalMetrics } = await import("../../../static/js/compare/final-metrics.js");
  let answers = 0;
  serverOf(t, () => {
    answers += 1;
    return { ok: false, status: 503, json: { detail: "Busy." }, retryAfter: "3" };
  });
  const { Track } = await import("../../../static/js/run/track.js");
  const problem = { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" } };
  const session = quietSession({ experiment: { problem } });
  session.catalog.quantities = [{ name: "roughness", title: "Roughness", summary: "" }];
  const track = new Track(["loss"]);
  track.append([[4, 2]]);
  session.live.buffer.front.tracks = [track];
  session.live.complete = true;
  const metrics = new FinalMetrics(["roughness"]);
  metrics.follow(session);
  for (let k = 0; k < 9; k += 1) await new Promise((done) => setImmediate(done));
  const notice = () => document.querySelector(".sides .notice.busy");
  assert.equal(answers, 1);
  assert.match(notice().textContent, /^The server is busy/);
  notice().querySelector("button").click();
  await new Promise((done) => setImmediate(done));
  assert.equal(notice(), null);
});
