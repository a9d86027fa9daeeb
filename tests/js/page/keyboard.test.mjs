import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { keyListener, usesKey } from "../../../static/js/page/keyboard.js";

/** An element that matches these selectors. */
globalThis.Element = class {
  constructor(...kinds) {
    this.kinds = kinds;
  }

  matches(kind) {
    return this.kinds.some((one) => kind.split(", ").includes(one));
  }
};

const TEXT = new Element("input:not([type=range]):not([type=checkbox])");
const AREA = new Element("textarea");
const SELECT = new Element("select");
const RANGE = new Element("input[type=range]");
const BUTTON = new Element("button");
const CHECKBOX = new Element("input[type=checkbox]");
const LINK = new Element("a[href]");
const IN_DIALOG = new Element("dialog[open] *");

/** Presses a key. @returns {[string, boolean]} what was commanded, and whether the browser's own act is prevented */
function press(key, more = {}) {
  const commanded = [];
  const commands = new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...values) =>
          commanded.push([name, ...values.filter((one) => typeof one !== "object")]),
    },
  );
  let prevented = false;
  const preventDefault = () => {
    prevented = true;
  };
  keyListener(commands)({ key, target: null, preventDefault, ...more });
  return [commanded.map((one) => one.join(" ")).join("; "), prevented];
}

test("each key has its command", () => {
  for (const [key, command, shifted = command] of [
    [" ", "toggle"],
    ["ArrowLeft", "step -1", "step -10"],
    ["ArrowRight", "step 1", "step 10"],
    ["Home", "jump start"],
    ["End", "jump end"],
    ["r", "reset"],
    ["+", "speed 1"],
    ["=", "speed 1"],
    ["-", "speed -1"],
    ["g", "arrow gradient"],
    ["m", "arrow momentum"],
    ["s", "arrow step"],
    ["v", "view"],
    ["t", "theme"],
    ["z", "undo 1", "undo -1"],
    ["?", "help"],
    ["c", "camera"],
    ["f", "fork"],
    ["n", "numbers"],
    ["e", "examples"],
    ["o", "lens step-breakdown"],
    ["b", "lens curvature"],
    ["1", "select 0"],
    ["9", "select 8"],
  ]) {
    assert.deepEqual(press(key), [command, true], key);
    assert.deepEqual(press(key, { shiftKey: true }), [shifted, true], key);
    if (/^[a-z]$/.test(key))
      assert.deepEqual(press(key.toUpperCase(), { shiftKey: true }), [shifted, true], "as a capital");
  }
  for (const key of ["0", "x", "Enter", "Escape", "Tab"]) assert.deepEqual(press(key), ["", false], key);
});

test("keys of commands that a page lacks are the browser's", () => {
  let prevented = 0;
  const listener = keyListener({ toggle: () => {} });
  for (const key of ["o", "b", "c", "f", "n", "e", "ArrowLeft", "1", "?"]) {
    listener({ key, target: null, preventDefault: () => prevented++ });
    assert.equal(usesKey({ toggle: () => {} }, key), false, key);
  }
  assert.equal(prevented, 0);
  listener({ key: " ", target: null, preventDefault: () => prevented++ });
  assert.equal(prevented, 1);
});

test("the keys of the help do something", () => {
  const url = new URL("../../../static/js/components/help-dialog.js", import.meta.url);
  const listed = [...readFileSync(url, "utf8").matchAll(/^ {2}\["(.+?)", "/gm)].map(([, keys]) => keys);
  assert.ok(listed.length > 15);
  const names = { Space: " ", "\\u2190": "ArrowLeft", "\\u2192": "ArrowRight", "\\u2212": "-" };
  for (const key of listed
    .join(" ")
    .split(" ")
    .filter((one) => one !== "\\u2026"))
    assert.notEqual(press(names[key] ?? key)[0], "", key);
});

test("held down, only steps repeat", () => {
  for (const key of ["ArrowLeft", "ArrowRight", "+", "=", "-", "z"])
    assert.notEqual(press(key, { repeat: true })[0], "", key);
  for (const key of [" ", "Home", "v", "t", "?", "n", "e", "f", "r", "1"])
    assert.deepEqual(press(key, { repeat: true }), ["", true], key);
});

test("the browser keeps its own shortcuts", () => {
  for (const modifier of ["ctrlKey", "metaKey", "altKey"])
    for (const key of ["r", "t", "n", "+", "ArrowLeft"])
      assert.deepEqual(press(key, { [modifier]: true }), ["", false], `${modifier} ${key}`);
  assert.deepEqual(press("z", { ctrlKey: true }), ["undo 1", true]);
  assert.deepEqual(press("Z", { metaKey: true, shiftKey: true }), ["undo -1", true]);
  assert.deepEqual(press("z", { altKey: true }), ["", false]);
  assert.deepEqual(press("z", { defaultPrevented: true }), ["", false]);
});

test("a control keeps the keys that it needs", () => {
  for (const target of [TEXT, AREA, SELECT, IN_DIALOG])
    for (const key of [" ", "z", "1", "ArrowLeft", "Home", "?"])
      assert.deepEqual(press(key, { target }), ["", false], key);
  assert.equal(press("z", { target: TEXT, ctrlKey: true })[0], "", "its text has an undo of its own");
  for (const key of ["ArrowLeft", "ArrowRight", "Home", "End"])
    assert.deepEqual(press(key, { target: RANGE }), ["", false], key);
  for (const target of [BUTTON, LINK, CHECKBOX]) {
    assert.deepEqual(press(" ", { target }), ["", false]);
    assert.deepEqual(press("ArrowLeft", { target }), ["step -1", true]);
    assert.deepEqual(press("z", { target }), ["undo 1", true]);
  }
  for (const key of [" ", "z", "r", "1"]) assert.notEqual(press(key, { target: RANGE })[0], "", key);
  assert.deepEqual(press(" ", { target: new Element("div") }), ["toggle", true]);
});
