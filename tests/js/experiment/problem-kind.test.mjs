import assert from "node:assert/strict";
import { test } from "node:test";
import { setCatalog } from "../../../static/js/experiment/facts.js";
import {
  hasData,
  hasQuantities,
  hasStarts,
  isFixedLand,
  isNamed,
  isReadable,
} from "../../../static/js/experiment/problem-kind.js";
import { realCatalog } from "../catalog.mjs";

const SURFACE = { kind: "surface", surface: { name: "beale" } };
const FORMULA = { kind: "formula", expression: "x**2" };
const NETWORK = { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" } };

/** Answers about a surface, a formula and a network. */
const ofAll = (question) => [SURFACE, FORMULA, NETWORK].map(question);

test("only networks have data, quantities and random starts", () => {
  assert.deepEqual(ofAll(hasData), [false, false, true]);
  assert.deepEqual(ofAll(hasQuantities), [false, false, true]);
  assert.deepEqual(ofAll(hasStarts), [true, true, false]);
});

test("only a network's landscape depends on plane and seed", () => {
  assert.deepEqual(ofAll(isFixedLand), [true, true, false]);
});

test("addresses say surfaces and formulas", () => {
  assert.deepEqual(ofAll(isReadable), [true, true, false]);
});

test("a kind of the catalog needs no code", (context) => {
  context.after(() => setCatalog(realCatalog()));
  const catalog = realCatalog();
  catalog.problem_kinds.form = { ...catalog.problem_kinds.surface, weights: 3, has_data: true };
  setCatalog(catalog);
  const form = { kind: "form" };
  assert.deepEqual(
    [hasData(form), hasStarts(form), isFixedLand(form), isReadable(form), isNamed(form)],
    [true, true, false, false, true],
  );
});

test("a problem is named by the field of its kind", () => {
  assert.deepEqual(ofAll(isNamed), [true, true, true]);
  assert.equal(isNamed({ kind: "network", surface: { name: "beale" } }), false);
  assert.equal(isNamed({ kind: "form", model: { name: "mlp" } }), false);
});

test("only the text of a kind is one, and not what every object inherits", () => {
  for (const kind of ["toString", "constructor", "hasOwnProperty", "__proto__"])
    assert.equal(isNamed({ kind }), false, kind);
  assert.equal(isNamed({ kind: ["surface"], surface: { name: "beale" } }), false);
});
