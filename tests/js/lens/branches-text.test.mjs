import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import { branchesOf, branchText, changesOf } from "../../../static/js/lens/branches-text.js";
import { Track } from "../../../static/js/run/track.js";

/** @param {number[]} losses */
function track(losses) {
  const made = new Track(["x", "y", "loss"]);
  made.append([losses, losses, losses]);
  return made;
}

test("a branch forks where its bits differ from its parent's", () => {
  const tracks = [track([9, 5, 4, 3]), track([9, 5, 4, 2]), track([9, 7, 6, 5]), track([9, 5, 4, 2.5])];
  assert.deepEqual(branchesOf(tracks), [
    { parent: null, step: 0, diverges: true },
    { parent: 0, step: 2, diverges: true },
    { parent: null, step: 0, diverges: true },
    { parent: 0, step: 2, diverges: true },
  ]);
});

test("a branch of a branch has the branch as its parent", () => {
  const tracks = [track([9, 5, 4, 3]), track([9, 5, 6, 7]), track([9, 5, 6, 8])];
  assert.deepEqual(branchesOf(tracks)[2], { parent: 1, step: 2, diverges: true });
});

test("the changes of a branch are described", () => {
  const racer = { optimizer: { name: "sgd", params: { lr: 0.1, momentum: 0.9 } } };
  /** @type {any} */
  const spec = { problem: {}, racers: [racer, racer], edits: [{ step: 5, racer: 1, set: { lr: 0.3 } }] };
  const changes = changesOf(spec, 1, 0);
  assert.equal(changes, "learning rate 0.1 \u2192 0.3");
  const racers = [
    { label: "A", loss: 2 },
    { label: "B", loss: 1 },
  ];
  assert.equal(
    branchText(racers, { parent: 0, step: 5, diverges: true }, 1, changes),
    "leaves A at step 5: learning rate 0.1 \u2192 0.3; loss 1.000, against 2.000",
  );
});

test("an unchanged fork stays with its parent", () => {
  const branches = branchesOf([track([9, 5, 4]), track([9, 5, 4])]);
  assert.equal(branches[1].diverges, false);
  const racers = [
    { label: "A", loss: 2 },
    { label: "B", loss: 2 },
  ];
  assert.equal(branchText(racers, branches[1], 1, ""), "goes with A all the way; loss 2.000");
});
