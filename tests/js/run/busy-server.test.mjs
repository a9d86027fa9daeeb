import assert from "node:assert/strict";
import { test } from "node:test";
import * as api from "../../../static/js/run/api.js";
import { busyServer } from "../../../static/js/run/busy-server.js";
import { pageAt, serverOf } from "../page-stand-in.mjs";

/** A clock that the test moves, and random numbers that are all `random`. */
function clock(t, random = 0) {
  let now = 0;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(performance, "now", () => now);
  t.mock.method(Math, "random", () => random);
  t.after(() => busyServer.cancel());
  return async (ms) => {
    now += ms;
    t.mock.timers.tick(ms);
    await settled();
  };
}

const settled = () => new Promise((done) => setImmediate(done));

/** What has become of a wait. */
function follow(promise) {
  const state = { outcome: null };
  promise.then((outcome) => {
    state.outcome = outcome;
  });
  return state;
}

const busy = (retryAfter) => ({ ok: false, status: 503, json: { detail: "Too much." }, retryAfter });

for (const [random, repeats, ms] of [
  [0, 0, 3000],
  [0.5, 0, 4500],
  [0.5, 1, 9000],
  [0, 3, 24_000],
  [0, 5, 24_000],
])
  test(`a wait told 3 s, repeat ${repeats}, draw ${random}`, async (t) => {
    const pass = clock(t, random);
    const wait = follow(busyServer.wait(3, repeats));
    assert.equal(busyServer.remaining, ms);
    await pass(ms - 1);
    assert.deepEqual([wait.outcome, busyServer.remaining], [null, 1]);
    await pass(1);
    assert.deepEqual([wait.outcome, busyServer.remaining], ["again", null]);
  });

test("repeats are bounded", async () => {
  assert.equal(await busyServer.wait(1, 6), "given up");
  assert.equal(busyServer.remaining, null);
});

test("what waits can be cancelled or ended", async (t) => {
  const pass = clock(t);
  let changes = 0;
  const count = () => {
    changes += 1;
  };
  busyServer.addEventListener("change", count);
  t.after(() => busyServer.removeEventListener("change", count));
  const ending = new AbortController();
  const waits = [busyServer.wait(5, 0), busyServer.wait(2, 0, ending.signal), busyServer.wait(9, 0)].map(
    follow,
  );
  assert.equal(busyServer.remaining, 2000);
  ending.abort();
  assert.equal(busyServer.remaining, 5000);
  busyServer.cancel();
  await pass(0);
  assert.deepEqual(
    waits.map(({ outcome }) => outcome),
    ["cancelled", "ended", "cancelled"],
  );
  assert.equal(changes, 6);
  await pass(10_000);
  assert.equal(changes, 6, "no timer is left");
  assert.equal(await busyServer.wait(1, 0, ending.signal), "ended");
});

test("a refused request is repeated after the told time", async (t) => {
  pageAt(t);
  const pass = clock(t);
  const answers = [busy("3"), { ...busy("2"), status: 429 }, { json: { facts: 1 } }];
  const requests = serverOf(t, () => answers.shift());
  const answer = follow(api.fetchAnalysis("costs", { seed: 3 }));
  await settled();
  await pass(2999);
  assert.equal(requests.length, 1);
  await pass(1);
  assert.equal(requests.length, 2);
  await pass(3999);
  assert.equal(requests.length, 2, "the second wait is twice what was told");
  await pass(1);
  assert.deepEqual(answer.outcome, { facts: 1 });
  assert.deepEqual(
    requests.map(({ path, body }) => [path, body]),
    Array(3).fill(["api/v1/costs", { seed: 3 }]),
  );
});

for (const [name, answer] of [
  ["without a time", busy(undefined)],
  ["with a date", busy("Wed, 21 Oct 2026 07:28:00 GMT")],
  ["of another status", { ...busy("3"), status: 507 }],
])
  test(`a refusal ${name} is told at once`, async (t) => {
    pageAt(t);
    const requests = serverOf(t, () => answer);
    await assert.rejects(api.fetchAnalysis("costs", {}), { message: "Too much." });
    assert.equal(requests.length, 1);
  });

test("a cancelled request tells what the server said", async (t) => {
  pageAt(t);
  clock(t);
  const requests = serverOf(t, () => busy("3"));
  const refused = assert.rejects(api.saveExperiment({}), { message: "Too much." });
  await settled();
  busyServer.cancel();
  await refused;
  assert.equal(requests.length, 1);
});

test("an export that is cancelled waits no longer", async (t) => {
  pageAt(t);
  clock(t);
  const requests = serverOf(t, () => busy("3"));
  const cancelling = new AbortController();
  const refused = assert.rejects(api.fetchExport("png", {}, {}, cancelling.signal), { name: "AbortError" });
  await settled();
  cancelling.abort();
  await refused;
  assert.deepEqual([requests.length, busyServer.remaining], [1, null]);
});
