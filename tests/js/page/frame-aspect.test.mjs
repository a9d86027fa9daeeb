import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameAspect, steppedAspect } from "../../../static/js/page/frame-aspect.js";

test("aspects are powers of 1.15 within the server's bounds", () => {
  assert.deepEqual([1, 1.07, 1.08, 2.08, 0.87].map(steppedAspect), [1, 1, 1.15, 2.01, 0.87]);
  for (const aspect of [0.01, 0.3, 1.4, 100]) {
    assert.ok(steppedAspect(aspect) >= 0.2 && steppedAspect(aspect) <= 5);
  }
});

test("the first aspect is told at once, others after a rest", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const told = [];
  const picture = { aspect: null };
  const frame = new FrameAspect({ setAspect: (aspect) => told.push(aspect) }, picture);
  frame.update();
  assert.deepEqual(told, [], "nothing is seen yet");
  picture.aspect = 2.08;
  frame.update();
  assert.deepEqual(told, [2.01]);
  for (const aspect of [1.8, 1.2, 1]) {
    picture.aspect = aspect;
    frame.update();
    t.mock.timers.tick(100);
  }
  assert.deepEqual(told, [2.01], "the edge of the window is still dragged");
  t.mock.timers.tick(200);
  assert.deepEqual(told, [2.01, 1]);
});

test("a recorded run keeps its landscape", () => {
  new FrameAspect({}, { aspect: 1.5 }).update();
});
