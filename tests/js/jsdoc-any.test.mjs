/** JSDoc types of static/js without `any`, which Biome finds in TypeScript only. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const ROOT = new URL("../../static/js/", import.meta.url).pathname;

/** The type expressions of a text: what stands in braces, in its JSDoc comments. */
function typesOf(text) {
  const comments = text.match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  return comments.flatMap((comment) => {
    const types = [];
    let depth = 0;
    for (const [index, character] of [...comment].entries()) {
      if (character === "{" && depth++ === 0) types.push([index]);
      if (character === "}" && --depth === 0) types.at(-1).push(index);
    }
    return types.map(([from, to]) => comment.slice(from, to));
  });
}

const countAny = (text) =>
  typesOf(text)
    .join(" ")
    .match(/\bany\b/g)?.length ?? 0;

test("any is found in types, not in prose", () => {
  assert.equal(countAny("/** @param {{a: any[], b: {c: any}}} x - if there is any */"), 2);
  assert.equal(countAny('/** @type {any} */ const x = "{any}"; // {any}'), 1);
});

test("no JSDoc type is any", () => {
  const files = readdirSync(ROOT, { recursive: true }).filter((file) => file.endsWith(".js"));
  assert.ok(files.length > 100);
  const found = files.filter((file) => countAny(readFileSync(ROOT + file, "utf8")) > 0);
  assert.deepEqual(found, []);
});
