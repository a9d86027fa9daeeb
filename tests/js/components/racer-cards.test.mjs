import assert from "node:assert/strict";
import { test } from "node:test";
import "../dom-stand-in.mjs";
import { RacerList } from "../../../static/js/components/racer-list.js";
import { RatesChoice } from "../../../static/js/components/rates-choice.js";
import { methods } from "../../../static/js/experiment/methods.js";
import { smallCatalog } from "../small-catalog.mjs";

const EVENTS =
  "racer-select racer-add racer-fork racer-copy racer-remove racer-method racer-schedule rates-take";

/** The state of a card. */
function stateOf(index, more = {}) {
  const catalog = smallCatalog();
  return {
    index,
    racer: { optimizer: { name: "adam", params: { lr: 0.1 } } },
    label: `Racer ${index + 1}`,
    color: `var(--racer-${index})`,
    marker: "circle",
    open: false,
    removable: true,
    catalog,
    methods: methods(catalog),
    refusals: {},
    errors: [],
    rateMarks: [],
    ...more,
  };
}

const SIMPLEX = { optimizer: { name: "nelder_mead", params: {} } };

/** A verdict as it comes from the server. */
const verdict = (name, evidence = { loss: 0.5 }) => ({
  racer: 0,
  step: 120,
  name,
  sentence: "A sentence.",
  evidence,
});

/** A list of cards in the page, and what it emits. */
function listOf(states) {
  const list = new RacerList();
  document.body.replaceChildren(list);
  const heard = [];
  for (const type of [...EVENTS.split(" "), "param-change"])
    document.body.addEventListener(type, ({ detail }) => list.isConnected && heard.push([type, detail]));
  list.update(states);
  return { list, heard };
}

const button = (element, label) =>
  element.querySelectorAll("button").find((one) => one.title === label || one.textContent === label);

test("a card says who it is and how it goes", () => {
  const { list, heard } = listOf([stateOf(0), stateOf(1)]);
  const [card] = list.cards;
  card.showReadout(0.012345, verdict("local_minimum"));
  const line = card.querySelector(".racer-line");
  assert.equal(line.textContent, "Racer 1local minimum0.0123");
  assert.equal(card.querySelector(".regime").dataset.regime, "local_minimum");
  card.showReadout(null, verdict("descending"), "waiting for your answer.");
  assert.equal(line.textContent, "Racer 1\u2013");
  const question = card.querySelector(".question");
  assert.deepEqual([question.hidden, question.textContent], [false, "waiting for your answer."]);
  card.showReadout(1, verdict("descending"));
  assert.equal(question.hidden, true);
  line.click();
  list.cards[1].querySelector(".racer-line").click();
  assert.deepEqual(heard, [
    ["racer-select", { index: 0 }],
    ["racer-select", { index: 1 }],
  ]);
});

test("only an open card has settings", () => {
  const { list } = listOf([stateOf(0), stateOf(1, { open: true })]);
  const [closed, open] = list.cards;
  assert.equal(closed.querySelectorAll("param-slider").length, 0);
  assert.deepEqual(
    [closed, open].map((card) => card.querySelector(".racer-line").getAttribute("aria-expanded")),
    ["false", "true"],
  );
  assert.equal(open.querySelector(".racer-body").hidden, false);
  list.update([stateOf(0, { open: true }), stateOf(1)]);
  assert.ok(closed.querySelectorAll("param-slider").length > 0);
  assert.equal(open.querySelectorAll("param-slider").length, 0);
});

test("each tool tells its own racer", () => {
  const { list, heard } = listOf([stateOf(0), stateOf(1, { open: true })]);
  const [, card] = list.cards;
  for (const label of ["Duplicate", "Fork", "Remove"]) button(card, label).click();
  const [method, schedule] = card.querySelectorAll("select");
  method.enter("rmsprop");
  schedule.enter("cosine");
  assert.deepEqual(heard, [
    ["racer-copy", { index: 1 }],
    ["racer-fork", { index: 1 }],
    ["racer-remove", { index: 1 }],
    ["racer-method", { index: 1, method: "rmsprop" }],
    ["racer-schedule", { index: 1, schedule: "cosine" }],
  ]);
  list.update([stateOf(0), stateOf(1, { open: true, removable: false })]);
  assert.equal(button(card, "Remove").disabled, true);
});

test("a method that cannot be used says why", () => {
  const { list } = listOf([stateOf(0, { open: true, refusals: { muon: "networks only" } })]);
  const options = list.cards[0].querySelectorAll("select")[0].options;
  const muon = options.find(({ value }) => value === "muon");
  assert.deepEqual([muon.textContent, muon.disabled], ["Muon (networks only)", true]);
  assert.deepEqual(
    options.map(({ value }) => value),
    ["gd", "momentum", "nesterov", "adam", "rmsprop", "nelder_mead", "muon", "newton"],
  );
  assert.ok(options.filter(({ value }) => value !== "muon").every(({ disabled }) => !disabled));
});

test("a preset is shown as the method chosen", () => {
  const chosen = (optimizer) => {
    const { list } = listOf([stateOf(0, { open: true, racer: { optimizer } })]);
    return list.cards[0].querySelectorAll("select")[0].value;
  };
  assert.equal(chosen({ name: "sgd", params: { momentum: 0.5 } }), "momentum");
  assert.equal(chosen({ name: "sgd", params: {} }), "gd");
  assert.equal(chosen({ name: "rmsprop", params: {} }), "rmsprop");
});

/** Pointers of the visible and the collapsed parameters of a racer, and of its schedule. */
function pointersOf(racer) {
  const { list } = listOf([stateOf(2, { open: true, racer })]);
  return list.cards[0]
    .querySelectorAll("param-group")
    .map((group) => group.children.map(({ pointer }) => pointer));
}

test("rate and momentum are always visible", () => {
  const at = (name) => `/racers/2/optimizer/params/${name}`;
  assert.deepEqual(pointersOf({ optimizer: { name: "sgd", params: {} } }), [
    [at("lr"), at("momentum")],
    [at("weight_decay"), at("nesterov")],
    [],
  ]);
  assert.deepEqual(pointersOf({ optimizer: { name: "rmsprop", params: {} } })[0], [at("lr")]);
  const cosine = { optimizer: { name: "adam", params: {} }, schedule: { name: "cosine", params: {} } };
  assert.deepEqual(pointersOf(cosine), [[at("lr")], [at("eps")], ["/racers/2/schedule/params/eta_min"]]);
});

test("a schedule's notes stand below its settings", () => {
  const catalog = smallCatalog();
  const schedules = catalog.schedules.map((one) => ({
    ...one,
    notes: one.name === "cosine" ? ["A.", "B."] : [],
  }));
  const notes = (name) => {
    const racer = { optimizer: { name: "adam", params: {} }, schedule: { name, params: {} } };
    const { list } = listOf([stateOf(0, { open: true, racer, catalog: { ...catalog, schedules } })]);
    return list.cards[0].querySelectorAll(".aside").map(({ textContent }) => textContent);
  };
  assert.deepEqual([notes("cosine"), notes("constant")], [["A.", "B."], []]);
});

test("a method without a rate has no schedule", () => {
  const at = (name) => `/racers/2/optimizer/params/${name}`;
  const simplex = { optimizer: { name: "nelder_mead", params: {} } };
  assert.deepEqual(
    pointersOf(simplex),
    [[at("size"), at("reflect")], [at("shrink")]],
    "its first two are seen",
  );
});

test("values and errors reach their controls", () => {
  const racer = {
    optimizer: { name: "adam", params: { lr: 0.3, eps: 0.5 } },
    schedule: { name: "cosine", params: { eta_min: 7 } },
  };
  const errors = [{ pointer: "/racers/0/optimizer/params/eps", detail: "Too large." }];
  const state = { open: true, racer, errors, rateMarks: [{ value: 0.1, label: "Good to watch" }] };
  const { list } = listOf([stateOf(0, state)]);
  const [card] = list.cards;
  const boxes = () => card.querySelectorAll(".number").map(({ value }) => value);
  assert.deepEqual(boxes(), ["0.3", "0.5", "7"]);
  assert.equal(card.querySelector(".mark").title, "Good to watch: 0.1");
  const notes = () => card.querySelectorAll(".note").filter(({ hidden }) => !hidden);
  assert.deepEqual(
    notes().map(({ textContent }) => textContent),
    ["", "Too large."],
  );
  list.update(
    [stateOf(0, { ...state, errors: [{ pointer: "/racers/0/optimizer/name", detail: "No such." }] })],
    {
      rates: "own",
      measured: true,
    },
  );
  assert.deepEqual(
    notes().map(({ textContent }) => textContent),
    ["No such."],
    "an error without a control stands at the card",
  );
  list.update([stateOf(0, { ...state, errors: [{ pointer: "/racers/1/optimizer/name", detail: "No." }] })], {
    rates: "own",
    measured: true,
  });
  assert.deepEqual(
    notes().map(({ textContent }) => textContent),
    [""],
  );
});

test("a moved value keeps its control", () => {
  const at = (lr) => stateOf(0, { open: true, racer: { optimizer: { name: "adam", params: { lr } } } });
  const { list } = listOf([at(0.1)]);
  const [slider] = list.querySelectorAll("param-slider");
  list.update([at(0.2)]);
  assert.equal(list.querySelectorAll("param-slider")[0], slider);
  assert.equal(slider.querySelector(".number").value, "0.2");
  const other = { open: true, racer: { optimizer: { name: "rmsprop", params: {} } } };
  list.update([stateOf(0, other)]);
  assert.notEqual(list.querySelectorAll("param-slider")[0], slider);
});

test("the list has as many cards as racers, at most sixteen", () => {
  const { list, heard } = listOf(Array.from({ length: 15 }, (_, k) => stateOf(k)));
  const add = button(list, "Add optimizer");
  assert.deepEqual([list.cards.length, add.disabled], [15, false]);
  add.click();
  assert.deepEqual(heard, [["racer-add", null]]);
  list.update(Array.from({ length: 16 }, (_, k) => stateOf(k)));
  assert.deepEqual([list.cards.length, add.disabled], [16, true]);
  list.update([stateOf(0)]);
  assert.deepEqual([list.cards.length, add.disabled], [1, false]);
});

test("measured rates can be taken where there are some", () => {
  const choice = new RatesChoice();
  document.body.replaceChildren(choice);
  const heard = [];
  choice.addEventListener("rates-take", ({ detail }) => heard.push(detail));
  const pressed = () =>
    ["Demo", "Fastest"].map((label) => button(choice, label).getAttribute("aria-pressed"));
  choice.update({ rates: "fast", measured: true });
  assert.deepEqual(pressed(), ["false", "true"]);
  button(choice, "Demo").click();
  button(choice, "Fastest").click();
  assert.deepEqual(heard, ["show", "fast"]);
  choice.update({ rates: "own", measured: true });
  assert.deepEqual([pressed(), choice.hidden], [["false", "false"], false]);
  choice.update({ rates: "show", measured: false });
  assert.equal(choice.hidden, true);
});

test("a folded card has its rate in its row", () => {
  const { list, heard } = listOf([stateOf(0), stateOf(1, { open: true }), stateOf(2, { racer: SIMPLEX })]);
  const boxes = list.cards.map((card) => card.querySelector(".rate"));
  assert.deepEqual([boxes[0].value, boxes[1], boxes[2]], ["0.1", null, null]);
  assert.equal(boxes[0].getAttribute("aria-label"), "Learning rate of Racer 1");
  boxes[0].enter("0.25");
  boxes[0].enter("-1");
  assert.equal(boxes[0].getAttribute("aria-invalid"), "true");
  assert.deepEqual(heard, [["param-change", { pointer: "/racers/0/optimizer/params/lr", value: 0.25 }]]);
  list.update([stateOf(0, { racer: { optimizer: { name: "adam", params: { lr: 0.5 } } } })]);
  assert.deepEqual([boxes[0].value, boxes[0].getAttribute("aria-invalid")], ["0.5", null]);
});

test("of a pair the first is seen, the second is one step away", () => {
  const catalog = smallCatalog();
  const adam = catalog.optimizers.find(({ name }) => name === "adam");
  const betas = { type: "array", default: [0.9, 0.999], title: "Betas", minItems: 2, maxItems: 2 };
  adam.params = { ...adam.params, properties: { ...adam.params.properties, betas } };
  const racer = { optimizer: { name: "adam", params: { betas: [0.5, 0.25] } } };
  const { list } = listOf([stateOf(0, { open: true, racer, catalog })]);
  const [first, rest] = list.cards[0].querySelectorAll("param-group");
  const labels = (group) => group.querySelectorAll("param-pair label").map(({ textContent }) => textContent);
  assert.deepEqual([labels(first).length, labels(rest).length], [1, 1]);
  const values = (group) => group.querySelectorAll("param-pair .number").map(({ value }) => value);
  assert.deepEqual([values(first), values(rest)], [["0.5"], ["0.25"]]);
});
