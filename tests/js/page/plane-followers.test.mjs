/** Who follows the run and asks the server: it asks exactly when what it depends on has changed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import { PlaneFidelity } from "../../../static/js/page/plane-fidelity.js";
import { RecutLandscape } from "../../../static/js/page/recut-landscape.js";
import { StepCosts } from "../../../static/js/page/step-costs.js";
import { Player } from "../../../static/js/run/player.js";
import { followClock, initialProgress } from "../../../static/js/run/progress.js";
import { Store } from "../../../static/js/run/store.js";
import { defaultView } from "../../../static/js/url/url-state.js";
import { pageAt, serverOf } from "../page-stand-in.mjs";

const SPEC = { problem: { kind: "network" }, racers: [{ optimizer: { name: "adam" } }], steps: 40, seed: 1 };

/** A session of a network with two tracks of 41 points, on a clock that `pass` moves. */
function followed(t, more = {}) {
  let now = 1000;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(performance, "now", () => now);
  pageAt(t);
  document.getElementById = () => null;
  const player = Object.assign(new Player(), { end: 40, ready: 40 });
  const completed = { ...SPEC, problem: { ...SPEC.problem, batch_size: 8 }, plane: { name: "pca" } };
  const state = {
    spec: SPEC,
    completed,
    selected: 0,
    view: defaultView(),
    connection: "open",
    ...initialProgress(),
  };
  const store = new Store({ ...state, ...more });
  followClock(store, player);
  const sent = [];
  const live = Object.assign(new EventTarget(), {
    run: 1,
    ready: true,
    complete: true,
    tracks: [{ length: 41 }, { length: 41 }],
    askLandscape: (request) => sent.push({ type: "look", run: live.run, ...request }),
  });
  const session = {
    store,
    player,
    live,
    steps: 40,
    get state() {
      return store.state;
    },
    get selectedRacer() {
      return Math.max(store.state.selected, 0);
    },
  };
  const pass = async (ms = 0) => {
    for (let k = 0; k < 4; k += 1) await new Promise((done) => setImmediate(done));
    now += ms;
    t.mock.timers.tick(ms);
    for (let k = 0; k < 4; k += 1) await new Promise((done) => setImmediate(done));
  };
  return { session, store, player, live, sent, pass };
}

test("costs are asked only while time is drawn", async (t) => {
  const { session, store, pass } = followed(t);
  const requests = serverOf(t, () => ({ json: { racers: [{ seconds: 0.5 }] } }));
  const costs = [];
  new StepCosts(session, { setCosts: (one) => costs.push(one) });
  await pass(1000);
  store.set({ spec: { ...SPEC, seed: 2 } });
  await pass(1000);
  assert.deepEqual([requests.length, costs], [0, []]);
  store.set({ view: { ...defaultView(), axis: "time" } });
  await pass(249);
  assert.equal(requests.length, 0);
  await pass(1);
  const { path, body } = requests[0];
  assert.deepEqual([path, body], ["api/v1/costs", { experiment: { ...SPEC, seed: 2, edits: [] } }]);
  assert.deepEqual(costs, [[], [0.5]]);
});

test("costs are asked again for another experiment alone", async (t) => {
  const { session, store, player, pass } = followed(t, { view: { ...defaultView(), axis: "time" } });
  const requests = serverOf(t, () => ({ json: { racers: [{ seconds: 0.5 }] } }));
  const costs = [];
  new StepCosts(session, { setCosts: (one) => costs.push(one.length) });
  await pass(300);
  assert.equal(requests.length, 1);
  for (const change of [
    { spec: { ...SPEC, steps: 90 } },
    { spec: { ...SPEC, edits: [{ step: 3, racer: 0, set: { lr: 1 } }] } },
    { view: { ...defaultView(), axis: "time", theme: "dark" } },
    { selected: 1 },
    { pathRevision: 9 },
  ]) {
    store.set(change);
    player.seek(7);
    await pass(1000);
  }
  assert.equal(requests.length, 1, "the number of steps, edits and all else cost nothing");
  store.set({ spec: { ...SPEC, seed: 5 } });
  await pass(250);
  assert.deepEqual(
    [requests.length, costs],
    [2, [0, 1, 1]],
    "of the same methods the former ones stay meanwhile",
  );
  store.set({ spec: { ...SPEC, racers: [{ optimizer: { name: "sgd" } }] } });
  assert.deepEqual(costs, [0, 1, 1, 0], "of other methods they do not");
  await pass(250);
  assert.equal(requests.length, 3);
});

test("costs that failed are asked again", async (t) => {
  const { session, store, pass } = followed(t, { view: { ...defaultView(), axis: "time" } });
  const requests = serverOf(t, () => ({ ok: false, json: { detail: "Busy." } }));
  new StepCosts(session, { setCosts: () => {} });
  await pass(300);
  store.set({ view: { ...defaultView(), axis: "time", loss: "linear" } });
  await pass(300);
  assert.equal(requests.length, 2);
});

/** The plane's facts that the server tells, by step. */
const planeOf = ({ body }) => ({
  json: { quantities: { plane: { explained_variance: 0.9, loss_beneath: body.step / 10 } } },
});

test("a plane is measured at the end and at the ball", async (t) => {
  const { session, player, pass } = followed(t);
  const requests = serverOf(t, planeOf);
  let answers = 0;
  const fidelity = new PlaneFidelity(session, () => {
    answers += 1;
  });
  await pass(10);
  assert.deepEqual(
    requests.map(({ path, body }) => [path, body.racer, body.step, body.quantities]),
    [
      ["api/v1/quantities", 0, 40, ["plane"]],
      ["api/v1/quantities", 0, 0, ["plane"]],
    ],
  );
  assert.deepEqual([answers, fidelity.explained(0), fidelity.lossOnPlane(0)], [2, 0.9, 0]);
  player.seek(12.5);
  assert.equal(fidelity.lossOnPlane(0), null, "between two points nothing is known");
  player.seek(12);
  await pass(349);
  assert.equal(requests.length, 2);
  await pass(1);
  assert.deepEqual([requests.length, requests[2].body.step, fidelity.lossOnPlane(0)], [3, 12, 1.2]);
  player.seek(0);
  await pass(1000);
  assert.equal(requests.length, 3, "it is known");
});

test("while it plays, only the whole path is measured", async (t) => {
  const { session, player, store, live, pass } = followed(t);
  const requests = serverOf(t, planeOf);
  player.play();
  new PlaneFidelity(session, () => {});
  await pass(10);
  for (let step = 1; step < 9; step += 1) {
    player.time = step;
    player.dispatchEvent(new Event("step"));
    await pass(500);
  }
  assert.deepEqual(
    requests.map(({ body }) => body.step),
    [40],
  );
  player.pause();
  await pass(350);
  assert.equal(requests.length, 2);
  store.set({ selected: 1 });
  await pass(350);
  assert.deepEqual(
    requests.slice(2).map(({ body }) => [body.racer, body.step]),
    [
      [1, 40],
      [1, 8],
    ],
  );
  live.run = 2;
  store.set({ pathRevision: 5 });
  await pass(350);
  assert.equal(requests.length, 6, "another run has another path");
});

test("a path that is not complete has no share yet", async (t) => {
  const { session, store, live, pass } = followed(t);
  const requests = serverOf(t, planeOf);
  live.complete = false;
  const fidelity = new PlaneFidelity(session, () => {});
  await pass(500);
  store.set({ completed: { ...SPEC, plane: null } });
  live.complete = true;
  await pass(500);
  assert.deepEqual([requests.length, fidelity.explained(0)], [0, null], "nor where all weights are drawn");
  store.set({ completed: { ...SPEC, plane: { name: "pca" } } });
  await pass(500);
  assert.equal(requests.length, 2);
});

test("a plane that cannot be measured stays unknown", async (t) => {
  const { session, pass } = followed(t);
  serverOf(t, () => ({ json: { quantities: { plane: { lacks: "It diverged." } } } }));
  const fidelity = new PlaneFidelity(session, () => {});
  await pass(10);
  assert.deepEqual([fidelity.explained(0), fidelity.lossOnPlane(0)], [null, null]);
});

/** A button that a person presses. */
function fakeButton() {
  const button = Object.assign(new EventTarget(), { hidden: true, attributes: {} });
  button.setAttribute = (name, value) => Object.assign(button.attributes, { [name]: value });
  button.press = () => button.dispatchEvent(new Event("click"));
  return button;
}

/** A recut landscape with its two buttons; `arrive` answers a request. */
function recutting(t, more) {
  const all = followed(t, more);
  const [button, batch] = [fakeButton(), fakeButton()];
  const recut = new RecutLandscape(all.session, button, batch);
  recut.update();
  const arrive = (at = {}) => all.live.dispatchEvent(new CustomEvent("landscape", { detail: { at } }));
  return { ...all, recut, button, batch, arrive };
}

test("a landscape is cut through the ball's weights", async (t) => {
  const { button, batch, sent, player, arrive, pass } = recutting(t);
  assert.deepEqual([button.hidden, batch.hidden], [false, true]);
  player.seek(12);
  await pass(1000);
  assert.deepEqual(sent, [], "until it is wanted");
  button.press();
  await pass();
  assert.deepEqual(sent, [
    { type: "look", run: 1, at: { racer: 0, step: 12 }, resolution: 61, batch: false, penalty: null },
  ]);
  assert.deepEqual([button.attributes["aria-pressed"], batch.hidden], ["true", false]);
  arrive();
  await pass(1000);
  assert.equal(sent.length, 1, "the same is not asked again");
  button.press();
  assert.deepEqual(sent[1], { type: "look", run: 1, at: null, resolution: 101, penalty: null });
  player.seek(13);
  await pass(1000);
  assert.equal(sent.length, 2);
});

test("what it depends on is asked again, and nothing else", async (t) => {
  const { button, sent, player, store, live, arrive, pass } = recutting(t);
  button.press();
  await pass(400);
  arrive();
  const asked = async (change) => {
    const before = sent.length;
    change();
    await pass(400);
    arrive();
    await pass(400);
    return sent.length - before;
  };
  assert.equal(await asked(() => player.seek(5)), 1);
  assert.equal(await asked(() => player.seek(5.5)), 0, "the same step");
  assert.equal(await asked(() => store.set({ selected: 1 })), 1);
  assert.equal(await asked(() => store.set({ view: { ...defaultView(), theme: "dark" } })), 0);
  assert.equal(await asked(() => store.set({ pathRevision: 3 })), 0, "the same run");
  assert.equal(
    await asked(() => {
      live.run = 2;
      store.set({ pathRevision: 4 });
    }),
    1,
  );
  assert.equal(await asked(() => player.seek(99)), 1);
  assert.equal(sent.at(-1).at.step, 40);
});

test("one request at a time, for four seconds", async (t) => {
  const { button, sent, player, arrive, pass } = recutting(t);
  player.play();
  button.press();
  await pass();
  assert.equal(sent[0].resolution, 21, "coarse while it rolls");
  player.seek(5);
  for (let k = 0; k < 3; k += 1) await pass(1200);
  assert.equal(sent.length, 1);
  await pass(399);
  assert.equal(sent.length, 1);
  await pass(1);
  await pass(320);
  assert.deepEqual([sent.length, sent[1].at.step], [2, 5], "a lost answer is not waited for");
  player.seek(6);
  arrive(null);
  await pass(1000);
  assert.equal(sent.length, 2, "the land as a whole is no answer");
});

test("the mini-batch's land takes turns with the whole", async (t) => {
  const { button, batch, sent, player, arrive, pass } = recutting(t, {
    view: { ...defaultView(), mode: "both" },
  });
  player.play();
  button.press();
  await pass(400);
  arrive();
  batch.press();
  for (let step = 1; step <= 6; step += 1) {
    player.seek(step);
    await pass(400);
    arrive();
    await pass(400);
  }
  const turns = sent.slice(1).map((one) => one.batch);
  assert.deepEqual(turns.slice(0, 6), [true, true, false, true, true, false]);
});

test("alone in the picture, every land is the mini-batch's", async (t) => {
  const { button, batch, sent, player, arrive, pass } = recutting(t, {
    view: { ...defaultView(), mode: "3d" },
  });
  button.press();
  batch.press();
  for (let step = 1; step <= 4; step += 1) {
    player.seek(step);
    await pass(400);
    arrive();
    await pass(400);
  }
  assert.ok(sent.length >= 4 && sent.every((one) => one.batch));
});

test("without a plane or batches there is no button", async (t) => {
  const { recut, button, batch, store, sent, pass } = recutting(t);
  button.press();
  batch.press();
  await pass();
  store.set({ completed: { ...SPEC, plane: { name: "pca" } } });
  recut.update();
  assert.deepEqual([button.hidden, batch.hidden, batch.attributes["aria-pressed"]], [false, true, "false"]);
  const before = sent.length;
  store.set({ completed: { ...SPEC, plane: null } });
  recut.update();
  assert.deepEqual([button.hidden, button.attributes["aria-pressed"]], [true, "false"]);
  assert.equal(sent.length, before, "there is no land to go back to");
});
