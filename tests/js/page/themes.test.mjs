import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import "../dom-stand-in.mjs";
import { connectHandle } from "../../../static/js/page/bottom-sheet.js";

/** The system's wish for a dark page, which the test changes. */
const system = Object.assign(new EventTarget(), { matches: false });
globalThis.matchMedia = () => system;
const { applyTheme, THEMES } = await import("../../../static/js/page/themes.js");

const root = document.documentElement;
const shown = () => [root.dataset.theme, root.hasAttribute("data-projector")];
const wish = (dark) => {
  system.matches = dark;
  system.dispatchEvent(new Event("change"));
};

test("a theme is applied, and told if it is another", () => {
  const told = [];
  const apply = (theme) => applyTheme(theme, (now) => told.push(now));
  assert.deepEqual(THEMES, ["auto", "light", "dark", "projector"]);
  for (const [theme, wanted] of [
    ["dark", ["dark", false]],
    ["light", ["light", false]],
    ["projector", ["light", true]],
    ["auto", ["light", false]],
  ]) {
    apply(theme);
    assert.deepEqual(shown(), wanted, theme);
  }
  assert.deepEqual(told, ["dark", "light", "light", "light"]);
  apply("auto");
  assert.equal(told.length, 4, "the same again is no news");
});

test("only the automatic theme follows the system", () => {
  const told = [];
  applyTheme("auto", (now) => told.push(now));
  wish(true);
  assert.deepEqual([shown(), told], [["dark", false], ["dark"]]);
  wish(false);
  assert.deepEqual(told, ["dark", "light"]);
  applyTheme("light", (now) => told.push(now));
  wish(true);
  assert.deepEqual([shown(), told.length], [["light", false], 2]);
  wish(false);
});

test("the first paint has the theme of the address", () => {
  const script = readFileSync(new URL("../../../static/js/page/first-paint.js", import.meta.url), "utf8");
  for (const [search, dark, theme, large] of [
    ["", false, "light", false],
    ["", true, "dark", false],
    ["?theme=dark", false, "dark", false],
    ["?theme=light", true, "light", false],
    ["?theme=projector", true, "light", true],
    ["?theme=auto", true, "dark", false],
  ]) {
    const page = { dataset: {}, toggleAttribute: (name, on) => Object.assign(page, { [name]: on }) };
    const globals = { URLSearchParams, location: { search }, matchMedia: () => ({ matches: dark }) };
    runInNewContext(script, { ...globals, document: { documentElement: page } });
    assert.deepEqual([page.dataset.theme, page["data-projector"]], [theme, large], `${search} ${dark}`);
  }
});

test("the sheet opens by a tap or a drag", () => {
  const handle = document.createElement("button");
  connectHandle(handle);
  const point = (type, clientY) =>
    handle.dispatchEvent(Object.assign(new Event(type), { clientY, pointerId: 1 }));
  const open = () => [document.body.hasAttribute("data-sheet"), handle.getAttribute("aria-expanded")];
  handle.click();
  assert.deepEqual(open(), [true, "true"]);
  handle.click();
  assert.deepEqual(open(), [false, "false"]);
  point("pointerdown", 100);
  point("pointermove", 89);
  assert.equal(open()[0], false, "eleven pixels are no drag");
  point("pointermove", 88);
  assert.equal(open()[0], true, "upward opens");
  point("pointermove", 200);
  assert.equal(open()[0], true, "a drag counts once");
  point("pointerup", 200);
  handle.click();
  assert.equal(open()[0], true, "the click of a drag is none");
  point("pointerdown", 100);
  point("pointermove", 112);
  assert.equal(open()[0], false, "downward closes");
  point("pointercancel", 112);
  point("pointermove", 0);
  assert.equal(open()[0], false, "without a finger nothing moves");
});
