import assert from "node:assert/strict";
import { test } from "node:test";
import "../dom-stand-in.mjs";
import "../catalog.mjs";
import { NumberBox, REAL, seedKind } from "../../../static/js/components/number-box.js";
import { ParamGroup } from "../../../static/js/components/param-group.js";
import { ParamSlider } from "../../../static/js/components/param-slider.js";
import { RunPanel } from "../../../static/js/components/run-panel.js";
import { controlOf } from "../../../static/js/experiment/schema.js";

const RATE = {
  type: "number",
  default: 0.01,
  minimum: 0,
  maximum: 100,
  "x-soft": [1e-4, 1],
  "x-scale": "log",
};

/** What an element emits, as [type, pointer, value]. */
function heardOf(element) {
  const heard = [];
  for (const type of ["param-input", "param-change"])
    element.addEventListener(type, ({ detail }) => heard.push([type, detail.pointer, detail.value]));
  document.body.append(element);
  return heard;
}

/** A slider of a schema, and its parts. */
function slider(schema, name = "lr") {
  const element = new ParamSlider().setUp(controlOf(name, schema), `/p/${name}`);
  const [box, range] = element.querySelectorAll("input");
  return { element, range, box, note: element.querySelector(".note"), heard: heardOf(element) };
}

/** Inputs, box text and error of a slider. */
const shown = ({ range, box, note }) => [range.value, box.value, note.hidden ? "" : note.textContent];

test("a logarithmic slider has a thousand places", () => {
  const made = slider(RATE);
  assert.deepEqual([made.range.min, made.range.max, made.range.step], ["0", "1000", "1"]);
  for (const [value, position] of [
    [1e-4, "0"],
    [0.01, "500"],
    [0.1, "750"],
    [1, "1000"],
    [0, "0"],
    [50, "1000"],
  ]) {
    made.element.value = value;
    assert.deepEqual(shown(made), [position, String(value), ""]);
  }
  made.element.value = null;
  assert.deepEqual([made.box.value, made.range.getAttribute("aria-valuetext")], ["", "not set"]);
});

test("a moved slider emits its value", () => {
  const made = slider(RATE);
  made.range.enter(750, "input");
  made.range.enter(500, "input", "change");
  assert.deepEqual(made.heard, [
    ["param-input", "/p/lr", 0.1],
    ["param-input", "/p/lr", 0.01],
    ["param-change", "/p/lr", 0.01],
  ]);
  assert.deepEqual([made.box.value, made.range.getAttribute("aria-valuetext")], ["0.01", "0.01"]);
  assert.equal(made.range.style["--fill"], "50%");
});

test("a linear slider has its own values", () => {
  const made = slider({ type: "number", default: 0, minimum: 0, maximum: 9, "x-soft": [0, 2] }, "noise");
  assert.deepEqual([made.range.min, made.range.max, made.range.step], ["0", "2", "0.01"]);
  made.element.value = 0.5;
  assert.deepEqual([shown(made)[0], made.range.style["--fill"]], ["0.5", "25%"]);
  made.element.value = 5;
  assert.deepEqual(shown(made), ["2", "5", ""], "the box has what the slider cannot reach");
  made.range.enter(1.5, "change");
  assert.deepEqual(made.heard, [["param-change", "/p/noise", 1.5]]);
});

test("a slider of whole numbers emits whole numbers", () => {
  const made = slider({ type: "integer", minimum: 1, "x-soft": [10, 10_000], "x-scale": "log" }, "steps");
  made.range.enter(333, "change");
  assert.equal(made.heard[0][2], 100, "10 times 1000 ** 0.333, rounded");
});

test("a box accepts what is valid and says why not", () => {
  const made = slider(RATE);
  made.element.value = 0.5;
  for (const [text, sentence] of [
    ["", "This must be a number."],
    ["abc", "This must be a number."],
    ["-1", "This must be at least 0."],
    ["101", "This must be at most 100."],
    ["\u22123", "This must be at least 0."],
  ]) {
    made.box.enter(text);
    assert.equal(shown(made)[2], sentence, text);
    assert.equal(made.box.getAttribute("aria-invalid"), "true");
  }
  assert.deepEqual(made.heard, []);
  made.box.enter(" 2e-3 ");
  assert.deepEqual(made.heard, [["param-change", "/p/lr", 0.002]]);
  assert.deepEqual([shown(made)[2], made.box.getAttribute("aria-invalid")], ["", null]);
  made.element.error = "The server says no.";
  assert.equal(shown(made)[2], "The server says no.");
  made.range.enter(500, "input");
  assert.equal(shown(made)[2], "", "a new value takes the error away");
});

test("what is being typed is not replaced", () => {
  const made = slider(RATE);
  made.element.value = 0.1;
  made.box.focus();
  made.box.value = "0.0";
  made.element.value = 0.2;
  assert.equal(made.box.value, "0.0");
  made.box.blur();
  made.element.value = 0.2;
  assert.equal(made.box.value, "0.2");
});

test("keys typed in a box are not the page's", () => {
  const made = slider(RATE);
  let heard = 0;
  made.element.addEventListener("keydown", () => {
    heard += 1;
  });
  made.box.dispatchEvent(new Event("keydown", { bubbles: true }));
  assert.equal(heard, 0);
});

test("marks lie on the slider, a limit with its words", () => {
  const made = slider(RATE);
  const marks = () => made.element.querySelectorAll(".mark");
  made.element.marks = [
    { value: 0.01, label: "Good to watch" },
    { value: 0.1, label: "Stable below", limit: true },
    { value: 5, label: "Beyond" },
    { value: 1e-4, label: "End" },
  ];
  assert.deepEqual(
    marks().map((mark) => [mark.title, mark.style["--at"], mark.className]),
    [
      ["Good to watch: 0.01", "0.5", "mark"],
      ["Stable below: 0.1", "0.75", "mark limit"],
      ["End: 0.0001", "0", "mark"],
    ],
  );
  const legend = made.element.querySelector(".legend");
  assert.deepEqual([legend.textContent, legend.className], ["stable below 0.1", "legend before"]);
  assert.equal(made.range.getAttribute("aria-description"), "Stable below 0.1");
  made.element.marks = [];
  assert.deepEqual([marks(), made.range.getAttribute("aria-description")], [[], ""]);
});

/** A group of parameters of every kind. */
function group() {
  const properties = {
    lr: RATE,
    betas: { type: "array", minItems: 2, maxItems: 2, default: [0.9, 0.999] },
    etas: { type: "array", minItems: 2, maxItems: 2, default: [0.5, 1.2] },
    nesterov: { type: "boolean", default: false },
    mode: { type: "string", enum: ["min", "max"], default: "min" },
    hidden: { type: "array", items: { type: "integer" }, default: [8] },
    span: { anyOf: [{ type: "number" }, { type: "null" }], default: null, "x-idle": { mode: ["max"] } },
  };
  const element = new ParamGroup().setUp({ properties }, "/base");
  const heard = heardOf(element);
  const part = (name) => element.querySelectorAll(name)[0];
  return { element, heard, part };
}

test("a group shows values, else defaults", () => {
  const { element, part } = group();
  element.update({ lr: 0.1, betas: [0.5, 0.99], nesterov: true, mode: "max", hidden: [4, 2], span: 3 }, []);
  const boxes = () => element.querySelectorAll(".number").map(({ value }) => value);
  assert.deepEqual(boxes(), ["0.1", "0.5", "0.99", "0.5", "1.2"]);
  const values = () => [
    part("param-switch input").checked,
    part("param-choice select").value,
    part("param-widths input").value,
    part("param-optional input").value,
  ];
  assert.deepEqual(values(), [true, "max", "4, 2", "3"]);
  assert.equal(part("param-optional").hidden, true, "without effect where the mode is max");
  element.update({}, []);
  assert.deepEqual(boxes(), ["0.01", "0.9", "0.999", "0.5", "1.2"]);
  assert.deepEqual(values(), [false, "min", "8", ""]);
  assert.equal(part("param-optional").hidden, false);
});

test("each kind of field emits its own type", () => {
  const { element, heard, part } = group();
  element.update({}, []);
  part("param-switch input").enter(true);
  part("param-choice select").enter("max");
  part("param-widths input").enter("16; 8,4  2");
  part("param-widths input").enter("");
  part("param-optional input").enter("0.5");
  part("param-optional input").enter(" ");
  assert.deepEqual(heard.splice(0), [
    ["param-change", "/base/nesterov", true],
    ["param-change", "/base/mode", "max"],
    ["param-change", "/base/hidden", [16, 8, 4, 2]],
    ["param-change", "/base/hidden", []],
    ["param-change", "/base/span", 0.5],
    ["param-change", "/base/span", null],
  ]);
  part("param-widths input").enter("16, x");
  part("param-widths input").enter("1.5");
  part("param-optional input").enter("many");
  assert.deepEqual(heard, []);
  const notes = element.querySelectorAll(".note").filter(({ hidden }) => !hidden);
  assert.deepEqual(
    notes.map(({ textContent }) => textContent),
    ["Write whole numbers with commas between them, such as 16, 16.", "This must be a number, or nothing."],
  );
});

test("one of a pair changes, the other stays", () => {
  const { element, heard } = group();
  element.update({ betas: [0.8, 0.99] }, []);
  const [, momentum, memory] = element.querySelectorAll("param-slider");
  assert.deepEqual(
    [momentum, memory].map((one) => one.querySelector("label").childNodes[0].textContent),
    ["Momentum", "Squared-gradient decay"],
  );
  momentum.querySelector(".number").enter("0.5");
  memory.querySelector(".number").enter("0.7");
  assert.deepEqual(heard, [
    ["param-change", "/base/betas", [0.5, 0.99]],
    ["param-change", "/base/betas", [0.5, 0.7]],
  ]);
});

test("an error stands at its own control", () => {
  const { element } = group();
  element.update({}, [
    { pointer: "/base/span", detail: "Too wide." },
    { pointer: "/base/betas/1", detail: "Too near to one." },
    { pointer: "/other/lr", detail: "Elsewhere." },
  ]);
  const told = element.querySelectorAll(".note").filter(({ hidden }) => !hidden);
  assert.deepEqual(
    told.map((note) => [note.parentNode.localName, note.textContent]),
    [
      ["param-slider", "Too near to one."],
      ["param-optional", "Too wide."],
    ],
  );
  element.update({}, []);
  assert.ok(element.querySelectorAll(".note").every(({ hidden }) => hidden));
});

test("a default is marked unless there are other marks", () => {
  const { element } = group();
  const titles = () =>
    element
      .querySelector("param-slider")
      .querySelectorAll(".mark")
      .map(({ title }) => title);
  element.update({}, []);
  assert.deepEqual(titles(), ["Default: 0.01"]);
  element.update({}, [], { lr: [{ value: 0.1, label: "Good to watch" }] });
  assert.deepEqual(titles(), ["Good to watch: 0.1"]);
});

test("a number box rounds what it shows, not what it emits", () => {
  const element = new NumberBox().setUp("Start x", "/problem/start/0", REAL);
  const heard = heardOf(element);
  const box = element.querySelector("input");
  element.value = 1.23456789;
  assert.equal(box.value, "1.23457");
  box.enter("1.23456789");
  box.enter("\u22120.5");
  assert.deepEqual(
    heard.map(([, , value]) => value),
    [1.23456789, -0.5],
  );
  for (const text of ["", "abc", "Infinity"]) box.enter(text);
  assert.equal(heard.length, 2);
  element.value = 7;
  assert.equal(box.value, "Infinity", "what is wrong stays, to be corrected");
  box.enter("8");
  element.value = undefined;
  assert.equal(box.value, "");
});

test("a seed is a whole number within its bounds", () => {
  const { accepts, message, digits } = seedKind();
  for (const seed of [0, 1, 4_294_967_295]) assert.ok(accepts(seed));
  for (const seed of [-1, 0.5, 4_294_967_296, Number.NaN]) assert.ok(!accepts(seed));
  assert.equal(message, "A seed is a whole number from 0 to 4294967295.");
  assert.equal(digits, 10);
});

test("the run panel has steps and seed", () => {
  const element = new RunPanel();
  const heard = heardOf(element);
  element.update(500, 7);
  const [steps, range, seed] = element.querySelectorAll("input");
  assert.deepEqual([steps.value, seed.value, range.value], ["500", "7", "566"]);
  assert.equal(element.querySelector(".mark").title, "Default: 500");
  steps.enter("20001");
  steps.enter("20000");
  seed.enter("4294967295");
  element.querySelector("button").click();
  assert.deepEqual(heard.slice(0, 2), [
    ["param-change", "/steps", 20_000],
    ["param-change", "/seed", 4_294_967_295],
  ]);
  const [, pointer, drawn] = heard[2];
  assert.ok(pointer === "/seed" && Number.isInteger(drawn) && drawn >= 0 && drawn < 65_536);
});
