import assert from "node:assert/strict";
import test from "node:test";
import "../catalog.mjs";
import { fork } from "../../../static/js/experiment/racers.js";
import { Track } from "../../../static/js/run/track.js";
import { HEADINGS, rowOf, tsv } from "../../../static/js/table/rows.js";

/** Four points: 3-4-5 away from the minimum, then over it, then on it, then off again. */
function track() {
  const made = new Track(["x", "y", "loss", "lr", "evaluations"]);
  made.append([
    [3, 1, 0, 1],
    [4, 0, 0, 0],
    [25, 1, 0.00005, 1],
    [0.1, 0.2, 0.3, 0.4],
    [0, 1, 2, 3],
  ]);
  return made;
}

const entrant = { label: "A\tB", track: track(), regime: "converged" };

test("a row counts only points up to the step", () => {
  const minima = [
    [0, 0, 0],
    [100, 100, 5],
  ];
  const whole = rowOf(entrant, minima, 3);
  assert.equal(whole.best, 0.00005);
  assert.equal(whole.bestStep, 2);
  assert.equal(whole.final, 1);
  assert.equal(whole.arrived, 2);
  assert.equal(whole.distance, 1);
  assert.equal(whole.evaluations, 3);
  assert.equal(whole.rate, 0.3);
  const early = rowOf(entrant, minima, 0.9);
  assert.deepEqual([early.final, early.arrived, early.distance, early.rate], [25, null, 5, 0.1]);
});

test("no learning rate is an empty cell", () => {
  const made = new Track(["x", "y", "loss", "lr", "evaluations"]);
  made.append([
    [1, 2],
    [1, 2],
    [5, 4],
    [Number.NaN, Number.NaN],
    [0, 0],
  ]);
  const row = rowOf({ label: "Simplex", track: made, regime: "" }, [], 1);
  assert.equal(row.rate, null);
  assert.match(tsv([row]), /\nSimplex\t\t\t4\t/);
});

test("without a known minimum there is no distance or arrival", () => {
  const row = rowOf(entrant, [], 3);
  assert.deepEqual([row.arrived, row.distance], [null, null]);
  assert.equal(rowOf({ ...entrant, track: new Track([]) }, [], 3), null);
});

test("a spreadsheet gets all digits, one column per value", () => {
  const lines = tsv([rowOf(entrant, [], 3)])
    .trimEnd()
    .split("\n");
  assert.equal(lines.length, 2);
  for (const line of lines) assert.equal(line.split("\t").length, HEADINGS.length);
  assert.match(lines[1], /^A B\tconverged\t0\.3\t0\.00005\t2\t1\t/);
});

test("a fork keeps only edits before its step, and those of others", () => {
  const racer = { optimizer: { name: "adam" } };
  const edit = (step, index, lr) => ({ step, racer: index, set: { lr } });
  const edits = [edit(5, 0, 0.1), edit(10, 0, 0.2), edit(10, 1, 0.3), edit(20, 0, 0.4)];
  const spec = { problem: { kind: "formula", expression: "x" }, racers: [racer, racer], edits };
  const made = fork({ spec, styles: [0, 1], selected: 0 }, 0, 10, "Adam");
  assert.equal(made.selected, 1);
  assert.equal(made.spec.racers[1].label, "Adam \u203a 10");
  const of = (index) =>
    made.spec.edits.filter((one) => one.racer === index).map(({ step, set }) => [step, set.lr]);
  assert.deepEqual(of(0), [
    [5, 0.1],
    [10, 0.2],
    [20, 0.4],
  ]);
  assert.deepEqual(of(1), [[5, 0.1]]);
  assert.deepEqual(of(2), [[10, 0.3]]);
  assert.equal(spec.edits.length, 4);
});
