import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultExperiment } from "../../../static/js/experiment/experiment.js";
import { Session } from "../../../static/js/run/session.js";
import { defaultView } from "../../../static/js/url/url-state.js";
import { realCatalog } from "../catalog.mjs";
import { COLUMNS, FakeSocket, pointsBytes } from "./socket-stand-in.mjs";

/** A session whose run waits for an answer at point 4. */
function waiting(t) {
  const experiment = { ...defaultExperiment(), steps: 50 };
  experiment.racers = experiment.racers.slice(0, 2);
  const catalog = realCatalog();
  for (const { params } of catalog.optimizers) {
    if (params.properties.lr) params.properties.lr["x-live"] = true;
  }
  const session = new Session(catalog, experiment, defaultView());
  session.start();
  t.after(() => clearInterval(session.live.heartbeat));
  const socket = FakeSocket.last;
  socket.tell({ type: "hello", protocol: 1, limits: {} });
  socket.tell({ type: "started", run: 1, columns: COLUMNS, experiment });
  socket.tell(pointsBytes(1, 0, 5));
  session.player.seek(40);
  socket.tell({ type: "question", run: 1, racer: 0, step: 4, question: {} });
  return session;
}

test("the clock stops where a run waits", (t) => {
  const session = waiting(t);
  const { player } = session;
  assert.equal(player.time, 4, "the step asked for is not there");
  assert.deepEqual(session.state.errors, []);
  player.seek(2);
  player.play();
  for (let k = 0; k < 60; k += 1) player.tick((1000 * k) / 60);
  assert.deepEqual([player.time, player.playing, player.waiting, player.atEnd], [4, false, false, false]);
});

test("a new run goes on after the wait", (t) => {
  const session = waiting(t);
  session.store.set({ from: "here" });
  session.change("/racers/0/optimizer/params/lr", 0.5, true);
  assert.deepEqual(session.state.spec.edits, [{ step: 4, racer: 0, set: { lr: 0.5 } }]);
  const socket = FakeSocket.last;
  socket.tell({ type: "started", run: 2, columns: COLUMNS, experiment: session.state.spec });
  socket.tell(pointsBytes(2, 4, 47));
  socket.tell({ type: "done", run: 2, steps: 50 });
  session.player.play();
  for (let k = 0; k < 240; k += 1) session.player.tick((1000 * k) / 60);
  assert.deepEqual([session.player.time, session.player.atEnd], [50, true]);
});

test("the state tells how far clock and path are", (t) => {
  const session = waiting(t);
  assert.deepEqual([session.state.step, session.state.settled], [4, true]);
  const revisions = [];
  session.store.subscribe(({ pathRevision }) => revisions.push(pathRevision), ["pathRevision"]);
  session.store.set({ from: "here" });
  session.change("/racers/0/optimizer/params/lr", 0.5, true);
  assert.equal(session.state.settled, false);
  FakeSocket.last.tell(pointsBytes(2, 4, 3));
  assert.equal(revisions.length, 2, "requested, then arrived");
  session.player.seek(2.5);
  session.player.play();
  assert.deepEqual([session.state.step, session.state.playing], [2, true]);
});

test("a hidden page is told", (t) => {
  const session = waiting(t);
  document.hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  t.after(() => {
    document.hidden = false;
  });
  assert.equal(session.state.visible, false);
});
