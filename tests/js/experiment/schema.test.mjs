import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import { controlOf, controlsOf, isIdle, valueError } from "../../../static/js/experiment/schema.js";

const RATE = {
  type: "number",
  default: 0.001,
  minimum: 0,
  maximum: 1e6,
  "x-soft": [1e-5, 10],
  "x-scale": "log",
  "x-symbol": "\\eta",
  "x-live": true,
};

test("soft bounds limit the slider, hard bounds limit its box", () => {
  const control = controlOf("lr", RATE);
  assert.equal(control.kind, "slider");
  assert.deepEqual([control.range.low, control.range.high, control.range.scale], [1e-5, 10, "log"]);
  assert.deepEqual(control.limits, { minimum: 0, maximum: 1e6 });
  assert.deepEqual([control.live, control.symbol], [true, "\\eta"]);
});

test("a number is refused exactly where the server refuses it", () => {
  /** @type {[object, number, string][]} */
  const cases = [
    [RATE, 0, ""],
    [RATE, 1e6, ""],
    [RATE, -1e-9, "This must be at least 0."],
    [RATE, 1e6 + 1, "This must be at most 1000000."],
    [RATE, Number.NaN, "This must be a number."],
    [{ type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 }, 0, "This must be greater than 0."],
    [{ type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 }, 1, "This must be less than 1."],
    [{ type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 }, 0.5, ""],
    [{ type: "integer", minimum: 2, multipleOf: 2 }, 3, "This must be a multiple of 2."],
    [{ type: "integer", minimum: 2, multipleOf: 2 }, 4, ""],
    [{ type: "integer", minimum: 0 }, 0.5, "This must be a whole number."],
    [{ anyOf: [{ type: "integer", minimum: 1 }, { type: "null" }] }, 0, "This must be at least 1."],
  ];
  for (const [schema, value, message] of cases)
    assert.equal(valueError(value, controlOf("name", schema)), message);
});

test("every form of schema gets its control", () => {
  /** @type {[object, string][]} */
  const cases = [
    [{ type: "boolean", default: false }, "switch"],
    [{ type: "string", enum: ["a", "b"] }, "choice"],
    [{ type: "array", minItems: 2, maxItems: 2, default: [0.9, 0.999] }, "pair"],
    [{ type: "array", items: { type: "integer" }, maxItems: 8 }, "widths"],
    [{ anyOf: [{ type: "integer", minimum: 1 }, { type: "null" }], default: null }, "optional"],
    [{ type: "integer", minimum: 1, maximum: 20 }, "slider"],
  ];
  for (const [schema, kind] of cases) assert.equal(controlOf("name", schema)?.kind, kind);
});

test("a schema without a choice has no control", () => {
  assert.equal(controlOf("normalization", { const: "none", type: "string" }), null);
});

test("controls keep the order of the schema, and references are followed", () => {
  const schema = {
    $defs: { Mode: { type: "string", enum: ["min", "max"] } },
    properties: { lr: RATE, mode: { $ref: "#/$defs/Mode", default: "min" }, on: { type: "boolean" } },
  };
  assert.deepEqual(
    controlsOf(schema).map(({ name, kind }) => [name, kind]),
    [
      ["lr", "slider"],
      ["mode", "choice"],
      ["on", "switch"],
    ],
  );
  assert.deepEqual(controlsOf({}), []);
});

test("a control without effect under the other values is idle", () => {
  const schema = {
    properties: {
      normalization: { type: "string", enum: ["none", "batch"], default: "none" },
      statistics: {
        type: "string",
        enum: ["batch", "running"],
        "x-idle": { normalization: ["none"] },
      },
    },
  };
  const [normalization, statistics] = controlsOf(schema);
  assert.equal(isIdle(statistics, { normalization: "none" }), true);
  assert.equal(isIdle(statistics, { normalization: "batch" }), false);
  assert.equal(isIdle(normalization, { normalization: "none" }), false);
});
