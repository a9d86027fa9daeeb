/** The real catalog's facts, which tests/engine/catalog/test_page_facts.py compares with the engine. */

import { readFileSync } from "node:fs";
import { setCatalog } from "../../static/js/experiment/facts.js";

/** @returns {any} a fresh copy, to change */
export function realCatalog() {
  return JSON.parse(readFileSync(new URL("catalog.json", import.meta.url), "utf8"));
}

setCatalog(realCatalog());
