/**
 * Schema: converts the catalog's JSON Schema, the only source of settings, to control descriptions. The first
 * of KINDS whose `accepts` is true is used.
 */

import { getFacts } from "./facts.js";
import { parameterLabel } from "./format.js";
import { roundStep } from "./scale.js";

/** @typedef {import("../../../types/api.d.ts").ParamSchema} Schema - of a parameter, with our x- keywords */
/** @typedef {import("../../../types/api.d.ts").ParamsSchema & {$defs?: Record<string, Schema>}} EntrySchema - of an
 *   entry's parameters */

/**
 * @typedef {object} Control
 * @property {"slider" | "switch" | "choice" | "pair" | "widths" | "optional"} kind
 * @property {string} name - the property's name
 * @property {string} label
 * @property {string} symbol - LaTeX, or ""
 * @property {string} help
 * @property {unknown} fallback - the default
 * @property {boolean} live - whether an edit can set it while the ball rolls
 * @property {Record<string, unknown[]>} [idle] - by another control's name, the values under which this control
 *   has no effect
 * @property {boolean} integer
 * @property {import("./scale.js").Range & {step: number}} range - of a slider
 * @property {(string | number | null)[]} options - of a choice
 * @property {Record<string, number>} limits - hard limits, by keyword of JSON Schema
 * @property {string} [hint] - text of an unset value
 */

/**
 * The controls of an entry's parameters, in schema order.
 *
 * @param {EntrySchema} schema
 * @returns {Control[]}
 */
export function controlsOf(schema) {
  const properties = Object.entries(schema.properties ?? {});
  return properties
    .map(([name, property]) => controlOf(name, resolve(property, schema)))
    .filter((control) => control !== null);
}

/**
 * The control of one property.
 *
 * @param {string} name
 * @param {Schema} schema - of one property, references resolved
 * @returns {Control | null} null where there is nothing to choose
 */
export function controlOf(name, schema) {
  const kind = KINDS.find((candidate) => candidate.accepts(schema));
  if (!kind) return null;
  const shape = withoutNull(schema);
  return {
    kind: kind.kind,
    name,
    label: parameterLabel(name),
    symbol: schema["x-symbol"] ?? "",
    help: schema.description ?? "",
    fallback: schema.default ?? null,
    live: schema["x-live"] === true,
    idle: schema["x-idle"] ?? {},
    integer: shape.type === "integer",
    range: rangeOf(schema, shape),
    options: shape.enum ?? [],
    limits: limitsOf(shape),
  };
}

/**
 * Whether a control has no effect under the other values.
 *
 * @param {Pick<Control, "idle">} control
 * @param {Record<string, unknown>} values - of all of them, by name
 */
export function isIdle({ idle = {} }, values) {
  return Object.entries(idle).some(([name, useless]) => useless.includes(values[name]));
}

/** @type {{kind: Control["kind"], accepts(schema: Schema): boolean}[]} */
const KINDS = [
  { kind: "optional", accepts: (s) => isNullable(s) && isNumber(withoutNull(s)) },
  { kind: "slider", accepts: (s) => isNumber(s) },
  { kind: "switch", accepts: (s) => s.type === "boolean" },
  { kind: "choice", accepts: (s) => Array.isArray(withoutNull(s).enum) },
  { kind: "pair", accepts: (s) => s.type === "array" && s.maxItems === 2 && s.minItems === 2 },
  { kind: "widths", accepts: (s) => withoutNull(s).type === "array" && isNumber(withoutNull(s).items ?? {}) },
];

/** @param {Schema} schema */
function isNumber(schema) {
  return schema.type === "number" || schema.type === "integer";
}

/** @param {Schema} schema */
function isNullable(schema) {
  return (schema.anyOf ?? []).some((option) => option.type === "null");
}

/** @param {Schema} schema @returns {Schema} the non-null part of an optional property */
function withoutNull(schema) {
  return schema.anyOf?.find((option) => option.type !== "null") ?? schema;
}

/** @param {Schema} schema @param {Schema} shape */
function rangeOf(schema, shape) {
  const scale = schema["x-scale"] ?? "linear";
  const [low, high] = schema["x-soft"] ?? [
    shape.minimum ?? shape.exclusiveMinimum ?? 0,
    shape.maximum ?? shape.exclusiveMaximum ?? 1,
  ];
  const step = schema["x-step"] ?? (shape.type === "integer" ? 1 : roundStep(low, high));
  return { scale, low, high, step };
}

/** @param {Schema & {$ref?: string}} property @param {EntrySchema} root @returns {Schema} */
function resolve(property, root) {
  const name = property.$ref?.split("/").pop();
  return name ? { ...root.$defs?.[name], ...property } : property;
}

/** Whether a number keeps a limit, by keyword of JSON Schema. @type {Record<string, (value: number, limit: number) => boolean>} */
const LIMIT_TESTS = {
  minimum: (value, limit) => value >= limit,
  maximum: (value, limit) => value <= limit,
  exclusiveMinimum: (value, limit) => value > limit,
  exclusiveMaximum: (value, limit) => value < limit,
  multipleOf: (value, limit) => value % limit === 0,
};

/** @param {Schema} shape @returns {Control["limits"]} */
function limitsOf(shape) {
  const keywords = /** @type {(keyof Schema)[]} */ (Object.keys(LIMIT_TESTS));
  const limits = keywords.map((keyword) => [keyword, shape[keyword]]);
  return Object.fromEntries(limits.filter(([, limit]) => limit !== undefined));
}

/**
 * Error message for a number, in the server's words; "" if it is valid.
 *
 * @param {number} value
 * @param {Pick<Control, "integer" | "limits">} control
 */
export function valueError(value, { integer, limits }) {
  if (!Number.isFinite(value)) return sentence("number");
  if (integer && !Number.isInteger(value)) return sentence("integer");
  const broken = Object.entries(limits).find(([keyword, limit]) => !LIMIT_TESTS[keyword](value, limit));
  return broken ? sentence(...broken) : "";
}

/** @param {string} rule - type or keyword of JSON Schema @param {number} [limit] */
function sentence(rule, limit) {
  return `${getFacts().number_sentences[rule].replace("{limit}", String(limit))}.`;
}
