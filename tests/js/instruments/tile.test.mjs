import assert from "node:assert/strict";
import { mock, test } from "node:test";
import "../plots/canvas-stand-in.mjs";
import { Tile } from "../../../static/js/instruments/tile.js";

/** A tile whose instrument notes what it is asked to draw. */
function tileOf(options = {}) {
  const seen = [];
  const instrument = {
    name: "one",
    shape: "wide",
    draw: (drawing, facts, context) =>
      seen.push({ size: [drawing.width, drawing.height], facts, ...context }),
    describe: (facts) => `value ${facts.value}`,
    ...options,
  };
  const tile = new Tile(instrument, { title: "One", summary: "About one." });
  Object.assign(tile.canvas, { clientWidth: 120, clientHeight: 60 });
  return { tile, seen };
}

test("an instrument draws the newest measurement", () => {
  const { tile, seen } = tileOf();
  tile.receive(3, 50, { value: 7 });
  tile.receive(4, 60, { value: 8 });
  assert.deepEqual(seen.at(-1), {
    size: [120, 60],
    facts: { value: 8 },
    history: [],
    step: 4,
    steps: 60,
    frame: 0,
  });
  assert.equal(tile.canvas.attributes["aria-label"], "One. value 8");
  assert.equal(tile.reading.textContent, "value 8");
});

test("history is kept in order of steps", () => {
  const { tile, seen } = tileOf({ keepsHistory: true });
  for (const [step, value] of [
    [5, 1],
    [9, 2],
    [2, 3],
    [9, 4],
    [7, 5],
  ])
    tile.receive(step, 50, { value });
  const kept = () => seen.at(-1).history.map(({ step, facts }) => [step, facts.value]);
  assert.deepEqual(kept(), [
    [2, 3],
    [5, 1],
    [7, 5],
    [9, 4],
  ]);
  tile.truncateHistory(7);
  tile.draw();
  assert.deepEqual(kept(), [
    [2, 3],
    [5, 1],
    [7, 5],
  ]);
  tile.truncateHistory(0);
  tile.draw();
  assert.deepEqual(kept(), []);
});

test("what is not there is hidden", () => {
  const { tile, seen } = tileOf();
  tile.receive(1, 50, { lacks: "No network." });
  assert.equal(tile.figure.hidden, true);
  assert.deepEqual(seen, []);
  tile.receive(1, 50, { value: 1 });
  assert.equal(tile.figure.hidden, false);
  tile.hide();
  tile.draw();
  assert.equal(seen.length, 1);
});

test("frames share nine seconds, within limits", () => {
  for (const [count, wait] of [
    [3, 1100],
    [20, 450],
    [200, 140],
  ]) {
    mock.timers.enable({ apis: ["setTimeout"] });
    const { tile, seen } = tileOf({ frames: () => count });
    tile.receive(1, 50, { value: 1 });
    tile.framePlayer.play();
    const before = seen.length;
    mock.timers.tick(wait - 1);
    assert.equal(seen.length, before, `${count}`);
    mock.timers.tick(1);
    assert.equal(seen.length, before + 1, `${count}`);
    mock.timers.reset();
  }
});

test("frames are drawn one after the other", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { tile, seen } = tileOf({ frames: () => 3 });
  tile.receive(1, 50, { value: 1, loss: 2 });
  const frames = () => seen.map(({ frame }) => frame);
  tile.framePlayer.moveBy(1);
  tile.framePlayer.moveBy(1);
  tile.framePlayer.moveBy(1);
  tile.framePlayer.moveBy(-1);
  assert.deepEqual(frames(), [0, 1, 2, 2, 1]);
  assert.equal(tile.framePlayer.place.textContent, "2 / 3");
  tile.framePlayer.moveBy(1);
  tile.framePlayer.play();
  mock.timers.tick(10_000);
  assert.deepEqual(frames().slice(5), [2, 0, 1]);
  mock.timers.tick(10_000);
  assert.deepEqual(frames().slice(5), [2, 0, 1, 2]);
  assert.equal(tile.framePlayer.playing, false);
  tile.receive(2, 50, { value: 1, loss: 2 });
  assert.equal(tile.framePlayer.frame, 0, "another step begins anew");
  mock.timers.reset();
});
