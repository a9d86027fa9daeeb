import assert from "node:assert/strict";
import { test } from "node:test";
import { firstSentence, spokenStatus, statusText, waitingText } from "../../../static/js/page/status-text.js";
import "../catalog.mjs";

const REGIME = { name: "descending", sentence: "Descending.", step: 0 };

/** Two racers, of which the second asks. */
function racers(question) {
  return [
    { label: "Adam", loss: 1, regime: REGIME, question: null },
    { label: "Policy", loss: 2, regime: REGIME, question },
  ];
}

test("a question is told in words", () => {
  assert.equal(
    waitingText({ text: "Which roll is better?" }),
    "waiting for your answer: Which roll is better?",
  );
  assert.equal(waitingText({ text: " Name one " }), "waiting for your answer: Name one.");
  for (const other of [null, {}, { text: "" }, { text: 3 }, { text: { html: "<b>" } }])
    assert.equal(waitingText(other), "waiting for your answer.");
});

test("the sentence says who waits", () => {
  const asking = racers({ text: "Which?" });
  for (const time of [0, 5])
    assert.equal(statusText(asking, time, 9, "a bowl"), "Policy is waiting for your answer: Which?");
  assert.match(statusText(racers(null), 5, 9, "a bowl"), /Adam is lowest/);
});

/** A racer that has come to its end. */
function ended(label, name, loss, start = 1.125) {
  return { label, loss, start, regime: { name, sentence: `${name}.`, step: 400 }, question: null };
}

test("the closing sentence calls a tie a tie", () => {
  const stuck = [
    ended("Gradient descent", "saddle", 4.85e-14),
    ended("Momentum", "saddle", 4.7e-15),
    ended("Adam", "saddle", 1.2e-14),
  ];
  assert.equal(
    statusText(stuck, 500, 500, "Saddle"),
    "Saddle: Momentum, Adam and Gradient descent, tied at a loss of 4.70e\u221215.",
  );
  const level = [ended("A", "noise_floor", -0.25), ended("B", "global_minimum", -0.250001, 0)];
  assert.match(statusText(level, 500, 500, "Saddle"), /B and A tie for the lowest loss\.$/);
  assert.doesNotMatch(statusText(level, 500, 500, "Saddle"), /ends lowest/);
});

test("the closing sentence tells the regime before the rank", () => {
  const mixed = [ended("A", "crawling", 0.31), ended("B", "global_minimum", 0), ended("C", "crawling", 0.2)];
  assert.equal(
    statusText(mixed, 500, 500, "a bowl"),
    "Global minimum: B (0). Crawling: C (0.2000) and A (0.3100). B ends lowest.",
  );
});

test("every diverged racer is named", () => {
  const lost = Array.from({ length: 8 }, (_, k) => ended(`R${k}`, "diverged", 10 ** (k + 3)));
  const all = "R0, R1, R2, R3, R4, R5, R6 and R7 have diverged.";
  assert.equal(statusText(lost, 500, 500, "a bowl"), all);
  const one = [...lost, ended("Adam", "global_minimum", 0)];
  assert.equal(statusText(one, 500, 500, "a bowl"), `Global minimum: Adam (0). Adam ends lowest. ${all}`);
  assert.equal(statusText(one, 480, 500, "a bowl"), `Step 480: Adam is lowest, at a loss of 0. ${all}`);
});

test("level racers are not ranked on the way", () => {
  const level = [ended("A", "plateau", 0.7), ended("B", "plateau", 0.70000001), ended("C", "plateau", 0.9)];
  assert.equal(
    statusText(level, 470, 500, "a plain"),
    "Step 470: A and B are lowest and level, at a loss of 0.7000; C is highest, at 0.9000.",
  );
});

test("one sentence of a verdict is enough beside the picture", () => {
  assert.equal(
    firstSentence("Crawling: the loss fell by 0.3 %. Its rate is 1e-7."),
    "Crawling: the loss fell by 0.3 %.",
  );
  assert.equal(firstSentence("No end"), "No end");
});

test("a screen reader is told who waits", () => {
  assert.equal(
    spokenStatus(racers({}), 0, 5),
    "Policy: loss 2.000 at step 5. It is waiting for your answer.",
  );
  assert.equal(spokenStatus(racers(null), 0, 5), "Adam, the lowest: descending, loss 1.000 at step 5.");
});
