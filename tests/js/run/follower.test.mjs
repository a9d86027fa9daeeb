import assert from "node:assert/strict";
import { test } from "node:test";
import { Follower } from "../../../static/js/run/follower.js";
import { Store } from "../../../static/js/run/store.js";

/** A follower of the step that notes the steps it has acted on. */
function following(t, rate = {}, act = async () => {}) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(performance, "now", () => now);
  let now = 0;
  const store = new Store({ step: 0, errors: 0, visible: true });
  const steps = [];
  const follower = new Follower(store, ["step"], () => act(steps.push(store.state.step)), rate);
  const pass = async (ms) => {
    await new Promise((done) => setImmediate(done)); // First all promises.
    now += ms;
    t.mock.timers.tick(ms);
    await new Promise((done) => setImmediate(done));
  };
  return { store, steps, follower, pass };
}

test("it acts at once, then on each change", async (t) => {
  const { store, steps, follower, pass } = following(t);
  store.set({ step: 1 });
  await pass(0);
  assert.deepEqual(steps, []);
  follower.activate();
  await pass(0);
  store.set({ step: 2 });
  store.set({ step: 3 });
  await pass(0);
  store.set({ errors: 1 });
  await pass(0);
  assert.deepEqual(steps, [1, 3]);
});

test("one act at a time, the newest state next", async (t) => {
  const ends = [];
  const { store, steps, follower, pass } = following(t, {}, () => new Promise((end) => ends.push(end)));
  follower.activate();
  await pass(0);
  for (const step of [1, 2, 3]) {
    store.set({ step });
    await pass(50);
  }
  assert.deepEqual(steps, [0]);
  ends[0]();
  await pass(0);
  assert.deepEqual(steps, [0, 3]);
});

test("it rests after an act", async (t) => {
  const { store, steps, follower, pass } = following(t, { restMs: 90 });
  follower.activate();
  await pass(0);
  store.set({ step: 1 });
  await pass(89);
  assert.deepEqual(steps, [0]);
  await pass(1);
  assert.deepEqual(steps, [0, 1]);
  await pass(90);
  store.set({ step: 2 });
  await pass(0);
  assert.deepEqual(steps, [0, 1, 2], "a rested one acts at once");
});

test("it waits until the state has settled", async (t) => {
  const { store, steps, follower, pass } = following(t, { settleMs: 200 });
  follower.activate();
  await pass(0);
  store.set({ step: 1 });
  await pass(150);
  store.set({ step: 2 });
  await pass(150);
  assert.deepEqual(steps, [0]);
  await pass(50);
  assert.deepEqual(steps, [0, 2]);
});

test("hidden, it does nothing until it is seen", async (t) => {
  const { store, steps, follower, pass } = following(t, { settleMs: 200 });
  follower.activate();
  await pass(0);
  store.set({ visible: false });
  store.set({ step: 1 });
  await pass(500);
  assert.deepEqual(steps, [0]);
  store.set({ visible: true });
  await pass(0);
  assert.deepEqual(steps, [0, 1]);
});

test("inactive, it forgets what was due", async (t) => {
  const { store, steps, follower, pass } = following(t, { restMs: 90 });
  follower.activate();
  await pass(0);
  store.set({ step: 1 });
  follower.deactivate();
  follower.check();
  await pass(500);
  assert.deepEqual(steps, [0]);
});

test("while nothing changes, no timer waits", async (t) => {
  const { follower, pass } = following(t, { restMs: 90 });
  follower.activate();
  await pass(90);
  assert.equal(follower.timer, undefined);
});
