import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import { Announcer } from "../../../static/js/page/announcer.js";
import { Player } from "../../../static/js/run/player.js";

/** An announcer, and what it says. */
function announcing(t) {
  let now = 100_000;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(performance, "now", () => now);
  const said = [];
  const element = {
    get textContent() {
      return said.at(-1) ?? "";
    },
    set textContent(text) {
      said.push(text);
    },
  };
  const player = Object.assign(new Player(), { end: 100, ready: 100 });
  const session = { player, state: { selected: 0 } };
  const racersAt = (time) => [{ label: "A", loss: time, regime: null, question: null }];
  const announcer = new Announcer(session, racersAt, element);
  const pass = (ms) => {
    now += ms;
    t.mock.timers.tick(ms);
  };
  return { announcer, player, said, pass };
}

test("at rest it speaks once, 0.7 s after the last move", (t) => {
  const { player, said, pass } = announcing(t);
  for (const time of [1, 2, 3]) {
    player.seek(time);
    pass(699);
  }
  assert.deepEqual(said, []);
  pass(1);
  assert.deepEqual(said, ["A: loss 3.000 at step 3."]);
  pass(60_000);
  assert.equal(said.length, 1);
});

test("while it plays it speaks every eight seconds", (t) => {
  const { announcer, player, said, pass } = announcing(t);
  player.play();
  announcer.update();
  assert.deepEqual(said, [], "not at the start: the button has said it");
  for (let k = 1; k <= 20; k += 1) {
    player.time = k;
    pass(1000);
    announcer.update();
  }
  assert.deepEqual(said, ["A: loss 8.000 at step 8.", "A: loss 16.00 at step 16."]);
  player.pause();
  pass(699);
  announcer.update();
  assert.equal(said.length, 2);
  pass(1);
  assert.equal(said.at(-1), "A: loss 20.00 at step 20.");
});

test("the same sentence is not said twice", (t) => {
  const { player, said, pass } = announcing(t);
  player.seek(5);
  pass(700);
  player.seek(5);
  pass(700);
  assert.equal(said.length, 1);
});

test("playing again takes a sentence back", (t) => {
  const { player, said, pass } = announcing(t);
  player.seek(5);
  pass(500);
  player.play();
  pass(5000);
  assert.deepEqual(said, []);
});
