/** The lab's page as a whole, without a picture: what its keys, buttons and addresses do. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import "./dom-stand-in.mjs";
import "./picture-stand-in.mjs";
import { nextFrame, openTemplate, pressKey } from "./dom-stand-in.mjs";
import { pageAt } from "./page-stand-in.mjs";
import { tellLandscape } from "./run/session-stand-in.mjs";
import { COLUMNS, FakeSocket, pointsBytes } from "./run/socket-stand-in.mjs";
import { smallCatalog } from "./small-catalog.mjs";

mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
let now = 1000;
mock.method(performance, "now", () => now);
const page = pageAt(
  { after: () => {} },
  "?surface=bowl&run=gd&run=adam,lr:0.5&steps=50&step=7&speed=2&colour=1",
);
smallCatalog();
const { ViewBar } = await import("../../static/js/components/view-bar.js");
for (const name of [
  "components/camera-presets",
  "components/help-dialog",
  "page/panel",
  "page/stage",
  "page/change-flags",
  "page/changes",
])
  await import(`../../static/js/${name}.js`); // Elements that are known before they are in the page.
openTemplate("index");
await import("../../static/js/main.js");

const { lab, stage } = document;
const { player } = lab;
const [picture] = globalThis.pictures;
const one = (selector) => document.querySelector(selector);
const view = () => lab.state.view;

/** Draws a frame, a second later, so that everything is up to date. */
function frame(ms = 1000) {
  now += ms;
  nextFrame(now);
}

/** Answers the last request of the page. */
function answer() {
  const socket = FakeSocket.last;
  const { run, from_step: from } = socket.of("run").at(-1);
  tellLandscape(socket, run, { minima: [[0, 0, 0]], plane: null });
  const racers = lab.state.spec.racers.map((racer, k) => ({ label: `Racer ${k + 1}`, ...racer }));
  socket.tell({ type: "started", run, columns: COLUMNS, experiment: { ...lab.state.spec, racers } });
  socket.tell(pointsBytes(run, from, 51 - from));
  socket.tell({ type: "done", run, steps: 50 });
}

test("the page opens as its address says", () => {
  const { spec } = lab.state;
  assert.equal(spec.problem.surface.name, "bowl");
  assert.deepEqual([player.speed, player.playing, view().step], [2, false, null]);
  assert.match(one(".link-notice").textContent, /\u201ccolour\u201d in the address means nothing here\./);
  FakeSocket.last.tell({ type: "hello", protocol: 1, limits: {} });
  assert.equal(one("#connection").hidden, true);
  answer();
  assert.equal(player.time, 7);
  frame();
  assert.equal(one("transport-bar .count").textContent, "7 / 50");
  assert.equal(one(".lab").dataset.view, "3d");
  assert.equal(document.documentElement.dataset.theme, "light");
});

test("what is drawn is the session's", () => {
  const { told } = picture;
  assert.deepEqual([told.View, told.LossScale, told.Axis, told.Steps], ["3d", "log", "steps", 50]);
  assert.deepEqual(
    told.Racers.map(({ label, color, marker, track }) => [label, color, marker, track]),
    [
      ["Racer 1", "var(--racer-0)", "circle", lab.live.tracks[0]],
      ["Racer 2", "var(--racer-1)", "square", lab.live.tracks[1]],
    ],
  );
  assert.deepEqual(stage.minima, [[0, 0, 0]]);
  assert.equal(told.Landscape.final, true);
  assert.equal(told.Ahead, true, "at rest the paths ahead are shown");
});

test("keys move the clock", () => {
  const time = () => [player.time, player.playing];
  for (const [key, more, wanted] of [
    ["ArrowRight", {}, [8, false]],
    ["ArrowLeft", {}, [7, false]],
    ["ArrowRight", { shiftKey: true }, [17, false]],
    ["End", {}, [50, false]],
    ["Home", {}, [0, false]],
    [" ", {}, [0, true]],
    ["End", {}, [50, false]],
    [" ", {}, [0, true]],
    ["r", {}, [0, true]],
    [" ", {}, [0, false]],
  ]) {
    pressKey(key, more);
    assert.deepEqual(time(), wanted, key);
  }
  pressKey("+");
  assert.deepEqual([player.speed, view().speed], [4, 4]);
  pressKey("-");
  assert.deepEqual([player.speed, view().speed], [2, 2]);
});

test("keys change the view", () => {
  for (const mode of ["contour", "both", "3d"]) {
    pressKey("v");
    assert.deepEqual([view().mode, one(".lab").dataset.view, picture.told.View], [mode, mode, mode]);
  }
  for (const theme of ["light", "dark", "projector", "auto"]) {
    pressKey("t");
    assert.equal(view().theme, theme);
    assert.equal(document.documentElement.dataset.theme, theme === "dark" ? "dark" : "light");
    assert.equal(document.documentElement.hasAttribute("data-projector"), theme === "projector");
  }
  for (const [key, name] of [
    ["g", "gradient"],
    ["m", "momentum"],
    ["s", "step"],
  ]) {
    pressKey(key);
    assert.deepEqual(view().arrows, [name]);
    const { gradient, momentum, step } = picture.told.Arrows;
    assert.deepEqual(
      [gradient, momentum, step],
      ["gradient", "momentum", "step"].map((each) => each === name),
    );
    pressKey(key);
  }
  for (const place of ["front", "side", "above", "oblique"]) {
    pressKey("c");
    assert.equal(picture.told.Camera, place);
  }
  document.querySelector("camera-presets button").click();
  pressKey("c");
  assert.equal(picture.told.Camera, "side", "the next after the one chosen");
  pressKey("c");
  pressKey("c");
});

test("another theme is told to what follows", () => {
  const before = lab.state.themeRevision;
  lab.store.set({ view: { ...view(), theme: "dark" } });
  assert.deepEqual([picture.told.Theme, lab.state.themeRevision], ["dark", before + 1]);
  lab.store.set({ view: { ...view(), theme: "auto" } });
});

test("keys select, fork, undo and redo", () => {
  pressKey("1");
  assert.equal(lab.state.selected, 0);
  pressKey("9");
  assert.equal(lab.state.selected, 0, "there are two");
  player.seek(5);
  pressKey("f");
  assert.equal(lab.state.spec.racers[1].label, "Racer 1 \u203a 5");
  pressKey("z", { ctrlKey: true });
  assert.equal(lab.state.spec.racers.length, 2);
  pressKey("Z", { shiftKey: true });
  assert.equal(lab.state.spec.racers.length, 3);
  pressKey("z");
  assert.equal(lab.state.spec.racers.length, 2);
});

test("a locked page plays and shows, and changes nothing", async () => {
  lab.change("/seed", 3, true);
  lab.store.set({ view: { ...view(), lock: true } });
  const { spec } = lab.state;
  for (const key of ["z", "f", "e"]) pressKey(key);
  assert.equal(lab.state.spec, spec);
  await import("../../static/js/gallery/gallery.js");
  await new Promise((done) => setImmediate(done));
  assert.equal(document.querySelectorAll("dialog.gallery").length, 0);
  assert.equal(one(".panel").inert, true);
  assert.ok(document.querySelectorAll(".open-examples").every(({ disabled }) => disabled));
  pressKey("ArrowRight");
  assert.equal(player.time, 6);
  lab.store.set({ view: { ...view(), lock: false } });
  assert.equal(one(".panel").inert, false);
  assert.ok(document.querySelectorAll(".open-examples").every(({ disabled }) => !disabled));
  pressKey("z");
});

test("hidden parts are told to the style sheet", () => {
  lab.store.set({ view: { ...view(), hide: ["panel", "curves"] } });
  assert.equal(document.body.dataset.hide, "panel curves");
  lab.store.set({ view: { ...view(), hide: [] } });
  assert.equal(document.body.dataset.hide, "");
});

test("the bars change the view, and show it", () => {
  const bars = document.querySelectorAll("view-bar");
  assert.deepEqual([bars.length, bars[0] instanceof ViewBar], [2, true]);
  const press = (bar, text) =>
    bar
      .querySelectorAll("button")
      .find(({ textContent }) => textContent === text)
      .click();
  press(bars[0], "Map");
  press(bars[1], "Linear");
  press(bars[1], "Learning rates");
  press(bars[1], "Gradients");
  const { mode, loss, rates, axis } = view();
  assert.deepEqual([mode, loss, rates, axis], ["contour", "linear", true, "gradients"]);
  const { View, LossScale, Rates, Axis } = picture.told;
  assert.deepEqual([View, LossScale, Rates, Axis], ["contour", "linear", true, "gradients"]);
  const contour = bars[0].querySelectorAll("button").find(({ textContent }) => textContent === "Map");
  assert.equal(contour.getAttribute("aria-pressed"), "true");
  lab.store.set({ view: { ...view(), mode: "3d", loss: "log", rates: false, axis: "steps" } });
});

test("a change applies from where the panel says", () => {
  const [start, here] = one("changes-apply").querySelectorAll("button");
  const pressed = () => [start, here].map((button) => button.getAttribute("aria-pressed"));
  player.pause();
  lab.store.set({ from: "auto" });
  assert.deepEqual(pressed(), ["true", "false"], "paused");
  player.play();
  frame();
  assert.deepEqual(pressed(), ["false", "true"], "while it rolls");
  start.click();
  assert.deepEqual([lab.state.from, ...pressed()], ["start", "true", "false"]);
  here.click();
  assert.deepEqual([lab.state.from, ...pressed()], ["here", "false", "true"]);
  player.pause();
  lab.store.set({ from: "auto" });
});

test("the scrubber and the curves move the clock", () => {
  const scrubber = one("#scrubber");
  frame();
  assert.equal(scrubber.max, "50");
  player.play();
  scrubber.enter(20, "input");
  assert.deepEqual([player.time, player.playing], [20, false]);
  picture.dispatchEvent(new CustomEvent("scrub", { detail: { step: 12 } }));
  frame();
  assert.deepEqual([player.time, scrubber.value], [12, "12"]);
  assert.equal(scrubber.getAttribute("aria-valuetext"), "step 12 of 50");
  assert.equal(scrubber.style["--fill"], "24%");
});

test("a dragged start is one change, and plays on", () => {
  const move = (phase, x, y) => picture.dispatchEvent(new CustomEvent("start", { detail: { x, y, phase } }));
  const entries = lab.past.length;
  player.play();
  move("drag", 1.123456, 2);
  assert.deepEqual([player.playing, player.time], [false, 0]);
  move("drag", 1.5, 2);
  move("end", 1.7777777, -2);
  assert.deepEqual(lab.state.spec.problem.start, [1.7778, -2]);
  assert.deepEqual([lab.past.length, player.playing], [entries + 1, true]);
  player.pause();
  move("end", 1, 1);
  assert.equal(player.playing, false, "at rest it stays at rest");
  lab.store.set({ view: { ...view(), lock: true } });
  move("end", 9, 9);
  lab.store.set({ view: { ...view(), lock: false } });
  lab.landscapePending = true;
  move("end", 9, 9);
  lab.landscapePending = false;
  assert.deepEqual(lab.state.spec.problem.start, [1, 1]);
  stage.snap = () => ({ x: 3, y: 4 });
  move("end", 1, 1);
  assert.deepEqual(lab.state.spec.problem.start, [3, 4]);
  stage.snap = (place) => place;
});

test("the sentence says how it stands", () => {
  now += 500;
  mock.timers.tick(500);
  answer();
  player.seek(0);
  frame();
  assert.equal(one("#sentence").textContent, "Two balls at the start on Bowl, the way ahead drawn thin.");
  lab.landscapePending = true;
  stage.wake();
  frame();
  assert.equal(one("#sentence").textContent, "Laying out the landscape: Bowl\u2026");
  lab.landscapePending = false;
  assert.equal(one("racer-card .loss").textContent, "0");
});

test("a regime is in force from its step on", () => {
  const { run } = FakeSocket.last.of("run").at(-1);
  for (const [racer, step, name] of [
    [0, 10, "descending"],
    [0, 20, "converged"],
    [1, 15, "diverged"],
  ])
    FakeSocket.last.tell({ type: "regime", run, racer, step, name, sentence: "" });
  const names = (time) => stage.racersAt(time).map(({ regime }) => regime?.name);
  assert.deepEqual(names(9.9), [undefined, undefined]);
  assert.deepEqual(names(10), ["descending", undefined]);
  assert.deepEqual(names(19.9), ["descending", "diverged"]);
  assert.deepEqual(names(50), ["converged", "diverged"]);
  player.seek(16);
  frame();
  assert.deepEqual(
    picture.told.Racers.map(({ regime }) => regime?.name),
    ["descending", "diverged"],
  );
  assert.deepEqual(stage.racersAt(3.5)[0].loss, 3.5);
});

test("a passed edit updates the panel", () => {
  let updates = 0;
  stage.addEventListener("settings", () => {
    updates += 1;
  });
  lab.store.set({ from: "here" });
  player.seek(30);
  lab.change("/racers/1/optimizer/params/lr", 0.25, true);
  frame();
  const told = updates;
  player.seek(40);
  frame();
  assert.equal(updates, told, "no edit lies between");
  player.seek(10);
  frame();
  assert.equal(updates, told + 1);
  pressKey("2");
  const rate = () => document.querySelector("racer-card[open] .racer-body .number").value;
  assert.equal(rate(), "0.5");
  player.seek(40);
  frame();
  assert.equal(rate(), "0.25");
  lab.undo(1);
  lab.store.set({ from: "start" });
});

test("notes say what the connection and the queue do", () => {
  const note = one("#connection");
  lab.store.set({ ahead: 1 });
  assert.deepEqual([note.hidden, note.textContent], [false, "Waiting for a processor: 1 task comes first."]);
  lab.store.set({ ahead: 3 });
  assert.equal(note.textContent, "Waiting for a processor: 3 tasks come first.");
  lab.store.set({ ahead: 0 });
  assert.equal(note.hidden, true);
  lab.store.set({ connection: "lost" });
  assert.match(note.textContent, /^Connection lost\. Playing what has come/);
  lab.store.set({ connection: "open" });
});

test("errors that no control shows stand above the picture", () => {
  const note = one("#error");
  const told = (...errors) => {
    lab.store.set({ errors });
    return note.hidden ? "" : note.textContent;
  };
  assert.equal(told({ pointer: "/racers/0/optimizer", detail: "Own." }), "", "the card shows it");
  assert.equal(told({ pointer: "/problem/noise", detail: "Own." }), "");
  assert.equal(told({ pointer: "/racers", detail: "Too many." }), "Too many.");
  assert.equal(told({ pointer: "/steps", detail: "Too large." }), "Steps: Too large.");
  assert.equal(told({ pointer: "/problem/noise", detail: "A." }, { pointer: "", detail: "B." }), "B.");
  one("#panel").hidden = true;
  assert.equal(told({ pointer: "/problem/noise", detail: "A." }), "A.", "without the panel it is shown here");
  one("#panel").hidden = false;
  assert.equal(told(), "");
});

test("the address follows", async () => {
  page.placed.length = 0;
  lab.change("/seed", 77, true);
  mock.timers.tick(400);
  await new Promise((done) => setImmediate(done));
  assert.match(
    page.placed.at(-1)[1],
    /\?surface=bowl&start=3,4&run=gd&run=adam,lr:0\.5&seed=77&steps=50&speed=2$/,
  );
  page.href = "https://lab.test/course/?surface=rosenbrock&run=adam&view=3d&colour=2";
  dispatchEvent(new Event("popstate"));
  for (let k = 0; k < 5; k += 1) await new Promise((done) => setImmediate(done));
  assert.deepEqual([lab.state.spec.problem.surface.name, view().mode], ["rosenbrock", "3d"]);
  assert.match(one(".link-notice").textContent, /colour/);
});

test("a frame is drawn while something moves, and then none", () => {
  let drawn = 0;
  stage.addEventListener("frame", () => {
    drawn += 1;
  });
  stage.wake();
  frame(10);
  frame(10);
  assert.equal(drawn, 2);
  frame(2000);
  frame(10);
  frame(10);
  assert.equal(drawn, 3, "a second after the last change it rests");
  lab.store.set({ selected: -1 });
  frame(10);
  assert.equal(drawn, 4);
});
