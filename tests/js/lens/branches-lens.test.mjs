/** The class of branches.js: the tree of racers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { BranchesLens } from "../../../static/js/lens/branches.js";
import { drawnIn, FakeElement, near, placesOf, textsOf, token } from "../plots/canvas-stand-in.mjs";
import { sessionOf, settled, stageOf, trackOf } from "./lens-drawing-stand-in.mjs";

const line = (length, from = Infinity, shift = 0) =>
  trackOf(Array.from({ length }, (_, k) => [k, k + (k > from ? shift : 0), 1 / (1 + k)]));
/** B leaves A after point 8, C leaves B after point 12; D is another from the start. */
const B = line(17, 8, 0.5);
const C = trackOf(
  Array.from({ length: 21 }, (_, k) => [k, k + (k > 8 ? 0.5 : 0) + (k > 12 ? 1 : 0), 1 / (1 + k)]),
);
const TRACKS = [line(21), B, C, line(21, -1, 3)];
const STYLES = [2, 0, 7, 5];

/** 60 pixels of margin and 200 for 20 steps; rows of 18 pixels. */
const across = (step) => 46 + 10 * step;
const row = (index) => 13 + 18 * index;

async function opened(time) {
  const session = sessionOf({ tracks: TRACKS, styles: STYLES, step: time });
  const lens = new BranchesLens(session, stageOf(session), new FakeElement());
  Object.assign(lens.canvas, { clientWidth: 260, clientHeight: 80 });
  lens.activate();
  await settled();
  lens.deactivate();
  return { lens, drawn: lens.canvas.context.drawn };
}

test("each branch begins where it leaves, in its own color", async () => {
  const { drawn } = await opened(20);
  for (const [index, [parent, from, end]] of [
    [null, 0, 20],
    [0, 8, 16],
    [1, 12, 20],
    [null, 0, 20],
  ].entries()) {
    const color = token(`racer-${STYLES[index]}`);
    const [whole, past, fork] = drawnIn(drawn, "stroke", color);
    const y = row(index);
    assert.ok(near(placesOf(whole), [across(from), y, across(end), y]), `${index}`);
    assert.ok(near(placesOf(past), [across(from), y, across(end), y]) && past.opacity > whole.opacity);
    if (parent !== null) assert.ok(near(placesOf(fork), [across(from), row(parent), across(from), y]));
    else assert.equal(fork, undefined);
    const [dot] = drawnIn(drawn, "fill", color);
    assert.ok(near(dot.commands[0].slice(1, 3), [across(from), row(parent ?? index)]));
  }
  assert.deepEqual(textsOf(drawn), ["8", "12"]);
});

test("the past ends at the playhead", async () => {
  const { drawn } = await opened(10.5);
  const parts = STYLES.map((style) =>
    drawnIn(drawn, "stroke", token(`racer-${style}`)).filter(({ width }) => width === 2.4),
  );
  assert.deepEqual(
    parts.map((strokes) => strokes.map((stroke) => placesOf(stroke)[2])),
    [[151], [151], [], [151]],
  );
  const [now] = drawnIn(drawn, "stroke", token("color-text-faint"));
  assert.ok(near(placesOf(now), [151, 2, 151, 78]));
});

test("the list has each racer's color", async () => {
  const { lens } = await opened(20);
  assert.deepEqual(
    lens.list.children.map(({ children }) => children[0].style.color),
    STYLES.map((style) => `var(--racer-${style})`),
  );
});
