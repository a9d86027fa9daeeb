import assert from "node:assert/strict";
import { mock, test } from "node:test";
import "../dom-stand-in.mjs";
import { Panel } from "../../../static/js/page/panel.js";
import { Session } from "../../../static/js/run/session.js";
import { defaultView } from "../../../static/js/url/url-state.js";
import { openTemplate } from "../dom-stand-in.mjs";
import { smallCatalog } from "../small-catalog.mjs";

mock.timers.enable({ apis: ["setTimeout"] });
const BOWL = { kind: "surface", surface: { name: "bowl" } };
const racer = (name, params) => ({ optimizer: { name, ...(params && { params }) } });

/** The lab's panel over a session of gradient descent and Adam on the bowl, at rest at step 20 of 50. */
function panelOf(spec = {}) {
  const catalog = smallCatalog();
  openTemplate("index");
  const experiment = {
    problem: BOWL,
    racers: [racer("sgd", { momentum: 0 }), racer("adam")],
    steps: 50,
    ...spec,
  };
  const session = new Session(catalog, experiment, defaultView());
  session.player.ready = 50;
  session.player.seek(20);
  const panel = new Panel(session, document.querySelector(".panel"));
  return {
    session,
    panel,
    cards: () => panel.racers.cards,
    toast: () => document.getElementById("toast").textContent,
  };
}

/** Emits an event of one of the panel's elements. */
function emit(selector, type, detail) {
  document.querySelector(selector).dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
}

const specOf = ({ state }) => state.spec;

test("the panel shows the settings in force at the playhead", () => {
  const edits = [{ step: 20, racer: 1, set: { lr: 0.7 } }];
  const { session, panel, cards } = panelOf({ edits, seed: 9 });
  const rate = () => cards()[1].querySelector(".number").value;
  assert.equal(rate(), "0.7");
  session.player.seek(5);
  panel.update();
  assert.equal(rate(), "0.1", "the catalog's default, before the edit");
  const [steps, seed] = document.querySelectorAll("run-panel .number").map(({ value }) => value);
  assert.deepEqual([steps, seed], ["50", "9"]);
  assert.deepEqual(
    cards().map((card) => card.querySelector(".name").textContent),
    ["Gradient descent", "Adam"],
  );
});

test("the server's completion is shown, and the person's own over it", () => {
  const { session, cards } = panelOf();
  const completed = structuredClone(specOf(session));
  completed.racers[1] = { label: "Adam the first", optimizer: { name: "adam", params: { lr: 0.123 } } };
  session.store.set({ completed });
  const shown = () => [
    cards()[1].querySelector(".name").textContent,
    cards()[1].querySelector(".number").value,
  ];
  assert.deepEqual(shown(), ["Adam the first", "0.123"]);
  session.change("/racers/1/optimizer/params/lr", 0.5, true);
  assert.deepEqual(shown(), ["Adam the first", "0.5"]);
});

test("a rate has the catalog's marks and its limit", () => {
  const { session, cards } = panelOf();
  const marks = () =>
    cards()[0]
      .querySelectorAll(".mark")
      .map(({ title }) => title);
  session.store.set({ selected: 0 });
  // Gradient descent on a curvature of 4 is stable below 2 / 4.
  assert.deepEqual(marks().slice(0, 3), [
    "Good to watch: 0.03",
    "Fewest steps: 0.25",
    "Stable at the minimum below: 0.5",
  ]);
  session.change("/problem/surface/params", { height: 3 }, true);
  assert.deepEqual(marks().slice(0, 1), ["Default: 0"], "not on another bowl");
});

test("moved sliders change, set ones end the gesture", () => {
  const { session } = panelOf();
  const pointer = "/racers/1/optimizer/params/lr";
  emit("racer-list", "param-input", { pointer, value: 0.2 });
  assert.equal(session.past.length, 0);
  emit("racer-list", "param-change", { pointer, value: 0.3 });
  assert.deepEqual([session.past.length, specOf(session).racers[1].optimizer.params.lr], [1, 0.3]);
});

test("a drag of the steps is one change", () => {
  const { session } = panelOf();
  for (const value of [60, 70]) emit("run-panel", "param-input", { pointer: "/steps", value });
  emit("run-panel", "param-change", { pointer: "/steps", value: 80 });
  assert.deepEqual([session.steps, session.past.length], [80, 1]);
  session.undo(1);
  assert.equal(session.steps, 50);
});

test("steps and seed begin again, with ghosts", () => {
  const { session } = panelOf();
  const hows = [];
  const { restart } = session;
  session.restart = (change, how) => [hows.push(how), restart.call(session, change, how)];
  emit("run-panel", "param-change", { pointer: "/steps", value: 80 });
  emit("run-panel", "param-change", { pointer: "/seed", value: 3 });
  assert.deepEqual([specOf(session).steps, specOf(session).seed, session.player.time], [80, 3, 0]);
  assert.deepEqual(hows, [
    { ghosts: true, endsGesture: true },
    { ghosts: true, endsGesture: true },
  ]);
});

test("another problem keeps racers, not rates, edits or plane", () => {
  const edits = [{ step: 3, racer: 0, set: { momentum: 0.5 } }];
  const { session } = panelOf({
    edits,
    plane: { name: "random" },
    racers: [racer("sgd", { momentum: 0, lr: 0.5 }), racer("adam", { lr: 1 })],
  });
  emit("problem-panel", "problem-pick", { kind: "surface", name: "rosenbrock" });
  assert.deepEqual(specOf(session).racers, [racer("sgd", { momentum: 0 }), racer("adam", {})]);
  const { problem, edits: left, plane, steps } = specOf(session);
  assert.deepEqual(
    [problem, left, plane, steps],
    [{ kind: "surface", surface: { name: "rosenbrock" } }, [], undefined, 50],
  );
  assert.deepEqual([session.state.rates, session.player.time, session.landscapePending], ["show", 0, true]);
  emit("problem-panel", "problem-pick", { kind: "network", name: "mlp" });
  assert.deepEqual(specOf(session).problem, {
    kind: "network",
    model: { name: "mlp" },
    dataset: { name: "moons" },
    batch_size: 32,
  });
  emit("problem-panel", "problem-pick", { kind: "formula", name: "" });
  assert.equal(specOf(session).problem.kind, "formula");
});

test("chosen data replace a person's own", () => {
  const { session } = panelOf();
  const data = () => specOf(session).problem.dataset;
  const pick = (dataset) =>
    emit("problem-panel", "problem-pick", { kind: "network", name: "mlp", ...(dataset && { dataset }) });
  pick("table");
  assert.deepEqual(data(), { name: "table" });
  session.store.set({
    spec: {
      ...specOf(session),
      problem: { ...specOf(session).problem, dataset: { name: "table", params: { csv: "a" } } },
    },
  });
  pick("moons");
  assert.deepEqual(data(), { name: "moons" });
  session.store.set({
    spec: {
      ...specOf(session),
      problem: { ...specOf(session).problem, dataset: { name: "table", params: { csv: "a" } } },
    },
  });
  pick("table");
  assert.deepEqual(data(), { name: "table", params: { csv: "a" } }, "the same are kept");
});

test("who wins on one surface wants to win on the next", () => {
  const { session } = panelOf();
  emit("racer-list", "rates-take", "fast");
  const rates = () => specOf(session).racers.map(({ optimizer }) => optimizer.params?.lr);
  assert.deepEqual([rates(), session.state.rates], [[0.25, 0.5], "fast"]);
  emit("racer-list", "racer-add", null);
  assert.deepEqual(rates(), [0.25, 0.5, undefined], "momentum has none there");
  emit("problem-panel", "problem-pick", { kind: "surface", name: "bowl" });
  assert.deepEqual([rates(), session.state.rates], [[0.25, 0.5, undefined], "fast"]);
  emit("problem-panel", "problem-pick", { kind: "network", name: "mlp" });
  assert.deepEqual([rates(), session.state.rates], [[undefined, undefined, undefined], "show"]);
});

test("taken rates replace edited ones, with a word", () => {
  const edits = [{ step: 3, racer: 0, set: { lr: 9 } }];
  const { session, toast } = panelOf({ edits });
  emit("racer-list", "rates-take", "show");
  assert.deepEqual([specOf(session).edits, session.state.rates], [[], "show"]);
  assert.equal(toast(), "The rates you changed on the way were replaced. Z brings them back.");
  session.undo(1);
  assert.deepEqual(specOf(session).edits, edits);
  const { toast: silent } = panelOf();
  emit("racer-list", "rates-take", "fast");
  assert.equal(silent(), "");
});

test("a card unfolds and folds", () => {
  const { session, panel } = panelOf();
  const open = () => panel.racers.cards.map((card) => card.hasAttribute("open"));
  assert.deepEqual(open(), [false, true]);
  emit("racer-list", "racer-select", { index: 0 });
  assert.deepEqual(open(), [true, false]);
  emit("racer-list", "racer-select", { index: 0 });
  assert.deepEqual([open(), session.state.selected], [[false, false], -1]);
  panel.select(1);
  panel.select(2);
  assert.equal(session.state.selected, 1, "there are two");
  assert.equal(session.past.length, 0, "what is unfolded is no change");
});

test("racers are added, copied and removed", () => {
  const { session } = panelOf({ edits: [{ step: 3, racer: 1, set: { lr: 2 } }] });
  const names = () => specOf(session).racers.map(({ optimizer }) => optimizer.name);
  emit("racer-list", "racer-add", null);
  assert.deepEqual(
    specOf(session).racers[2],
    racer("sgd", { momentum: 0.9, nesterov: false }),
    "the first not yet there",
  );
  assert.deepEqual([session.state.styles, session.state.selected], [[0, 1, 2], 2]);
  emit("racer-list", "racer-copy", { index: 1 });
  assert.deepEqual(
    [names(), session.state.styles],
    [
      ["sgd", "adam", "adam", "sgd"],
      [0, 1, 3, 2],
    ],
  );
  assert.deepEqual(
    specOf(session).edits.map(({ racer: index }) => index),
    [1, 2],
  );
  emit("racer-list", "racer-remove", { index: 1 });
  assert.deepEqual(
    [names(), session.state.styles],
    [
      ["sgd", "adam", "sgd"],
      [0, 3, 2],
    ],
  );
  assert.equal(session.player.time, 0);
  for (let k = 0; k < 3; k += 1) session.undo(1);
  assert.deepEqual(names(), ["sgd", "adam"]);
});

test("another method keeps its schedule, and no edits", () => {
  const { session } = panelOf({
    racers: [{ ...racer("adam", { lr: 3 }), schedule: { name: "cosine" } }, racer("adam")],
    edits: [
      { step: 3, racer: 0, set: { lr: 2 } },
      { step: 4, racer: 1, set: { lr: 5 } },
    ],
  });
  emit("racer-list", "racer-method", { index: 0, method: "momentum" });
  assert.deepEqual(specOf(session).racers[0], {
    optimizer: { name: "sgd", params: { momentum: 0.9, nesterov: false } },
    schedule: { name: "cosine" },
  });
  assert.deepEqual(specOf(session).edits, [{ step: 4, racer: 1, set: { lr: 5 } }]);
  emit("racer-list", "racer-method", { index: 0, method: "nelder_mead" });
  assert.deepEqual(specOf(session).racers[0], racer("nelder_mead"), "without a rate no schedule");
});

test("a schedule is chosen for one racer", () => {
  const { session } = panelOf();
  emit("racer-list", "racer-schedule", { index: 1, schedule: "cosine" });
  assert.deepEqual(
    specOf(session).racers.map(({ schedule }) => schedule),
    [undefined, { name: "cosine" }],
  );
});

test("a fork has the same past, and changes are its own", () => {
  const edits = [
    { step: 10, racer: 1, set: { lr: 2 } },
    { step: 30, racer: 1, set: { lr: 3 } },
  ];
  const { session, toast } = panelOf({ edits });
  session.player.seek(20.7);
  emit("racer-list", "racer-fork", { index: 1 });
  assert.equal(specOf(session).racers[2].label, "Adam \u203a 20");
  assert.deepEqual(specOf(session).edits, [
    { step: 10, racer: 1, set: { lr: 2 } },
    { step: 10, racer: 2, set: { lr: 2 } },
    { step: 30, racer: 1, set: { lr: 3 } },
  ]);
  const { selected, from } = session.state;
  assert.deepEqual([selected, from, session.player.time, session.player.playing], [2, "here", 20, false]);
  assert.equal(toast(), "Forked at step 20. What you change now is the branch's alone.");
  session.change("/racers/2/optimizer/params/lr", 9, true);
  assert.deepEqual(specOf(session).edits.at(-2), { step: 20, racer: 2, set: { lr: 9 } });
});

test("there is no fork at the end, nor of a full race", () => {
  const { session, panel, toast } = panelOf();
  session.player.seek(50);
  panel.fork(1);
  assert.deepEqual([specOf(session).racers.length, toast().slice(0, 24)], [2, "Nothing lies ahead here."]);
  const full = panelOf({ racers: Array.from({ length: 16 }, () => racer("adam")) });
  full.panel.fork(0);
  emit("racer-list", "racer-copy", { index: 0 });
  assert.equal(specOf(full.session).racers.length, 16);
  assert.equal(full.toast(), "16 optimizers is the most that a race can have. Remove one first.");
  full.panel.fork(99);
});

test("methods that do not fit are refused in the menu", () => {
  const { session, cards } = panelOf();
  const muon = () =>
    cards()[1]
      .querySelectorAll("option")
      .find(({ value }) => value === "muon");
  const newton = () =>
    cards()[1]
      .querySelectorAll("option")
      .find(({ value }) => value === "newton");
  assert.equal(muon().textContent, "Muon (networks only)");
  emit("problem-panel", "problem-pick", { kind: "network", name: "mlp" });
  assert.deepEqual([muon().disabled, newton().disabled], [false, false]);
  session.store.set({ weights: 2001 });
  assert.equal(newton().textContent, "Newton (up to 2,000 weights)");
  session.store.set({ weights: 2000 });
  assert.equal(newton().disabled, false);
});

test("readouts reach their cards", () => {
  const { panel, cards } = panelOf();
  panel.showReadouts([
    { loss: 1, regime: { name: "converged" }, question: null },
    { loss: 2, regime: null, question: { text: "Left?" } },
  ]);
  assert.deepEqual(
    cards().map((card) => [
      card.querySelector(".regime").textContent,
      card.querySelector(".loss").textContent,
      card.querySelector(".question").textContent,
    ]),
    [
      ["converged", "1.00", ""],
      ["", "2.00", "waiting for your answer: Left?"],
    ],
  );
  panel.showReadouts([]);
  assert.equal(cards()[0].querySelector(".loss").textContent, "\u2013");
});

test("cards keep their racers\u2019 colors and markers", () => {
  const { session, cards } = panelOf({ racers: [racer("sgd"), racer("adam"), racer("rmsprop")] });
  const looks = () =>
    cards().map((card) => {
      const svg = card.querySelector(".marker");
      return [svg.style.color, svg.firstElementChild.getAttribute("d").slice(0, 6)];
    });
  const [, square, triangle] = looks();
  emit("racer-list", "racer-remove", { index: 0 });
  assert.deepEqual(looks(), [square, triangle]);
  assert.deepEqual(square[0], "var(--racer-1)");
  const remove = () =>
    cards()[0]
      .querySelectorAll("button")
      .find(({ title }) => title.startsWith("Remove"));
  session.store.set({ selected: 0 });
  assert.equal(remove().disabled, false);
  emit("racer-list", "racer-remove", { index: 1 });
  assert.equal(remove().disabled, true, "the last one stays");
});
