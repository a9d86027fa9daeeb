import assert from "node:assert/strict";
import { test } from "node:test";
import { scheduleWords } from "../../../static/js/experiment/schedule-words.js";

const racer = (params, schedule) => ({ optimizer: { name: "sgd", params }, schedule });

test("a rate that the schedule changes is told", () => {
  const step = racer({ lr: 0.5 }, { name: "step", params: { gamma: 0.5 } });
  assert.equal(
    scheduleWords(step, { lr: 0.25, loss: 1 }, 40),
    "The schedule makes the rate 0.25 at step 40.",
  );
  assert.equal(scheduleWords(step, { lr: 0.5, loss: 1 }, 0), "");
  assert.equal(scheduleWords(step, null, 0), "");
});

test("momentum under a cycling schedule is told", () => {
  const set = { cycle_momentum: true };
  for (const params of [{ momentum: 0.9 }, { betas: [0.9, 0.999] }])
    assert.match(scheduleWords(racer(params, { name: "one_cycle", params: set }), null, 0), /lasts one step/);
  assert.equal(scheduleWords(racer({ alpha: 0.9 }, { name: "one_cycle", params: set }), null, 0), "");
  const still = { name: "one_cycle", params: { cycle_momentum: false } };
  assert.equal(scheduleWords(racer({ momentum: 0.9 }, still), null, 0), "");
});

test("a relative threshold below zero is told", () => {
  const words = (more, loss) =>
    scheduleWords(
      racer({}, { name: "reduce_on_plateau", params: { mode: "min", threshold_mode: "rel", ...more } }),
      { lr: 1, loss },
      3,
    );
  assert.match(words({}, -1), /does not fall/);
  for (const [more, loss] of [
    [{}, 1],
    [{ threshold_mode: "abs" }, -1],
    [{ mode: "max" }, -1],
  ])
    assert.equal(words(more, loss), "");
});
