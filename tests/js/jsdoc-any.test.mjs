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

/** Folders and files where any is still to be replaced, and how often. */
const LEFT = {
  "main.js": 1,
  compare: 4,
  embed: 13,
  lens: 1,
  maps: 8,
  offline: 9,
  page: 10,
  run: 16,
};

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
  /** @type {Record<string, number>} */
  const counts = {};
  for (const file of files) {
    const [folder] = file.split("/");
    counts[folder] = (counts[folder] ?? 0) + countAny(readFileSync(ROOT + file, "utf8"));
  }
  const over = Object.entries(counts).filter(([folder, count]) => count > (LEFT[folder] ?? 0));
  assert.deepEqual(over, []);
});
