/** The page of an offline file as a whole, without a picture. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { deflateRawSync } from "node:zlib";
import "../dom-stand-in.mjs";
import "../picture-stand-in.mjs";
import { nextFrame, openTemplate, pressKey } from "../dom-stand-in.mjs";
import { smallCatalog } from "../small-catalog.mjs";

mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
let now = 1000;
mock.method(performance, "now", () => now);

/** Header, counts and values of a frame, deflated. */
function frame([kind, columns, racers], numbers, counts, values) {
  const first = 16 + 8 * Math.ceil(counts.length / 2);
  const view = new DataView(new ArrayBuffer(first + 8 * values.length));
  for (const [k, byte] of [kind, columns].entries()) view.setUint8(k, byte);
  view.setUint16(2, racers, true);
  for (const [k, number] of [0, ...numbers, ...counts].entries()) view.setUint32(4 + 4 * k, number, true);
  for (const [k, value] of values.entries()) view.setFloat64(first + 8 * k, value, true);
  return deflateRawSync(new Uint8Array(view.buffer)).toString("base64");
}

const racers = ["Slow", "Fast"].map((label) => ({ label, optimizer: { name: "sgd", params: { lr: 0.1 } } }));
const record = {
  experiment: {
    problem: { kind: "surface", surface: { name: "bowl" } },
    racers,
    steps: 3,
    edits: [{ step: 1, racer: 1, set: { lr: 0.5 } }],
  },
  catalog: smallCatalog(),
  title: "",
  landscape: { x: [0, 1], y: [0, 1], logScale: true, minima: [[0, 0, 0]], plane: null, final: true },
  columns: ["x", "y", "loss", "off_plane"],
  heights: frame([2, 0, 0], [2, 2], [], [5, 6, 7, 8]),
  points: frame(
    [1, 4, 2],
    [0, 0],
    [4, 4],
    [
      ...[0, 1, 2, 3],
      ...[0, 0, 0, 0],
      ...[9, 8, 7, 6],
      ...[0, 0, 0, 0],
      ...[0, 1, 2, 3],
      ...[0, 0, 0, 0],
      ...[9, 5, 0.012345, 2],
      ...[0, 0, 0, 0],
    ],
  ),
  regimes: [
    { racer: 1, step: 2, name: "converged", sentence: "At a minimum." },
    { racer: 0, step: 1, name: "descending", sentence: "" },
  ],
};
await import("../../../static/js/page/stage.js");
openTemplate("offline");
document.querySelector("#record").append(JSON.stringify(record));
await import("../../../static/js/offline/offline.js");

const { lab } = document;
const { player } = lab;
const [picture] = globalThis.pictures;
const chips = () => document.querySelectorAll(".chip");
const theme = () => document.documentElement.dataset.theme;

/** Draws a frame a second later. */
function draw() {
  now += 1000;
  nextFrame(now);
}

test("a file opens at its start, with all that it holds", () => {
  assert.deepEqual([player.time, player.end, player.ready, lab.steps], [0, 3, 3, 3]);
  assert.deepEqual([...picture.told.Landscape.z], [5, 6, 7, 8]);
  assert.deepEqual(
    picture.told.Racers.map(({ label, color }) => [label, color]),
    [
      ["Slow", "var(--racer-0)"],
      ["Fast", "var(--racer-1)"],
    ],
  );
  assert.equal(picture.told.View, "contour");
  assert.equal(picture.told.Axis, "steps", "as the clock, not the examples seen");
  const { mode, autoplay, lock } = lab.state.view;
  assert.deepEqual([mode, autoplay, lock], ["contour", false, true]);
  assert.deepEqual(
    chips().map((chip) => [
      chip.querySelector(".label").textContent,
      chip.title,
      chip.getAttribute("aria-pressed"),
    ]),
    [
      ["Slow", "Show or hide Slow", "true"],
      ["Fast", "Show or hide Fast", "true"],
    ],
  );
});

test("keys and the bar play it", () => {
  for (const [key, more, time] of [
    ["ArrowRight", {}, 1],
    ["End", {}, 3],
    ["ArrowLeft", {}, 2],
    ["Home", {}, 0],
    ["ArrowRight", { shiftKey: true }, 3],
  ]) {
    pressKey(key, more);
    assert.equal(player.time, time, key);
  }
  pressKey("r");
  assert.equal(player.time, 0);
  pressKey(" ");
  assert.equal(player.playing, true);
  pressKey(" ");
  pressKey("+");
  assert.equal(player.speed, 2);
  for (const key of ["g", "v", "z", "?", "c", "f", "n", "e"]) pressKey(key);
  document
    .querySelectorAll("transport-bar button")
    .find(({ title }) => title.startsWith("One step forward"))
    .click();
  assert.equal(player.time, 1);
});

test("each chip shows its racer's loss at the step", () => {
  player.seek(2);
  draw();
  const losses = () => chips().map((chip) => chip.querySelector(".loss").textContent);
  assert.deepEqual(losses(), ["7.000", "0.01235"]);
  pressKey("1");
  player.seek(3);
  draw();
  assert.deepEqual(losses(), ["7.000", "2.000"], "a hidden one keeps its last");
  pressKey("1");
  draw();
});

test("racers are hidden by chip or key", () => {
  chips()[0].click();
  assert.deepEqual(
    [chips()[0].getAttribute("aria-pressed"), lab.live.tracks.length, lab.shown],
    ["false", 1, [1]],
  );
  assert.deepEqual(
    picture.told.Racers.map(({ label, color }) => [label, color]),
    [["Fast", "var(--racer-1)"]],
  );
  pressKey("2");
  assert.deepEqual(lab.live.tracks, []);
  pressKey("9");
  pressKey("1");
  pressKey("2");
  assert.deepEqual([lab.live.tracks.length, lab.shown], [2, [0, 1]]);
  assert.deepEqual(
    lab.live.regimes.map((list) => list.map(({ name }) => name)),
    [["descending"], ["converged"]],
  );
});

test("the theme is switched by button or key", () => {
  assert.equal(theme(), "light");
  document.querySelector("#theme").click();
  assert.deepEqual([theme(), picture.told.Theme], ["dark", "dark"]);
  pressKey("t");
  assert.equal(theme(), "light");
});

test("a recorded run cannot be changed", () => {
  const { spec } = lab.state;
  lab.change("/seed", 3, true);
  lab.restart({ spec: {} });
  let reached = 0;
  document.querySelector("#contour").addEventListener("start", () => {
    reached += 1;
  });
  picture.dispatchEvent(new CustomEvent("start", { detail: { x: 1, y: 1, phase: "end" } }));
  assert.deepEqual([lab.state.spec, reached], [spec, 0]);
});
