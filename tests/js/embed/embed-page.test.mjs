/** The embed's page as a whole, without a picture, in a host page that notes its messages. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import "../dom-stand-in.mjs";
import "../picture-stand-in.mjs";
import { nextFrame, openTemplate, pressKey } from "../dom-stand-in.mjs";
import { pageAt } from "../page-stand-in.mjs";
import { tellLandscape } from "../run/session-stand-in.mjs";
import { COLUMNS, FakeSocket, pointsBytes } from "../run/socket-stand-in.mjs";
import { smallCatalog } from "../small-catalog.mjs";

mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
const now = 1000;
mock.method(performance, "now", () => now);
const page = pageAt(
  { after: () => {} },
  "embed?surface=bowl&run=nelder_mead|adam,lr:0.5&steps=50&step=7&controls=play&eid=fig-2&nose=1",
);
assert.ok(page);
smallCatalog();
const heard = [];
globalThis.parent = { postMessage: (data) => heard.push(data) };
/** Tells the embed whether it is in sight. */
let sight = () => {};
globalThis.IntersectionObserver = class {
  constructor(act) {
    sight = (isIntersecting) => act([{ isIntersecting }]);
  }
  observe() {}
};
for (const name of ["components/param-slider", "components/question-strip", "page/stage"])
  await import(`../../../static/js/${name}.js`);
openTemplate("embed");
FakeSocket.last = null;
await import("../../../static/js/embed/embed.js");

const { lab } = document;
const { player } = lab;
const [picture] = globalThis.pictures;
const one = (selector) => document.querySelector(selector);

/** Tells the embed a request of its host. */
function tell(type, payload = {}) {
  const data = { ns: "descentlab", v: 1, type, payload };
  dispatchEvent(
    Object.assign(new Event("message"), { source: globalThis.parent, origin: "https://host", data }),
  );
}

/** Answers the last request of the page. */
function answer() {
  const socket = FakeSocket.last;
  const { run, from_step: from } = socket.of("run").at(-1);
  tellLandscape(socket, run, { minima: [], plane: null });
  socket.tell({ type: "started", run, columns: COLUMNS, experiment: lab.state.spec });
  socket.tell(pointsBytes(run, from, 51 - from));
  socket.tell({ type: "done", run, steps: 50 });
}

test("an embed out of sight asks for nothing", () => {
  assert.equal(FakeSocket.last, null);
  assert.equal(document.body.dataset.controls, "play");
  assert.equal(document.body.dataset.view, "contour");
  assert.match(one(".link-notice").textContent, /\u201cnose\u201d in the address means nothing here\./);
  sight(false);
  assert.equal(FakeSocket.last, null);
});

test("in sight it starts at its step", () => {
  sight(true);
  FakeSocket.last.tell({ type: "hello", protocol: 1, limits: {} });
  answer();
  assert.deepEqual([player.time, player.playing], [7, false]);
  assert.equal(FakeSocket.last.of("run").length, 1);
});

test("it rests out of sight, and goes on in sight", () => {
  player.play();
  sight(false);
  assert.equal(player.playing, false);
  assert.equal(picture.calls.at(-1)[0], "release");
  sight(true);
  assert.equal(player.playing, true);
  player.pause();
  sight(false);
  sight(true);
  assert.equal(player.playing, false);
  assert.equal(FakeSocket.last.of("run").length, 1, "it starts once");
});

test("the rate is the selected racer's", () => {
  const [mark, whose, slider, none] = one("#lr-control").children;
  assert.deepEqual(
    whose.options.map(({ textContent }) => textContent),
    ["Nelder-Mead", "Adam"],
  );
  const shown = () => [whose.value, slider.hidden, none.hidden, slider.querySelector(".number")?.value];
  assert.deepEqual(shown(), ["1", false, true, "0.5"]);
  assert.equal(mark.children[0].style.color, "var(--racer-1)");
  lab.store.set({ styles: [4, 3] });
  assert.equal(mark.children[0].style.color, "var(--racer-3)");
  whose.enter("0");
  assert.deepEqual(shown().slice(0, 3), ["0", true, false], "it has none");
  assert.equal(none.textContent, "Learning rate \u2013");
  whose.enter("1");
  slider.querySelector(".number").enter("0.25");
  assert.deepEqual(lab.state.spec.racers[1].optimizer.params, { lr: 0.25 });
  assert.equal(lab.past.length, 1);
  lab.store.set({ errors: [{ pointer: "/racers/1/optimizer/params/lr", detail: "Too large." }] });
  assert.equal(slider.querySelector(".note").textContent, "Too large.");
  lab.store.set({ errors: [] });
});

test("keys drive the clock, and nothing that is not there", () => {
  player.seek(7);
  for (const [key, more, time] of [
    ["ArrowRight", {}, 8],
    ["ArrowLeft", { shiftKey: true }, 0],
    ["End", {}, 50],
    ["Home", {}, 0],
  ]) {
    pressKey(key, more);
    assert.equal(player.time, time, key);
  }
  for (const key of ["v", "t", "g", "?", "c", "f", "n", "e", "o", "b"]) pressKey(key);
  assert.equal(lab.state.view.theme, "auto");
  pressKey("1");
  assert.equal(lab.state.selected, 0);
  pressKey("2");
  pressKey("9");
  assert.equal(lab.state.selected, 1);
  pressKey("z");
  assert.deepEqual(lab.state.spec.racers[1].optimizer.params, { lr: 0.5 });
  pressKey("z", { shiftKey: true });
  assert.deepEqual(lab.state.spec.racers[1].optimizer.params, { lr: 0.25 });
});

test("a locked embed keeps its undo to itself", () => {
  lab.store.set({ view: { ...lab.state.view, lock: true } });
  pressKey("z");
  assert.deepEqual(lab.state.spec.racers[1].optimizer.params, { lr: 0.25 });
  assert.ok(document.body.hasAttribute("data-lock"));
  assert.deepEqual(
    ["#scene", "#contour", "#lr-control"].map((part) => one(part).inert),
    [true, true, true],
  );
  lab.store.set({ view: { ...lab.state.view, lock: false, hide: ["curves", "link"] } });
  assert.deepEqual([one("#contour").inert, document.body.dataset.hide], [false, "curves link"]);
});

test("the link leads to the lab with the same state", async () => {
  for (let k = 0; k < 5; k += 1) await new Promise((done) => setImmediate(done));
  const query = "v=1&surface=bowl&run=nelder_mead&run=adam,lr:0.25&steps=50";
  assert.equal(one("#open").href, `https://lab.test/course/?${query}`);
});

test("the host changes the view and the experiment", async () => {
  mock.method(globalThis, "fetch", async () => ({ ok: true, json: async () => ({}) }));
  lab.store.set({ view: { ...lab.state.view, lock: true, hide: ["curves", "link"] } });
  tell("setState", { view: { theme: "dark", loss: "linear" }, changes: { "/seed": 5 } });
  for (let k = 0; k < 20; k += 1) await new Promise((done) => setImmediate(done));
  assert.deepEqual(
    [lab.state.view.theme, picture.told.LossScale, lab.state.spec.seed],
    ["dark", "linear", 5],
  );
  assert.equal(document.documentElement.dataset.theme, "dark");
  assert.match(one("#open").href, /seed=5/);
  assert.doesNotMatch(one("#open").href, /hide|lock|view/, "in the lab all can be seen and changed");
  lab.store.set({ view: { ...lab.state.view, lock: false } });
  assert.equal(heard.find(({ type }) => type === "ready").eid, "fig-2");
});

test("a short note says what keeps it waiting", () => {
  const note = one("#connection");
  const told = (change) => {
    lab.store.set(change);
    return note.hidden ? "" : note.textContent;
  };
  assert.equal(told({ ahead: 2 }), "Busy: 2 first\u2026");
  assert.equal(told({ errors: [{ pointer: "", detail: "No such surface." }] }), "No such surface.");
  assert.equal(told({ ahead: 0, errors: [] }), "");
  assert.equal(told({ connection: "lost" }), "Reconnecting\u2026");
  assert.equal(told({ connection: "connecting" }), "Connecting\u2026");
  assert.equal(told({ connection: "open" }), "");
});

test("the speed is the view's", () => {
  lab.store.set({ view: { ...lab.state.view, speed: 4 } });
  assert.equal(player.speed, 4);
  nextFrame(now);
});
