import assert from "node:assert/strict";
import { test } from "node:test";
import { AnalysisFollower } from "../../../static/js/run/analysis-follower.js";
import { Store } from "../../../static/js/run/store.js";

globalThis.document = { baseURI: "http://lab.test/" };

/** A follower that asks about the step, and a server that answers when it is told to. */
function asking(t, more = {}) {
  const requests = [];
  t.mock.method(globalThis, "fetch", (url, { body }) => {
    assert.equal(String(url), "http://lab.test/api/v1/multi-runs");
    const { step } = JSON.parse(body);
    return new Promise((done) => {
      const answer = (ok, facts) => done({ ok, json: async () => facts });
      requests.push({ step, answer });
    });
  });
  const store = new Store({ step: 0, visible: true });
  const heard = [];
  const follower = new AnalysisFollower(
    { store },
    {
      name: "multi_runs",
      keys: ["step"],
      question: () => ({ step: store.state.step }),
      receive: (answer, question) => heard.push([question.step, answer.facts]),
      fail: (sentence) => heard.push(sentence),
      ...more,
    },
    {},
  );
  return { store, follower, requests, heard };
}

const settled = () => new Promise((done) => setImmediate(done));

test("one request at a time, the newest next", async (t) => {
  const { store, follower, requests, heard } = asking(t);
  follower.activate();
  await settled();
  for (const step of [1, 2, 3]) {
    store.set({ step });
    await settled();
  }
  assert.deepEqual(
    requests.map(({ step }) => step),
    [0],
  );
  requests[0].answer(true, { facts: "a" });
  await settled();
  assert.deepEqual(heard, [[0, "a"]]);
  assert.deepEqual([requests.length, requests[1].step, follower.upToDate], [2, 3, false]);
  requests[1].answer(true, { facts: "b" });
  await settled();
  assert.ok(follower.upToDate);
});

test("an equal question is asked again only on demand", async (t) => {
  const { store, follower, requests } = asking(t);
  follower.activate();
  await settled();
  requests[0].answer(true, {});
  await settled();
  store.set({ step: 1 });
  store.set({ step: 0 });
  await settled();
  assert.equal(requests.length, 1);
  follower.askAgain();
  await settled();
  assert.equal(requests.length, 2);
});

test("an answer that nobody waits for is dropped", async (t) => {
  const { store, follower, requests, heard } = asking(t, { newestOnly: true });
  follower.activate();
  await settled();
  store.set({ step: 1 });
  requests[0].answer(true, { facts: "old" });
  await settled();
  requests[1].answer(false, { detail: "This step is not there." });
  await settled();
  assert.deepEqual(heard, ["This step is not there."]);
  store.set({ step: 2 });
  await settled();
  store.set({ step: 0 });
  requests[2].answer(true, { facts: "old" });
  await settled();
  assert.equal(requests[3].step, 0, "its answer was dropped, so it is asked again");
  follower.deactivate();
  requests[3].answer(true, { facts: "late" });
  await settled();
  assert.equal(heard.length, 1, "it is closed");
});

test("opened again, it asks again", async (t) => {
  const { follower, requests } = asking(t);
  follower.activate();
  await settled();
  requests[0].answer(true, {});
  await settled();
  follower.activate();
  await settled();
  assert.equal(requests.length, 1, "it was open");
  follower.deactivate();
  follower.activate();
  await settled();
  assert.equal(requests.length, 2);
});
