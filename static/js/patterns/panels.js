/** Patterns of panels: parts of the panel and the header in their states. */

import { CameraPresets } from "../components/camera-presets.js";
import { make } from "../components/dom.js";
import { MapLegend } from "../components/map-legend.js";
import { OwnPoints } from "../components/own-points.js";
import { OwnTable } from "../components/own-table.js";
import { ProblemPanel } from "../components/problem-panel.js";
import { RacerList } from "../components/racer-list.js";
import { RatesChoice } from "../components/rates-choice.js";
import { RunPanel } from "../components/run-panel.js";
import { TransportBar } from "../components/transport-bar.js";
import { ViewBar } from "../components/view-bar.js";
import { entryNamed } from "../experiment/facts.js";
import { methods } from "../experiment/methods.js";
import { isNetwork } from "../experiment/problem-kind.js";
import { colorOf, markerOf } from "../experiment/racers.js";
import { defaultView } from "../url/url-state.js";

/** @typedef {import("../experiment/problem-kind.js").Problem} Problem */
/** @typedef {import("../components/param-group.js").FieldError} FieldError */

/** @type {Problem} */
const NETWORK = {
  kind: "network",
  model: {
    name: "mlp",
    params: { hidden: [16, 16], activation: "tanh", normalization: "none", skip: false },
  },
  dataset: { name: "moons", params: {} },
  loss: { name: "cross_entropy", params: {} },
  initializer: { name: "kaiming_normal", params: {} },
  batch_size: 32,
};
const PLANE = { name: "pca", params: {} };
const REGIMES = [
  "descending",
  "crawling",
  "converged",
  "oscillating",
  "noise_floor",
  "diverging",
  "diverged",
  "plateau",
  "saddle",
  "local_minimum",
  "global_minimum",
  "finished",
];
const SENTENCE =
  "Descending: over steps 400 to 500 the loss fell from 1.11 to 0.572 (48 %). The gradient is 1.36.";
const EVIDENCE = { loss: 0.572, loss_before: 1.11, steps: 100, gradient: 1.36, largest_gradient: 232.9 };

/** @type {import("../run/api.js").TableFacts} */
const TABLE = {
  id: "0".repeat(32),
  saved: false,
  rows: 60,
  columns: 4,
  task: "regression",
  told: "60 rows, 4 columns; semicolons, decimal commas; 3 rows with gaps left out; \u201cprice\u201d is predicted from \u201csize\u201d and \u201crooms\u201d as a number (regression); left out: \u201cname\u201d (it has 60 different words)",
  refused: null,
  encoding: null,
  delimiter: ";",
  decimal: ",",
  header: true,
  names: [
    { name: "name", kind: "words", different: 60, width: 60, gaps: 0, unused: "it has 60 different words" },
    { name: "size", kind: "numbers", different: 41, width: 1, gaps: 3, unused: "" },
    { name: "rooms", kind: "numbers", different: 6, width: 1, gaps: 0, unused: "" },
    { name: "price", kind: "numbers", different: 52, width: 1, gaps: 0, unused: "" },
  ],
  target: "price",
  inputs: ["size", "rooms"],
  classes: null,
  samples: 57,
  csv: null,
  kept_days: null,
};

/** A person's table as the server has read it. @param {typeof TABLE} facts @param {boolean} single */
function tableWith(facts, single) {
  const table = new OwnTable().setUp();
  table.update({}, [], { wished: {}, single });
  table.show(facts);
  for (const details of table.querySelectorAll("details")) details.open = true;
  return table;
}

/** @param {...Node} content */
function panel(...content) {
  return make("div", { class: "panel" }, ...content);
}

/** Transport bars in their states. @type {import("./page.js").Patterns} */
export function transports() {
  const states = [
    { time: 0, playing: false, waiting: false },
    { time: 120, playing: true, waiting: false },
    { time: 120, playing: false, waiting: false },
    { time: 200, playing: true, waiting: true },
  ];
  const bars = states.map((state) => {
    const bar = new TransportBar();
    bar.connectedCallback();
    bar.update({ ...state, end: 500, speed: 1 });
    return bar;
  });
  return [["Transport: at the start, rolling, paused, waiting", ...bars]];
}

/** View bars in their states. @type {import("./page.js").Patterns} */
export function views() {
  const bars = [new ViewBar(), new ViewBar()];
  bars[1].setAttribute("overflow", "");
  for (const bar of bars) {
    bar.connectedCallback();
    bar.update({ ...defaultView(), arrows: ["gradient"], rates: true }, { samples: true, rated: true });
  }
  const presets = new CameraPresets();
  const legend = new MapLegend();
  legend.connectedCallback();
  legend.update("Where each start ends", [
    { text: "the lowest minimum", color: "var(--racer-1)" },
    { text: "another", color: "var(--racer-2)" },
    { text: "stable below", sign: "line" },
  ]);
  legend.showCell("From (1.20, 0.50): at rest at (3.00, 2.00) after 64 steps.");
  return [
    ["View", bars[0], make("div", { class: "panel" }, bars[1])],
    ["Where to look from", presets],
    ["Legend of a map", legend],
  ];
}

/** @param {import("../experiment/facts.js").Catalog} catalog @param {string} name - of an optimizer */
function defaultsOf(catalog, name) {
  const properties = entryNamed(catalog.optimizers, name)?.params.properties ?? {};
  return Object.fromEntries(Object.entries(properties).map(([key, property]) => [key, property.default]));
}

/** Racer lists in their states. @type {import("./page.js").Patterns} */
export function racers(catalog) {
  const all = methods(catalog);
  const defaults = defaultsOf(catalog, "adam");
  const list = new RacerList();
  list.connectedCallback();
  const cards = Array.from({ length: 16 }, (_, index) => ({
    index,
    racer: { optimizer: { name: "adam", params: { ...defaults, lr: 0.1 } } },
    label: index === 5 ? "An optimizer with a name that is much too long for its line" : `Adam ${index + 1}`,
    color: colorOf(index),
    marker: markerOf(index),
    open: index === 1,
    removable: true,
    catalog,
    methods: all,
    refusals: { muon: "networks only", adagrad: "up to 2,000 weights" },
    errors: [],
    rateMarks: [{ value: 0.01, label: "Good to watch" }],
  }));
  list.update(cards);
  showReadouts(list);
  const rates = new RatesChoice();
  rates.connectedCallback();
  rates.update({ rates: "fast", measured: true });
  return [
    ["Racers: every color, marker and regime", panel(list)],
    ["Measured learning rates", panel(rates)],
  ];
}

/** Losses, verdicts and a question in the rows. @param {RacerList} list */
function showReadouts(list) {
  for (const [index, card] of list.cards.entries())
    card.showReadout(
      index === 3 ? Number.NaN : 10 ** (2 - index),
      {
        racer: index,
        step: 500,
        name: REGIMES[index % REGIMES.length],
        sentence: SENTENCE,
        evidence: EVIDENCE,
      },
      index === 6 ? "waiting for your answer: Which of the two rolls is better?" : "",
    );
}

/** Titles, problems and their errors. @type {[string, Problem, FieldError[]][]} */
const PROBLEMS = [
  [
    "A surface",
    {
      kind: "surface",
      surface: { name: "ellipse", params: { kappa: 100, angle: 0.5 } },
      start: [1, 2],
      noise: 0,
    },
    [],
  ],
  ["A network", NETWORK, []],
  [
    "A formula that cannot be read",
    {
      kind: "formula",
      expression: "sin(3*x) +",
      domain: [
        [-3, 3],
        [-3, 3],
      ],
      start: [1, 2],
      noise: 0,
    },
    [{ pointer: "/problem/expression", detail: "The formula ends where a number, x or y was expected." }],
  ],
];

/** Problem panels in their states. @type {import("./page.js").Patterns} */
export function panels(catalog) {
  const shown = PROBLEMS.map(([title, problem, errors]) => {
    const made = new ProblemPanel().setUp(catalog);
    made.update(problem, errors, isNetwork(problem) ? PLANE : null);
    return /** @type {[string, Node]} */ ([title, panel(made)]);
  });
  const run = new RunPanel();
  run.connectedCallback();
  run.update(500, 7);
  return [
    ...shown,
    ["A table of one's own", panel(tableWith(TABLE, false))],
    ["A table for one input", panel(tableWith({ ...TABLE, inputs: ["size"] }, true))],
    ["A table that the server keeps", panel(tableWith({ ...TABLE, saved: true, kept_days: 180 }, false))],
    ["Points of one's own", panel(new OwnPoints().setUp())],
    ["Run", panel(run)],
  ];
}
