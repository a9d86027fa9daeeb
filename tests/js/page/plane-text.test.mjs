import assert from "node:assert/strict";
import { test } from "node:test";
import { planeText } from "../../../static/js/page/plane-text.js";

test("an exact landscape has no plane text", () => {
  assert.equal(planeText(null, { label: "Adam", distance: 0 }), "");
});

test("plane text has the share of both directions and the ball's distance", () => {
  const text = planeText(
    { weights: 1234, explained_variance: [0.7, 0.15] },
    { label: "Adam", distance: 0.4321 },
  );
  assert.equal(
    text,
    "A plane cut through 1,234 weights, holding 85.0\u00a0% of a scout\u2019s run. Adam is off it by 0.432.",
  );
});

test("a ball off the plane has its true loss and the loss on the plane below it", () => {
  const plane = { weights: 9, explained_variance: null };
  const ball = { label: "Adam", distance: 0.5, loss: 0.1234, lossOnPlane: 0.2, explained: 0.0123 };
  assert.match(
    planeText(plane, ball),
    /It holds 1\.23\u00a0% of Adam\u2019s path\. Adam is off it by 0\.500: its loss is 0\.123, on the plane beneath about 0\.200\.$/,
  );
  assert.match(planeText(plane, { ...ball, exact: true }), /on the plane beneath 0\.200\.$/);
  assert.match(planeText(plane, { ...ball, lossOnPlane: Number.NaN }), /off it by 0\.500\.$/);
  assert.match(planeText(plane, { label: "Adam", distance: 1e-9 }), /Adam is on it\.$/);
});

test("99.9 % is not rounded to all, and random directions have no share", () => {
  assert.match(
    planeText({ weights: 9, explained_variance: [0.9, 0.0994] }, null, {
      name: "pca",
      params: { guide: "first_racer" },
    }),
    /99\.9\u00a0% of the first optimizer/,
  );
  assert.match(planeText({ weights: 9, explained_variance: [0.9, 0.1] }, null), /holding all of/);
  for (const [rest, told] of [
    [0.09949, "99.9\u00a0%"],
    [0.09951, "all"],
  ])
    assert.ok(
      planeText({ weights: 9, explained_variance: [0.9, rest] }, null).includes(`holding ${told} of`),
    );
  assert.match(planeText({ weights: 9, explained_variance: null }, null), /random directions\.$/);
});

test("every plane rule describes its directions", () => {
  const bare = { weights: 20, explained_variance: null };
  assert.match(planeText({ ...bare, eigenvalues: [4.1, -1.25] }, null), /\u03bb = 4\.10 and \u22121\.25\.$/);
  const two = { name: "interpolation", params: { between: "two_ends" } };
  assert.match(planeText({ ...bare, barrier: 0.25 }, null, two), /between two ends, with a barrier of 0\.25/);
  assert.match(
    planeText({ ...bare, barrier: 0.0303 }, null),
    /from start to end, at most 0\.0303 above an even slope/,
  );
  assert.match(planeText({ ...bare, barrier: 0 }, null, two), /between two ends, without a barrier/);
  assert.match(planeText({ ...bare, barrier: 0 }, null), /from start to end, nowhere above an even slope/);
  assert.match(planeText(bare, null, { name: "gradient" }), /down the gradient/);
  const own = { name: "weights", params: { first: 3, second: 7 } };
  assert.match(planeText(bare, null, own), /weight 3 across, weight 7 up/);
});

test("a ball is on the landscape that was recut through it", () => {
  const plane = { weights: 20, explained_variance: null, at: { racer: 0, step: 12 } };
  const text = planeText(plane, { label: "Adam", distance: 3 });
  assert.match(text, /passes through the ball\u2019s weights at step 12/);
  assert.doesNotMatch(text, /off it/);
});
