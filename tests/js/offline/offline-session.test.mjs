import assert from "node:assert/strict";
import { test } from "node:test";
import { setCatalog } from "../../../static/js/experiment/facts.js";
import { OfflineSession } from "../../../static/js/offline/offline-session.js";
import { realCatalog } from "../catalog.mjs";

globalThis.document = Object.assign(new EventTarget(), { hidden: false });
setCatalog(realCatalog());

/** A recorded race of two, the second with an edit at step 10. @param {object[]} [answers] - further edits */
function recorded(answers = []) {
  const racers = [{ label: "A" }, { label: "B" }].map((racer) => ({
    ...racer,
    optimizer: { name: "sgd", params: { lr: 0.1 } },
  }));
  const experiment = { steps: 40, racers, edits: [{ step: 10, racer: 1, set: { lr: 0.5 } }, ...answers] };
  const regimes = [{ racer: 1, step: 3, name: "converged", sentence: "" }];
  return new OfflineSession({ catalog: realCatalog(), experiment, regimes }, [{}, {}]);
}

test("hidden racers leave the state", () => {
  const session = recorded();
  const told = [];
  session.store.subscribe(({ styles }) => told.push(styles), ["pathRevision"]);
  session.toggle(0);
  assert.deepEqual(told, [[1]]);
  assert.deepEqual(
    session.state.spec.racers.map(({ label }) => label),
    ["B"],
  );
  assert.deepEqual(session.live.regimes, [[{ racer: 1, step: 3, name: "converged", sentence: "" }]]);
});

test("racers are hidden in any order", () => {
  const session = recorded();
  for (const index of [0, 1]) session.toggle(index);
  const { spec, completed, styles } = session.state;
  assert.deepEqual([spec.racers, spec.edits, styles], [[], [], []]);
  assert.equal(completed, spec);
  session.toggle(1);
  assert.deepEqual(session.state.spec.edits, [{ step: 10, racer: 0, set: { lr: 0.5 } }]);
});

test("an answer for all racers stays when one is hidden", () => {
  const answer = { step: 12, answer: { text: "yes" } };
  const session = recorded([answer]);
  session.player.seek(20);
  session.toggle(0);
  assert.deepEqual(session.state.spec.edits, [{ step: 10, racer: 0, set: { lr: 0.5 } }, answer]);
  assert.equal(session.now.racers[0].optimizer.params.lr, 0.5);
});

test("a recorded run follows its clock", () => {
  const session = recorded();
  const rateOfB = () => session.now.racers[1].optimizer.params.lr;
  assert.equal(rateOfB(), 0.1);
  session.player.seek(12.5);
  assert.deepEqual([session.state.step, session.state.playing], [12, false]);
  assert.equal(rateOfB(), 0.5);
  session.player.seek(10);
  assert.equal(rateOfB(), 0.5, "from its own step on");
  session.player.seek(5);
  assert.equal(rateOfB(), 0.1);
  session.player.seek(12.5);
  session.toggle(7);
  assert.deepEqual([[...session.hidden], session.state.pathRevision], [[], 1], "there are two");
  session.toggle(0);
  assert.equal(session.now.racers[0].optimizer.params.lr, 0.5, "edits follow their racers");
});
