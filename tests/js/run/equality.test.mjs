import assert from "node:assert/strict";
import { test } from "node:test";
import { isEqual } from "../../../static/js/run/equality.js";

test("equal trees are equal", () => {
  const tree = () => ({ a: [1, { b: null }], c: Number.NaN });
  assert.ok(isEqual(tree(), tree()));
});

test("other trees are not", () => {
  for (const [one, other] of [
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: 1, b: undefined }],
    [{ a: undefined }, { b: undefined }],
    [[1, 2], [1]],
    [[], {}],
    [{ a: null }, { a: {} }],
    ["1", 1],
  ]) {
    assert.ok(!isEqual(one, other), JSON.stringify([one, other]));
    assert.ok(!isEqual(other, one), JSON.stringify([other, one]));
  }
});
