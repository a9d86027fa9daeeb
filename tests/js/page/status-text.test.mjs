import assert from "node:assert/strict";
import { test } from "node:test";
import { spokenStatus, statusText, waitingText } from "../../../static/js/page/status-text.js";
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

test("a screen reader is told who waits", () => {
  assert.equal(
    spokenStatus(racers({}), 0, 5),
    "Policy: loss 2.000 at step 5. It is waiting for your answer.",
  );
  assert.equal(spokenStatus(racers(null), 0, 5), "Adam, the lowest: descending, loss 1.000 at step 5.");
});
