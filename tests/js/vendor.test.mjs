// What lies under static/vendor is what VENDOR.md says, plain and compressed.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { brotliDecompressSync } from "node:zlib";

const vendor = new URL("../../static/vendor/", import.meta.url);
const rows = readFileSync(new URL("VENDOR.md", vendor), "utf8").matchAll(
  /`([^`]+)` \|[^|]+\| `([0-9a-f]{64})`/g,
);

for (const [, file = "", digest] of rows)
  test(`${file} is the file that was recorded`, () => {
    const bytes = readFileSync(new URL(file, vendor));
    assert.equal(createHash("sha256").update(bytes).digest("hex"), digest);
    assert.deepEqual(brotliDecompressSync(readFileSync(new URL(`${file}.br`, vendor))), bytes);
  });

test("both bundles are recorded", () => {
  const text = readFileSync(new URL("VENDOR.md", vendor), "utf8");
  assert.match(text, /Plotly\.js/);
  assert.match(text, /KaTeX/);
});
