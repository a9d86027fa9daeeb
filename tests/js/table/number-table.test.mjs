import assert from "node:assert/strict";
import { mock, test } from "node:test";
import "../dom-stand-in.mjs";
import { Track } from "../../../static/js/run/track.js";
import { NumberTable } from "../../../static/js/table/number-table.js";
import { rowOf } from "../../../static/js/table/rows.js";
import { quietSession } from "../run/session-stand-in.mjs";

mock.timers.enable({ apis: ["setTimeout"] });
const COLUMNS = ["x", "y", "loss", "lr", "evaluations"];

/** A track of these losses, each point one farther from the origin. */
function trackOf(losses) {
  const track = new Track(COLUMNS);
  const at = losses.map((_, k) => k);
  track.append([at, at.map(() => 0), losses, at.map(() => 0.5), at.map((k) => 2 * k)]);
  return track;
}

/** A table of two racers at step 2 of 4. */
function tableOf(minima = [[0, 0, 0]]) {
  document.body.replaceChildren();
  const session = quietSession();
  session.live = Object.assign(new EventTarget(), { tracks: [trackOf([4, 2, 1, 3]), trackOf([9, 8, 7])] });
  session.player.ready = 50;
  session.player.seek(2);
  const regime = { name: "local_minimum" };
  const racersAt = () => [
    { label: "A", regime },
    { label: "B", regime: null },
  ];
  const table = new NumberTable(session, { minima, racersAt });
  const cells = () => table.body.children.map((row) => row.children.map(({ textContent }) => textContent));
  return { session, table, cells };
}

test("the table has each racer's numbers at the step", () => {
  const { table, cells } = tableOf();
  table.toggle();
  assert.deepEqual(cells(), [
    ["A", "local minimum", "0.5000", "1.000", "2", "1.000", "\u2013", "2.000", "4"],
    ["B", "", "0.5000", "7.000", "2", "7.000", "\u2013", "2.000", "4"],
  ]);
  assert.equal(
    table.caption.textContent,
    "Up to step 2 of 50. Tolerance: 0.0001 above the lowest known value.",
  );
  const heads = table.dialog.querySelectorAll("th").filter((one) => one.getAttribute("scope") === "col");
  assert.deepEqual(
    heads.map(({ textContent }) => textContent),
    [
      "Racer",
      "State",
      "Learning rate",
      "Best loss",
      "at step",
      "Loss now",
      "Steps to tolerance",
      "Distance to a minimum",
      "Gradients",
    ],
  );
  const arrived = tableOf([[0, 0, 1]]);
  arrived.table.toggle();
  assert.deepEqual([arrived.cells()[0][6], arrived.cells()[1][6]], ["2", "\u2013"]);
  assert.equal(tableOf([]).table.caption.textContent, "");
  const unknown = tableOf([]);
  unknown.table.toggle();
  assert.match(unknown.table.caption.textContent, /value; none is known here\.$/);
});

test("an open table follows the clock, a closed one does not", async () => {
  const { session, table, cells } = tableOf();
  table.toggle();
  assert.equal(table.dialog.open, true);
  assert.equal(table.follower.active, true);
  session.player.seek(3);
  await new Promise((done) => setImmediate(done));
  assert.equal(cells()[0][5], "3.000");
  const rows = table.body.children;
  session.player.seek(3.5);
  table.follower.act();
  assert.equal(table.body.children[0], rows[0], "equal numbers keep their rows");
  table.toggle();
  assert.deepEqual([table.dialog.open, table.follower.active], [false, false]);
  session.player.seek(0);
  assert.equal(cells()[0][5], "3.000");
});

test("a racer's row bears its color", () => {
  const { session, table } = tableOf();
  session.store.set({ styles: [5, 2] });
  table.toggle();
  assert.deepEqual(
    table.dialog.querySelectorAll(".dot").map(({ style }) => style.background),
    ["var(--racer-5)", "var(--racer-2)"],
  );
  table.toggle();
});

test("notes wait for the server's completion", () => {
  const { session, table } = tableOf();
  table.toggle();
  assert.equal(table.notes.children.length, 0);
  table.toggle();
  const { spec } = session.state;
  const racers = spec.racers.map(({ optimizer }) => ({ optimizer: { ...optimizer, params: { lr: 0.1 } } }));
  const problem = { ...spec.problem, start: [1, 2] };
  session.store.set({ completed: { ...spec, problem, racers, seed: 3 } });
  table.toggle();
  assert.match(
    table.notes.children[0].textContent,
    /^The same for all: the start \(1, 2\), 50 steps and seed 3/,
  );
  table.toggle();
});

test("the copy has all digits, or says why not", async () => {
  const { table } = tableOf();
  const copied = [];
  let fails = false;
  const clipboard = {
    writeText: async (text) => {
      if (fails) throw new Error("denied");
      copied.push(text);
    },
  };
  Object.defineProperty(globalThis, "navigator", { value: { clipboard }, configurable: true });
  const toast = document.createElement("p");
  toast.id = "toast";
  document.body.append(toast);
  table.toggle();
  const copy = table.dialog.querySelector("footer button");
  copy.click();
  await new Promise((done) => setImmediate(done));
  const [head, first] = copied[0].split("\n");
  assert.equal(head.split("\t").length, 9);
  assert.equal(first, "A\tlocal minimum\t0.5\t1\t2\t1\t\t2\t4");
  assert.equal(toast.textContent, "Copied, ready for a spreadsheet.");
  fails = true;
  copy.click();
  await new Promise((done) => setImmediate(done));
  assert.match(toast.textContent, /Select the rows, and copy them/);
  table.toggle();
});

test("the tolerance and the nearest minimum decide", () => {
  const track = trackOf([1, 0.5001, 0.5, 0.4]);
  const row = (minima, step = 3) => rowOf({ label: "A", track, regime: "" }, minima, step);
  assert.equal(
    row([
      [9, 9, 0.5],
      [0, 0, 0.7],
    ]).arrived,
    1,
    "within 0.0001 of the lowest",
  );
  assert.equal(row([[9, 9, 0.39995]]).arrived, 3);
  assert.equal(row([[9, 9, 0]]).arrived, null);
  assert.equal(
    row([
      [0, 4, 0],
      [3, 1, 5],
    ]).distance,
    1,
    "of (3, 0) to (3, 1)",
  );
  const { rate, best, bestStep, final, evaluations } = row([], 0.99);
  assert.deepEqual([rate, best, bestStep, final, evaluations], [0.5, 1, 0, 1, 0]);
  assert.deepEqual([row([], 99).final, row([], 99).bestStep], [0.4, 3]);
});
