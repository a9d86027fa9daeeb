import assert from "node:assert/strict";
import { test } from "node:test";
import "../dom-stand-in.mjs";
import {
  batchControl,
  noiseControl,
  penaltyControl,
} from "../../../static/js/components/problem-controls.js";
import { ProblemPanel } from "../../../static/js/components/problem-panel.js";
import { smallCatalog } from "../small-catalog.mjs";

const MLP = { kind: "network", model: { name: "mlp" }, dataset: { name: "moons" }, batch_size: 32 };
const LINE = { kind: "network", model: { name: "line" }, dataset: { name: "points" } };
const BOWL = { kind: "surface", surface: { name: "bowl" } };

/** A panel in the page for a problem, and what it emits. */
function panelOf(problem, errors = [], plane = null) {
  const panel = new ProblemPanel().setUp(smallCatalog());
  document.body.replaceChildren(panel);
  const heard = [];
  panel.addEventListener("problem-pick", ({ detail }) => heard.push(detail));
  panel.addEventListener("param-change", ({ detail }) => heard.push([detail.pointer, detail.value]));
  panel.update(problem, errors, plane);
  return { panel, heard };
}

/** The control beside a label. */
const labelled = (panel, text) => {
  const label = panel.querySelectorAll("label").find((one) => one.childNodes[0].textContent === text);
  return panel.querySelector(`#${label.getAttribute("for")}`);
};
const texts = (parts) => parts.map(({ textContent }) => textContent);

test("a button tells what is descended", () => {
  const named = (problem) => {
    const { panel } = panelOf(problem);
    const [words] = panel.querySelectorAll(".problem-button");
    return words
      .getAttribute("aria-labelledby")
      .split(" ")
      .map((id) => panel.querySelector(`#${id}`).textContent);
  };
  assert.deepEqual(named(BOWL), ["Test surface", "Bowl"]);
  assert.deepEqual(named({ kind: "formula", expression: "x" }), ["Test surface", "Your own formula"]);
  assert.deepEqual(named(MLP), ["Network", "Perceptron"]);
});

test("the button opens the chooser at the problem", async () => {
  const { panel, heard } = panelOf(BOWL);
  const [button] = panel.querySelectorAll(".problem-button");
  assert.equal(button.getAttribute("aria-haspopup"), "dialog");
  const opened = async () => {
    button.click();
    for (let k = 0; k < 50 && !document.body.querySelector("dialog")?.open; k += 1)
      await new Promise((done) => setTimeout(done, 20));
    return document.body.querySelectorAll("problem-chooser");
  };
  const [chooser, ...others] = await opened();
  assert.deepEqual([chooser.dialog.open, others], [true, []]);
  const entry = () => chooser.querySelectorAll("button").find(({ title }) => title === "About Rosenbrock.");
  entry().click();
  assert.deepEqual(heard, [{ kind: "surface", name: "rosenbrock" }]);
  panel.update({ kind: "surface", surface: { name: "rosenbrock" } }, []);
  assert.equal((await opened()).length, 1, "it is made once");
  assert.equal(entry().getAttribute("aria-current"), "true");
});

test("a kind without controls has its title", () => {
  const catalog = smallCatalog();
  catalog.problem_kinds.form = { noun: "quadratic form", fields: [], weights: 2 };
  const panel = new ProblemPanel().setUp(catalog);
  document.body.replaceChildren(panel);
  panel.update({ kind: "form" }, []);
  assert.equal(panel.querySelector(".problem-button").textContent, "quadratic form");
  panel.update(BOWL, []);
  assert.equal(panel.querySelector(".problem-button").textContent, "Bowl");
});

test("a surface has parameters, a start and noise", () => {
  const problem = {
    kind: "surface",
    surface: { name: "bowl", params: { height: 2 } },
    start: [1, -2],
    noise: 0.5,
  };
  const { panel, heard } = panelOf(problem);
  assert.deepEqual(
    panel.querySelectorAll(".number").map(({ value }) => value),
    ["2", "1", "-2", "0.5"],
  );
  for (const [k, box] of panel.querySelectorAll(".number").entries()) box.enter(String(k + 3));
  assert.deepEqual(heard, [
    ["/problem/surface/params/height", 3],
    ["/problem/start/0", 4],
    ["/problem/start/1", 5],
    ["/problem/noise", 6],
  ]);
  panel.update(BOWL, []);
  assert.deepEqual(
    panel.querySelectorAll(".number").map(({ value }) => value),
    ["1", "", "", "0"],
  );
});

test("a formula has text and a domain", () => {
  const domain = [
    [-3, 3],
    [0, 1],
  ];
  const { panel, heard } = panelOf({ kind: "formula", expression: "x**2", domain });
  const box = labelled(panel, "f(x, y) =");
  assert.equal(box.value, "x**2");
  box.enter("x + y", "input");
  for (const [text, pointer] of [
    ["x from", "/problem/domain/0/0"],
    ["x to", "/problem/domain/0/1"],
    ["y from", "/problem/domain/1/0"],
    ["y to", "/problem/domain/1/1"],
  ]) {
    const [i, j] = pointer.split("/").slice(-2);
    assert.equal(labelled(panel, text).value, String(domain[i][j]));
    labelled(panel, text).enter("9");
    assert.deepEqual(heard.at(-1), [pointer, 9]);
  }
  assert.deepEqual(heard[0], ["/problem/expression", "x + y"]);
});

test("a formula that is being typed is not replaced", () => {
  const { panel } = panelOf({ kind: "formula", expression: "x" });
  const box = labelled(panel, "f(x, y) =");
  box.focus();
  box.value = "x + ";
  panel.update({ kind: "formula", expression: "x" }, []);
  assert.equal(box.value, "x + ");
  box.blur();
  panel.update({ kind: "formula", expression: "y" }, []);
  assert.equal(box.value, "y");
});

test("a network's choices are those that fit", () => {
  const initializer = { name: "normal", params: { gain: 2 } };
  const { panel, heard } = panelOf({ ...MLP, initializer, loss: { name: "cross_entropy" } });
  const options = (text) => labelled(panel, text).options.map(({ value }) => value);
  assert.deepEqual(options("Data"), ["moons", "table"]);
  assert.deepEqual(options("Loss"), ["cross_entropy"]);
  assert.deepEqual(options("Initialization"), ["zeros", "normal"]);
  assert.deepEqual(
    ["Data", "Loss", "Initialization"].map((text) => labelled(panel, text).value),
    ["moons", "cross_entropy", "normal"],
  );
  labelled(panel, "Data").enter("table");
  labelled(panel, "Loss").enter("cross_entropy");
  labelled(panel, "Initialization").enter("zeros");
  assert.deepEqual(heard.splice(0), [
    ["/problem/dataset", { name: "table" }],
    ["/problem/loss", { name: "cross_entropy" }],
    ["/problem/initializer", { name: "zeros" }],
  ]);
  const pointers = panel
    .querySelectorAll("param-group")
    .flatMap((one) => one.children.map((part) => part.pointer));
  assert.deepEqual(pointers, [
    "/problem/batch_size",
    "/problem/model/params/width",
    "/problem/l1",
    "/problem/early_stopping",
    "/problem/measure_every",
    "/problem/dataset/params/samples",
    "/problem/dataset/params/test_share",
    "/problem/initializer/params/gain",
  ]);
  panel
    .querySelectorAll("button")
    .find(({ title }) => title.startsWith("Draw other weights"))
    .click();
  const [pointer, value] = heard[0];
  assert.ok(pointer === "/problem/weights_draw" && Number.isInteger(value) && value < 65_536);
});

test("a network of two weights has a start, a larger one a plane", () => {
  const starts = ({ panel }) => texts(panel.querySelectorAll("label")).filter((text) => /^Start/.test(text));
  assert.deepEqual(starts(panelOf(LINE)), ["Start x", "Start y"]);
  const plane = { name: "random", params: { steps: 7 } };
  const large = panelOf(MLP, [], plane);
  assert.deepEqual(starts(large), []);
  const picker = labelled(large.panel, "Directions");
  assert.equal(picker.value, "random");
  assert.equal(large.panel.querySelector("plane-picker .number").value, "7");
  picker.enter("pca");
  large.panel.querySelector("plane-picker .number").enter("8");
  assert.deepEqual(large.heard, [
    ["/plane", { name: "pca" }],
    ["/plane/params/steps", 8],
  ]);
});

test("another plane has parameters of its own", () => {
  const { panel } = panelOf(MLP, [], { name: "random", params: {} });
  const about = () => panel.querySelector("plane-picker .summary").textContent;
  assert.equal(about(), "About RANDOM.");
  panel.update(MLP, [], { name: "pca", params: {} });
  assert.equal(about(), "About PCA.");
  const group = panel.querySelector("plane-picker param-group");
  panel.update(MLP, [], { name: "pca", params: { steps: 9 } });
  assert.equal(panel.querySelector("plane-picker param-group"), group);
});

test("a batch is at most the training set", () => {
  const { datasets } = smallCatalog();
  const [points, moons, table] = datasets;
  const most = (dataset, params, rows) => batchControl(dataset, params, rows).range.high;
  assert.equal(most(moons, {}), 150, "a quarter of 200 is for testing");
  assert.equal(most(moons, { samples: 101 }), 76, "25 of 101, rounded down");
  assert.equal(most(moons, { samples: 100, test_share: 0 }), 100);
  assert.equal(most(points, { points: [[], [], []] }), 3);
  assert.equal(most(points, {}), 5);
  assert.equal(most(table, { csv: "a,b\n1,2" }, 12), 12, "as many rows as the server uses");
  assert.equal(most(table, { csv: "a,b\n1,2", test_share: 0.25 }, 12), 9);
  assert.equal(most(table, { csv: "a,b\n1,2" }), 30, "while they are not known");
  const { panel } = panelOf(MLP);
  const range = () => panel.querySelector("param-slider").control.range.high;
  assert.equal(range(), 150);
  panel.update({ ...MLP, dataset: { name: "moons", params: { samples: 40 } } }, []);
  assert.equal(range(), 30);
  panel.update({ ...MLP, batch_size: undefined, dataset: { name: "moons", params: { samples: 40 } } }, []);
  assert.equal(panel.querySelector(".number").value, "30", "without a size it is the whole set");
  panel.update({ ...MLP, batch_size: 32, dataset: { name: "moons", params: { samples: 40 } } }, []);
  assert.equal(panel.querySelector(".number").value, "30", "no more than there are");
});

test("own data have an editor, loaded when it is shown", async () => {
  const loaded = async (panel, name) => {
    for (let k = 0; k < 50 && !panel.querySelector(name); k += 1)
      await new Promise((done) => setTimeout(done, 20));
    return panel.querySelector(name);
  };
  const points = [...Array(5).keys()].map((k) => [k / 10, 0, 0]);
  const { panel } = panelOf({ ...LINE, dataset: { name: "points", params: { points } } });
  const pad = await loaded(panel, "own-points");
  assert.match(pad.querySelector("canvas").getAttribute("aria-label"), /^Pad with 5 points/);
  panel.update({ ...LINE, dataset: { name: "table", params: {} }, batch_size: 9 }, []);
  const table = await loaded(panel, "own-table");
  assert.equal(panel.querySelector("own-points"), null);
  const range = () => panel.querySelector("param-slider").control.range.high;
  assert.equal(range(), 30, "of the example, while no other is read");
  table.facts = { refused: null, samples: 4 };
  table.dispatchEvent(new Event("table-read", { bubbles: true }));
  assert.equal(range(), 4);
  assert.equal(panel.querySelector(".number").value, "4");
});

test("shared settings have the server's bounds", () => {
  assert.deepEqual(noiseControl().limits, { minimum: 0, maximum: 1e6 });
  assert.deepEqual([noiseControl().range.low, noiseControl().range.high], [0, 5]);
  assert.deepEqual(penaltyControl().limits, { minimum: 0, maximum: 10 });
  assert.deepEqual([penaltyControl().live, noiseControl().live], [true, false]);
});

test("errors without a control stand in a note", () => {
  const { panel } = panelOf(BOWL);
  const told = (pointer) => {
    panel.update(BOWL, [{ pointer, detail: "No." }]);
    return texts(panel.querySelectorAll(".note").filter(({ hidden, textContent }) => !hidden && textContent));
  };
  for (const pointer of ["/problem/surface/name", "/problem/start", "/problem/domain", "/problem/expression"])
    assert.deepEqual(told(pointer), ["No."], pointer);
  assert.deepEqual(told("/problem/noise"), ["No."], "that of its slider");
  assert.deepEqual(told("/racers/0"), []);
});

test("another model is built anew, another value is not", () => {
  const { panel } = panelOf(MLP);
  const slider = () => panel.querySelectorAll("param-slider")[1];
  const before = slider();
  panel.update({ ...MLP, model: { name: "mlp", params: { width: 7 } } }, []);
  assert.equal(slider(), before);
  assert.equal(slider().querySelector(".number").value, "7");
  panel.update({ ...MLP, initializer: { name: "normal" } }, []);
  assert.notEqual(slider(), before);
});
