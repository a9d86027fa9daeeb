import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import { spokenStatus, statusText } from "../../../static/js/page/status-text.js";

/** A racer. @param {string} [sentence] - of its regime, since a step */
function racer(label, loss, name = "", sentence = "", step = 0) {
  return { label, loss, regime: name ? { name, sentence, step } : null, question: null };
}

test("at the start the balls are counted", () => {
  const text = (count) => statusText(Array(count).fill(racer("A", 1)), 0, 500, "Beale");
  const words = ["One ball", "Two balls", "Three balls", "Four balls", "Five balls", "Six balls", "7 balls"];
  for (const [k, count] of words.entries())
    assert.equal(text(k + 1), `${count} at the start on Beale, the way ahead drawn thin.`);
  assert.equal(text(16).slice(0, 8), "16 balls");
  assert.equal(statusText([], 0, 500, "Beale"), "");
});

test("one racer is told with its regime", () => {
  const alone = racer("Adam", 0.012345, "oscillating", "Swinging across the valley: too fast.");
  assert.equal(
    statusText([alone], 12.9, 500, ""),
    "Adam, step 12, loss 0.01235. Swinging across the valley: too fast.",
  );
  assert.equal(statusText([racer("Adam", 2)], 3, 500, ""), "Adam, step 3, loss 2.000.");
  const named = racer("A", 1, "x", "SGD stands still.");
  assert.equal(statusText([named], 3, 500, ""), "A, step 3, loss 1.000. SGD stands still.");
});

test("news is what began less than 60 steps ago", () => {
  const others = [racer("A", 1), racer("B", 2, "converged", "At a minimum.", 40)];
  const text = (time) => statusText(others, time, 500, "");
  assert.equal(text(40), "B is at a minimum.");
  assert.equal(text(99.9), "B is at a minimum.");
  assert.match(text(100), /^Step 100: A is lowest/);
  assert.match(statusText(others, 50, 50, ""), /A ends lowest/, "the end has the last word");
  const first = [racer("A", 1, "descending", "On its way.", 0), racer("B", 2)];
  assert.match(statusText(first, 5, 500, ""), /^Step 5: /, "how it begins is no news");
});

test("the latest news comes first", () => {
  const racers = [
    racer("A", 1, "x", "On a plateau: flat.", 10),
    racer("B", 2, "y", "Diverging since 20.", 20),
    racer("C", 3, "z", "Diverged at 15.", 15),
  ];
  assert.equal(statusText(racers, 30, 500, ""), "B is diverging since 20.");
  assert.equal(statusText([racers[0], racers[2]], 30, 500, ""), "C diverged at 15.");
  assert.equal(statusText([racers[0], racer("D", 1)], 30, 500, ""), "A is on a plateau: flat.");
  const stuck = racer("E", 1, "s", "Stuck for 40 steps.", 12);
  assert.equal(statusText([stuck, racer("D", 1)], 30, 500, ""), "E: Stuck for 40 steps.");
  for (const [sentence, told] of [
    ["Descending: the loss fell.", "F is descending: the loss fell."],
    ["At rest in a minimum: no way down.", "F is at rest in a minimum: no way down."],
    ["Stalled: it has stood still.", "F is stalled: it has stood still."],
    ["Without a floor so far: far below.", "F is without a floor so far: far below."],
    ["Stopped at step 12: no value.", "F stopped at step 12: no value."],
    ["All steps are taken: loss 1.", "F: All steps are taken: loss 1."],
  ])
    assert.equal(statusText([racer("F", 1, "f", sentence, 12), racer("D", 1)], 30, 500, ""), told);
});

test("the ranking has the lowest and the highest", () => {
  const [a, b, c] = [racer("A", 3), racer("B", 1), racer("C", 2)];
  assert.equal(
    statusText([a, b, c], 100.7, 500, ""),
    "Step 100: B is lowest, at a loss of 1.000; A is highest, at 3.000.",
  );
  assert.equal(
    statusText([a, b, c], 500, 500, ""),
    "No verdict: B (1.000), C (2.000) and A (3.000). B ends lowest.",
  );
  assert.equal(
    statusText([b, racer("D", 1)], 100, 500, ""),
    "Step 100: B and D are level, at a loss of 1.000.",
  );
  const lost = racer("D", 9, "diverged", "Diverged.", 3);
  assert.match(statusText([b, lost], 100, 500, ""), /\. D has diverged\.$/);
  const gone = [racer("A", Number.NaN), racer("B", Number.POSITIVE_INFINITY)];
  assert.equal(statusText(gone, 100, 500, ""), "No optimizer is at a finite point.");
  assert.equal(
    statusText([gone[0], b], 100, 500, ""),
    "Step 100: B is lowest, at a loss of 1.000.",
    "what is not finite is not ranked",
  );
});

test("what is spoken is about the racer chosen", () => {
  const racers = [racer("A", 3, "local_minimum", "", 1), racer("B", 1), racer("C", Number.NaN)];
  assert.equal(spokenStatus(racers, 0, 12.9), "A: local minimum, loss 3.000 at step 12.");
  assert.equal(spokenStatus(racers, 1, 5), "B, the lowest: loss 1.000 at step 5.");
  assert.equal(spokenStatus(racers, -1, 5), "B, the lowest: loss 1.000 at step 5.");
  assert.equal(spokenStatus(racers, 2, 5), "C: no finite loss at step 5.");
  assert.equal(spokenStatus([racers[0]], 0, 5), "A: local minimum, loss 3.000 at step 5.", "alone, no rank");
  const asking = { ...racers[2], question: { text: "Left or right?" } };
  assert.equal(
    spokenStatus([racers[0], asking], 0, 5),
    "C: no finite loss at step 5. It is waiting for your answer: Left or right?",
  );
});
