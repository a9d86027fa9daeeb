import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import "../catalog.mjs";
import { keepPlusSigns } from "../../../static/js/url/plus-signs.js";
import { read } from "../../../static/js/url/url-state.js";

const CASES = JSON.parse(readFileSync(new URL("../../plus_signs.json", import.meta.url), "utf8"));

for (const [query, formula] of CASES) {
  test(`the formula of ${query} is ${JSON.stringify(formula)}`, () => {
    const { problem } = read(`?${query}`, null).experiment;
    assert.equal(/** @type {{expression: string}} */ (problem).expression, formula);
    assert.equal(keepPlusSigns(keepPlusSigns(query)), keepPlusSigns(query));
  });
}

test("other parameters keep their blanks", () => {
  assert.equal(keepPlusSigns("?note=a+b&formula=x+y&title=c+d"), "?note=a+b&formula=x%2By&title=c+d");
});
