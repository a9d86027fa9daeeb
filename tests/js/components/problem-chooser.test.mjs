import assert from "node:assert/strict";
import { test } from "node:test";
import "../dom-stand-in.mjs";
import { ProblemChooser } from "../../../static/js/components/problem-chooser.js";
import { media, pressKey } from "../dom-stand-in.mjs";
import { smallCatalog } from "../small-catalog.mjs";

const MLP = { kind: "network", model: { name: "mlp" }, dataset: { name: "table" } };
const BOWL = { kind: "surface", surface: { name: "bowl" } };

/** A chooser that is open at a problem, and what it emits. */
function openedAt(problem) {
  document.documentElement.dataset.theme = "dark";
  const chooser = new ProblemChooser().setUp(smallCatalog());
  document.body.replaceChildren(chooser);
  const heard = [];
  chooser.addEventListener("problem-pick", ({ detail }) => heard.push(detail));
  chooser.open(problem);
  const [surfaces, networks] = chooser.querySelectorAll("[role=tab]");
  const shown = () =>
    chooser
      .querySelectorAll(".chooser-entry")
      .filter((one) => one.checkVisibility())
      .map((one) => one.querySelector("strong").textContent);
  return { chooser, heard, surfaces, networks, shown };
}

const selected = (tab) => [tab.getAttribute("aria-selected"), tab.getAttribute("tabindex")];

test("the tab of the problem is chosen", () => {
  const { surfaces, networks, shown, chooser } = openedAt(MLP);
  assert.deepEqual(
    [selected(surfaces), selected(networks)],
    [
      ["false", "-1"],
      ["true", "0"],
    ],
  );
  assert.deepEqual(shown(), ["Line", "Perceptron", "Table"]);
  const panel = chooser.querySelector(`#${networks.getAttribute("aria-controls")}`);
  assert.equal(panel.getAttribute("aria-labelledby"), networks.id);
  assert.equal(panel.hidden, false);
  const now = chooser.querySelectorAll("[aria-current]");
  assert.deepEqual(
    now.map((one) => one.title),
    ["About Perceptron."],
  );
});

test("arrow keys, Home and End choose tabs", () => {
  const { surfaces, networks, shown } = openedAt(BOWL);
  const press = (key) => pressKey(key, { target: document.activeElement });
  surfaces.focus();
  for (const [key, tab] of [
    ["ArrowRight", networks],
    ["ArrowRight", surfaces],
    ["ArrowLeft", networks],
    ["Home", surfaces],
    ["End", networks],
  ]) {
    assert.ok(press(key).defaultPrevented);
    assert.equal(document.activeElement, tab, key);
    assert.deepEqual(selected(tab), ["true", "0"]);
  }
  assert.deepEqual(shown(), ["Line", "Perceptron", "Table"]);
  assert.equal(press("ArrowDown").defaultPrevented, false);
});

test("Enter takes the first that is found", () => {
  const { chooser, heard, shown } = openedAt(BOWL);
  assert.equal(document.activeElement, chooser.search);
  pressKey("Enter", { target: chooser.search });
  assert.deepEqual(heard, [], "nothing is searched");
  chooser.search.enter("rosen", "input");
  assert.deepEqual(shown(), ["Rosenbrock"]);
  pressKey("Enter", { target: chooser.search });
  assert.deepEqual([heard, chooser.dialog.open], [[{ kind: "surface", name: "rosenbrock" }], false]);
});

test("what only the other tab has opens it", () => {
  const { chooser, networks, surfaces, shown } = openedAt(BOWL);
  chooser.search.enter("percep", "input");
  assert.deepEqual([selected(networks)[0], shown()], ["true", ["Perceptron"]]);
  assert.deepEqual([surfaces.textContent, networks.textContent], ["Test surface (0)", "Network (1)"]);
  assert.match(chooser.status.textContent, /^1 found/);
  chooser.search.enter("qqqq", "input");
  assert.deepEqual([shown(), chooser.status.textContent], [[], "Nothing is called \u201cqqqq\u201d."]);
  chooser.search.enter("", "input");
  assert.deepEqual(shown(), ["Line", "Perceptron", "Table"]);
  assert.deepEqual([networks.textContent, chooser.status.textContent], ["Network", ""]);
});

test("a click tells the dataset where it was chosen", () => {
  const { chooser, heard } = openedAt(MLP);
  const click = (title) =>
    chooser
      .querySelectorAll(".chooser-entry")
      .find((one) => one.title === title)
      .click();
  click("About Table.");
  click("About Line.");
  click("About Bowl.");
  assert.deepEqual(heard, [
    { kind: "network", name: "mlp", dataset: "table" },
    { kind: "network", name: "line" },
    { kind: "surface", name: "bowl" },
  ]);
});

test("pictures wait until the dialog is open", () => {
  const closed = new ProblemChooser().setUp(smallCatalog());
  const sources = (chooser) => chooser.querySelectorAll("img").map(({ src }) => src);
  assert.deepEqual(sources(closed), ["", ""]);
  const { chooser } = openedAt(BOWL);
  assert.deepEqual(sources(chooser), [
    "https://lab.test/pictures/surfaces/dark/bowl.webp",
    "https://lab.test/pictures/surfaces/dark/rosenbrock.webp",
  ]);
  assert.ok(chooser.querySelectorAll("img").every((one) => one.getAttribute("loading") === "lazy"));
  chooser.querySelector("img").dispatchEvent(new Event("error"));
  assert.equal(sources(chooser)[0], "");
  chooser.dialog.close();
  document.documentElement.dataset.theme = "light";
  chooser.open(BOWL);
  assert.equal(sources(chooser)[0], "https://lab.test/pictures/surfaces/light/bowl.webp");
});

test("every entry has a picture", () => {
  const { chooser } = openedAt(BOWL);
  for (const box of chooser.querySelectorAll(".picture-box")) assert.equal(box.children.length, 1);
  const drawn = chooser.querySelectorAll(".pictogram");
  assert.equal(drawn.length, 4, "formula, line, perceptron and table");
  assert.ok(drawn.every((one) => one.children.length > 0));
});

test("a layer of the pictogram has its units", () => {
  const catalog = smallCatalog();
  catalog.models[1].params.properties.hidden = { type: "array", default: [3, 16] };
  const chooser = new ProblemChooser().setUp(catalog);
  const [, , mlp] = chooser.querySelectorAll(".pictogram");
  assert.equal(mlp.querySelectorAll("circle").length, 2 + 3 + 5 + 1);
});

test("no keyboard of a phone opens by itself", (t) => {
  media["(pointer: coarse)"] = true;
  t.after(() => {
    media["(pointer: coarse)"] = false;
  });
  const { surfaces } = openedAt(BOWL);
  assert.equal(document.activeElement, surfaces);
});

test("down from the search goes to the entries", () => {
  const { chooser } = openedAt(BOWL);
  const title = () => document.activeElement.title;
  pressKey("ArrowDown", { target: chooser.search });
  assert.equal(title(), "About Bowl.");
  chooser.search.enter("rosen", "input");
  pressKey("ArrowDown", { target: chooser.search });
  assert.equal(title(), "About Rosenbrock.");
});
