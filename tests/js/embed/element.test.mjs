/** `<descent-lab>`: the script that other pages load. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInThisContext } from "node:vm";
import "../dom-stand-in.mjs";

/** What an element is told of changed attributes, as the browser's MutationObserver does. */
const observers = [];
globalThis.MutationObserver = class {
  constructor(tell) {
    this.tell = tell;
  }
  observe(node) {
    observers.push([node, this.tell]);
  }
  disconnect() {}
};
globalThis.HTMLElement.prototype.attachShadow = function () {
  this.shadowRoot = document.createElement("div");
  return this.shadowRoot;
};
globalThis.HTMLElement.prototype.closest = function () {
  return this.slide ?? null;
};
globalThis.getComputedStyle = () => ({ backgroundColor: "rgba(0, 0, 0, 0)", colorScheme: "normal" });

document.currentScript = { src: "https://lab.test/course/static/embed.js" };
runInThisContext(readFileSync(new URL("../../../static/embed.js", import.meta.url), "utf8"));

/** An element in the page, the requests that its frame gets, and a way to answer as that frame. */
function placed(attributes, slide = null) {
  const element = document.createElement("descent-lab");
  element.slide = slide;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.body.replaceChildren(element);
  const { frame } = element;
  const asked = [];
  frame.contentWindow = { postMessage: (data, origin) => asked.push([data, origin]) };
  const tell = (data, source = frame.contentWindow) =>
    dispatchEvent(Object.assign(new Event("message"), { source, data: { ns: "descentlab", v: 1, ...data } }));
  return { element, frame, asked, tell };
}

const settled = () => new Promise((done) => setImmediate(done));

test("attributes are the parameters of the embed", () => {
  const { frame } = placed({
    surface: "bowl",
    run: "gd,lr:0.1|adam",
    state: "abc",
    title: "A bowl",
    class: "x",
    height: "300",
  });
  const url = new URL(frame.src);
  assert.equal(url.origin + url.pathname, "https://lab.test/course/embed");
  assert.deepEqual([...url.searchParams.keys()], ["surface", "run", "theme"]);
  assert.deepEqual([url.searchParams.get("run"), url.hash], ["gd,lr:0.1|adam", "#s=abc"]);
  assert.deepEqual([frame.title, String(frame.height)], ["A bowl", "300"]);
});

test("on a slide it rolls when the slide is shown", () => {
  for (const [shown, told] of [
    [true, ["play"]],
    [false, []],
  ]) {
    const { frame, asked } = placed({}, { matches: () => shown });
    assert.equal(new URL(frame.src).searchParams.get("autoplay"), "0");
    frame.onload();
    const types = asked.map(([{ type }]) => type);
    assert.deepEqual(types, told);
  }
});

test("a request waits until the embed is ready", async () => {
  const { element, asked, tell } = placed({});
  const state = element.seek({ step: 7 });
  await settled();
  assert.deepEqual(asked, []);
  tell({ type: "ready", payload: {} });
  await settled();
  const [{ ns, v, type, id, payload }, origin] = asked[0];
  assert.deepEqual(
    [ns, v, type, payload, origin],
    ["descentlab", 1, "seek", { step: 7 }, "https://lab.test"],
  );
  const refused = element.play();
  await settled();
  tell({ type: "play.response", re: asked[1][0].id, error: { message: "No." } });
  tell({ type: "seek.response", re: id, payload: { step: 7 } });
  assert.deepEqual(await state, { step: 7 });
  await assert.rejects(refused, { message: "No." });
});

test("messages become events, and set the height", () => {
  const { element, frame, tell } = placed({});
  const heard = [];
  for (const type of ["step", "done", "resize"])
    element.addEventListener(type, ({ detail }) => heard.push([type, detail]));
  tell({ type: "step", payload: { step: 3 } });
  tell({ type: "step", payload: { step: 4 } }, {});
  tell({ type: "step", ns: "other" });
  tell({ type: "resize", payload: { height: 333 } });
  assert.deepEqual(
    [heard, frame.height],
    [
      [
        ["step", { step: 3 }],
        ["resize", { height: 333 }],
      ],
      333,
    ],
  );
});

test("a height of one's own stays", () => {
  const { frame, tell } = placed({ height: "200" });
  tell({ type: "resize", payload: { height: 333 } });
  assert.equal(String(frame.height), "200");
});

test("an element that is gone hears nothing", () => {
  const { element, tell } = placed({});
  let heard = 0;
  element.addEventListener("step", () => {
    heard += 1;
  });
  element.disconnectedCallback();
  tell({ type: "step", payload: {} });
  assert.deepEqual([heard, element.frame], [0, null]);
});
