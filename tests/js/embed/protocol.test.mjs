import assert from "node:assert/strict";
import { test } from "node:test";
import "../catalog.mjs";
import { CAPABILITIES, parseRequest } from "../../../static/js/embed/protocol.js";

const ask = (type, payload, more = {}) => parseRequest({ ns: "descentlab", v: 1, type, payload, ...more });
const errorOf = (type, payload) => ask(type, payload)?.error ?? "";
const RACER = { optimizer: { name: "adam" } };
const BOWL = { problem: { kind: "surface", surface: { name: "bowl" } }, racers: [RACER] };

test("the embed knows the documented requests", () => {
  const documented =
    "ping getState setState play pause reset step seek setTheme setSpeed screenshot subscribe";
  assert.deepEqual(CAPABILITIES, documented.split(" "));
  for (const type of CAPABILITIES.filter((name) => !["seek", "setTheme", "setSpeed"].includes(name)))
    assert.deepEqual(ask(type, undefined, { id: 3 }), { type, id: 3, payload: {} });
});

test("foreign messages are ignored", () => {
  for (const data of [
    null,
    undefined,
    3,
    [],
    "play",
    "slide:next",
    {},
    { ns: "other", v: 1, type: "play" },
    { ns: "descentlab", v: 1 },
    { ns: "descentlab", v: 1, type: 3 },
  ])
    assert.equal(parseRequest(data), null, JSON.stringify(data));
});

test("an unknown type is answered in words", () => {
  for (const type of ["explode", "toString", "__proto__"])
    assert.match(ask(type, {}, { id: 1 }).error, /There is no message ".*". This embed knows: ping, /);
  assert.equal(ask("x".repeat(500), {}).type.length, 40);
});

test("what a view does not have is refused", () => {
  assert.match(errorOf("setState", { view: { modee: "3d" } }), /no "modee"/);
  assert.match(errorOf("setState", { view: { mode: "4d" } }), /"view" of the view can't be "4d"/);
  assert.match(errorOf("setState", { view: { arrows: ["nose"] } }), /nose/);
  assert.equal(errorOf("setState", { view: { mode: "3d", camera: null, step: null, arrows: [] } }), "");
});

test("a theme is one that the page has", () => {
  for (const theme of ["auto", "light", "dark", "projector"])
    assert.equal(errorOf("setTheme", { theme }), "");
  assert.match(errorOf("setTheme", { theme: "pink" }), /"theme" of the view can't be "pink"/);
  for (const theme of [undefined, null, 3, {}])
    assert.equal(errorOf("setTheme", { theme }), 'Name the "theme".');
});

test("slides play and pause", () => {
  assert.deepEqual(parseRequest("slide:start"), { type: "play", payload: {} });
  assert.deepEqual(parseRequest("slide:stop"), { type: "pause", payload: {} });
});

test("an id is a number or a text", () => {
  assert.equal(ask("play", {}, { id: 0 }).id, 0);
  assert.equal(ask("play", {}, { id: "" }).id, "");
  for (const id of [null, {}, true]) assert.equal(ask("play", {}, { id }).id, undefined);
});

test("another version is refused in words", () => {
  for (const v of [undefined, 0, 2, "1"])
    assert.equal(ask("play", {}, { v }).error, "This embed speaks version 1 of its protocol.");
});

test("a payload is a small object", () => {
  for (const payload of [3, "a", [], true])
    assert.equal(errorOf("play", payload), "The payload must be an object.");
  assert.equal(errorOf("play", null), "", "null is none");
  const text = (length) => ({ a: "x".repeat(length - '{"a":""}'.length) });
  assert.equal(errorOf("play", text(65_536)), "");
  assert.match(errorOf("play", text(65_537)), /at most 65536 characters/);
  const ring = {};
  ring.self = ring;
  assert.match(errorOf("play", ring), /must be JSON/);
});

test("numbers have limits", () => {
  /** Values that are allowed, values that are not. */
  const cases = {
    step: ["count", [-100_000, 0, 100_000, undefined], [-100_001, 100_001, 0.5, "1", null, Number.NaN]],
    seek: ["step", [0, 0.5, 1e6], [-0.1, 1_000_001, undefined, "1", Number.POSITIVE_INFINITY]],
    setSpeed: ["speed", [0.25, 3.3, 16], [0.24, 16.1, undefined, "1"]],
    subscribe: ["hz", [0.1, 10, undefined], [0, 0.09, 10.1, "1"]],
  };
  for (const [type, [name, good, bad]] of Object.entries(cases)) {
    for (const value of good) assert.equal(errorOf(type, { [name]: value }), "", `${type} ${value}`);
    for (const value of bad) assert.ok(errorOf(type, { [name]: value }).startsWith(`"${name}" must be a `));
  }
  assert.equal(errorOf("seek", { step: -1 }), '"step" must be a number from 0 to 1000000.');
  assert.equal(errorOf("step", { count: 0.5 }), '"count" must be a whole number from -100000 to 100000.');
});

test("a screenshot has a size and a format", () => {
  for (const payload of [{}, { width: 240, height: 200 }, { width: 1600, height: 1200, format: "svg" }])
    assert.equal(errorOf("screenshot", payload), "");
  assert.match(errorOf("screenshot", { format: "gif" }), /"png" or "svg"/);
  for (const payload of [{ width: 239 }, { width: 1601 }, { width: 300.5 }])
    assert.match(errorOf("screenshot", payload), /^"width" must be a whole number from 240 to 1600/);
  for (const payload of [{ height: 199 }, { height: 1201 }])
    assert.match(errorOf("screenshot", payload), /^"height" must be a whole number from 200 to 1200/);
});

test("a state has a whole experiment", () => {
  for (const experiment of [BOWL, { ...BOWL, racers: Array(16).fill(RACER) }])
    assert.equal(errorOf("setState", { experiment }), "");
  for (const experiment of [null, 3, {}, { ...BOWL, racers: [] }, { ...BOWL, racers: Array(17).fill(RACER) }])
    assert.match(errorOf("setState", { experiment }), /needs a "problem" and 1 to 16 "racers"/);
  for (const view of [null, 3, "dark", []])
    assert.equal(errorOf("setState", { view }), "The view must be an object.");
  assert.equal(errorOf("setState", { view: { theme: "dark" } }), "");
});

test("changes are at pointers into the experiment", () => {
  const wrong = (pointer) => errorOf("setState", { changes: { [pointer]: 1 } });
  for (const pointer of [
    "/problem",
    "/racers/0/optimizer/params/lr",
    "/plane/params/span",
    "/steps",
    "/seed",
  ])
    assert.equal(wrong(pointer), "", pointer);
  for (const pointer of [
    "",
    "problem",
    "/edits",
    "/problems",
    "/racers/",
    "/racers/0//name",
    "/problem/__proto__/x",
    "/problem/constructor",
    "/racers/0/prototype",
    `/problem/${"a".repeat(65)}`,
    "/problem/1/2/3/4/5/6/7",
    "/problem/a b",
  ])
    assert.equal(wrong(pointer), `"${pointer.slice(0, 80)}" is no JSON pointer into an experiment.`);
  const many = (count) => Object.fromEntries(Array.from({ length: count }, (_, k) => [`/racers/${k}`, {}]));
  assert.equal(errorOf("setState", { changes: many(32) }), "");
  for (const changes of [many(33), [], 3, null])
    assert.match(errorOf("setState", { changes }), /at most 32 JSON pointers/);
});
