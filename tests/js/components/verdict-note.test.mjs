import assert from "node:assert/strict";
import { test } from "node:test";
import "../dom-stand-in.mjs";
import { VerdictNote } from "../../../static/js/components/verdict-note.js";

const VERDICT = {
  racer: 0,
  step: 120,
  name: "noise_floor",
  sentence: "At its noise floor.",
  evidence: { mean_loss: 0.0131, noise: 0.5, steps: 60 },
};

/** A note in the page, and what can be seen of it. */
function noteInPage() {
  const note = new VerdictNote();
  document.body.replaceChildren(note);
  const texts = (tag) => [...note.evidence.querySelectorAll(tag)].map(({ textContent }) => textContent);
  return { note, texts };
}

test("a verdict has its facts in another place", () => {
  const { note, texts } = noteInPage();
  assert.equal(note.textContent, "", "nothing is told yet");
  note.show(VERDICT);
  assert.deepEqual(
    [note.textContent, note.hidden, note.evidence.hidden],
    ["At its noise floor.", false, false],
  );
  assert.deepEqual(texts("p"), ["Measured at step 120:"]);
  assert.deepEqual(
    [texts("dt"), texts("dd")],
    [
      ["mean loss", "noise", "steps"],
      ["0.01310", "0.5000", "60"],
    ],
  );
});

test("the next verdict replaces the facts", () => {
  const { note, texts } = noteInPage();
  note.show(VERDICT);
  note.show({ ...VERDICT, step: 200, sentence: "Descending.", evidence: { loss: 2 } });
  assert.deepEqual([note.textContent, texts("dt")], ["Descending.", ["loss"]]);
  note.show({ ...VERDICT, evidence: undefined });
  assert.equal(note.evidence.hidden, true, "files of before have no evidence");
  note.show(null);
  assert.equal(note.hidden, true);
});
