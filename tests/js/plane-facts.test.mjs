import assert from "node:assert/strict";
import { test } from "node:test";
import { planeFacts } from "../../static/js/plane-facts.js";

test("what is drawn exactly has no plane to tell of", () => {
  assert.equal(planeFacts(null, { label: "Adam", off: 0 }), "");
});

test("the share of both directions is told, and the distance of the ball", () => {
  const text = planeFacts({ weights: 1234, explained_variance: [0.7, 0.15] }, { label: "Adam", off: 0.4321 });
  assert.equal(
    text,
    "A plane cut through 1,234 weights, holding 85.0\u00a0% of a scout\u2019s path. Adam is off it by 0.432.",
  );
});

test("nearly all is not all, and random directions hold no path", () => {
  assert.match(
    planeFacts({ weights: 9, explained_variance: [0.9, 0.0994] }, null, "first_racer"),
    /99\.9\u00a0% of the first racer/,
  );
  assert.match(planeFacts({ weights: 9, explained_variance: [0.9, 0.1] }, null), /holding all of/);
  assert.match(planeFacts({ weights: 9, explained_variance: null }, null), /random directions\.$/);
});
