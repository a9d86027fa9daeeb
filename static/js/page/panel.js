/** The panel: what it shows follows the lab, what is done in it becomes changes of the experiment. */

import "../components/problem-panel.js";
import "../components/racer-list.js";
import "../components/run-panel.js";
import { say } from "../components/toast.js";
import { MAX_RACERS, withValue } from "../experiment/experiment.js";
import { measuredRate, methodOf, methods } from "../experiment/methods.js";
import * as roster from "../experiment/racers.js";
import { sharpnessOf, stabilityLimit } from "../experiment/stability.js";

export class Panel {
  /**
   * @param {import("../run/session.js").Lab} lab
   * @param {HTMLElement} element
   */
  constructor(lab, element) {
    this.lab = lab;
    this.element = element;
    this.methods = methods(lab.catalog);
    this.problem = /** @type {import("../components/problem-panel.js").ProblemPanel} */ (
      element.querySelector("problem-panel")
    );
    this.racers = /** @type {import("../components/racer-list.js").RacerList} */ (
      element.querySelector("racer-list")
    );
    this.run = /** @type {import("../components/run-panel.js").RunPanel} */ (
      element.querySelector("run-panel")
    );
    this.problem.setUp(lab.catalog);
    this.#listen();
    this.update();
  }

  /** Shows the settings that are in force now. */
  update() {
    const { lab } = this;
    const { errors, styles, selected, rates, spec } = lab.state;
    const { now } = lab;
    this.problem.update(now.problem, errors, now.plane);
    this.run.update(now.steps ?? lab.steps, now.seed ?? 0);
    const cards = now.racers.map((racer, index) => ({
      index,
      racer: { ...racer, optimizer: { ...racer.optimizer, params: racer.optimizer.params ?? {} } },
      label: racer.label ?? this.#title(racer),
      color: roster.colorOf(styles[index]),
      marker: roster.markerOf(styles[index]),
      open: index === selected,
      removable: now.racers.length > 1,
      catalog: lab.catalog,
      methods: this.methods,
      network: now.problem.kind === "network",
      errors,
      rateMarks: this.#rateMarks(now.problem, racer.optimizer),
    }));
    this.racers.update(cards, { rates, measured: spec.problem.kind === "surface" });
  }

  /** @param {import("./status-text.js").Runner[]} runners */
  read(runners) {
    for (const [index, card] of this.racers.cards.entries())
      card.tell(runners[index]?.loss ?? null, runners[index]?.regime?.name);
  }

  /** Chooses a racer, so that it unfolds. @param {number} index */
  select(index) {
    if (index < this.lab.state.spec.racers.length) this.lab.store.set({ selected: index });
  }

  /** Copies a racer so that both have the past in common. @param {number} index */
  fork(index) {
    const { lab } = this;
    const step = Math.floor(lab.player.time);
    const racer = lab.now.racers[index];
    if (!racer || this.#isFull()) return;
    if (step >= lab.steps) return say("Nothing lies ahead here. Go back to where the racer should fork.");
    const change = roster.fork(lab.state, index, step, racer.label ?? this.#title(racer));
    lab.player.seek(step);
    lab.restart({ ...change, from: "here" }, { stay: true });
    say(`Forked at step ${step}. What you change now is the branch's alone.`);
  }

  /** @param {import("../experiment/experiment.js").Racer} racer */
  #title({ optimizer }) {
    const method = methodOf(optimizer);
    return this.methods.find(({ name }) => name === method)?.title ?? optimizer.name;
  }

  /**
   * @param {any} problem
   * @param {any} optimizer
   * @returns {import("../components/param-slider.js").Mark[]}
   */
  #rateMarks(problem, optimizer) {
    const marks = /** @type {const} */ ([
      ["show", "Good to watch"],
      ["fast", "Fewest steps"],
    ]).map(([which, label]) => ({
      value: measuredRate(this.lab.catalog, problem, optimizer, which) ?? Number.NaN,
      label,
    }));
    const sharpness = sharpnessOf(this.lab.catalog, problem);
    const limit = sharpness === null ? null : stabilityLimit(optimizer, sharpness);
    const known = marks.filter(({ value }) => Number.isFinite(value));
    return limit === null ? known : [...known, { value: limit, label: "Stable below", limit: true }];
  }

  #listen() {
    const { lab, element } = this;
    lab.store.subscribe((state, before) => {
      const shown = /** @type {const} */ (["spec", "completed", "styles", "selected", "rates", "errors"]);
      if (shown.some((key) => state[key] !== before[key])) this.update();
    });
    /** @type {[string, (detail: any) => void][]} */
    const acts = [
      ["param-input", ({ pointer, value }) => lab.change(pointer, value, false)],
      ["param-change", ({ pointer, value }) => this.#set(pointer, value)],
      ["problem-pick", (detail) => this.#pick(detail)],
      ["racer-select", ({ index }) => this.#toggle(index)],
      ["racer-add", () => this.#add()],
      ["racer-fork", ({ index }) => this.fork(index)],
      ["racer-copy", ({ index }) => this.#isFull() || this.#enlist(roster.copy(lab.state, index))],
      ["racer-remove", ({ index }) => this.#enlist(roster.remove(lab.state, index))],
      ["racer-method", ({ index, method }) => this.#replace(index, roster.racerOf(this.methods, method))],
      ["racer-schedule", ({ index, schedule }) => this.#schedule(index, schedule)],
      ["rates-take", (which) => this.#takeRates(which)],
    ];
    for (const [type, act] of acts)
      element.addEventListener(type, (event) => act(/** @type {CustomEvent} */ (event).detail));
  }

  /** @param {string} pointer @param {any} value */
  #set(pointer, value) {
    const { lab } = this;
    if (pointer === "/seed" || pointer === "/steps") {
      lab.restart({ spec: withValue(lab.state.spec, pointer, value) }, { ghosts: true });
    } else lab.change(pointer, value, true);
  }

  /** @param {{kind: string, name: string}} choice */
  #pick({ kind, name }) {
    const { spec, rates } = this.lab.state;
    const problem = this.#problem(kind, name);
    const bare = { ...roster.withoutRates(spec), edits: [], plane: undefined, problem };
    const fast = rates === "fast" && kind === "surface";
    const next = fast ? roster.withRates(this.lab.catalog, bare, "fast") : bare;
    this.lab.restart({ spec: next, rates: fast ? "fast" : "show" }, { land: true });
  }

  /** @param {string} kind @param {string} name @returns {any} */
  #problem(kind, name) {
    if (kind === "surface") return { kind, surface: { name } };
    if (kind === "formula") return { kind, expression: "sin(3*x) + x**2 + y**2" };
    const { models } = this.lab.catalog;
    const model = models.find((/** @type {any} */ entry) => entry.name === name);
    const usual = { dataset: { name: model.dataset }, batch_size: model.batch_size };
    return { kind, model: { name }, ...usual };
  }

  /** @param {number} index - unfolds it, or folds it if it is unfolded */
  #toggle(index) {
    this.lab.store.set({ selected: this.lab.state.selected === index ? -1 : index });
  }

  #add() {
    const taken = this.lab.now.racers.map(({ optimizer }) => methodOf(optimizer));
    this.#enlist(roster.add(this.lab.state, roster.newcomer(this.methods, taken)));
  }

  /** Whether nobody else may race; if so, says it. */
  #isFull() {
    const full = this.lab.state.spec.racers.length >= MAX_RACERS;
    if (full) say(`${MAX_RACERS} racers is the most that a race can have. Remove one first.`);
    return full;
  }

  /** @param {roster.Roster} change */
  #enlist(change) {
    const rated =
      this.lab.state.rates === "fast" ? roster.withRates(this.lab.catalog, change.spec, "fast") : null;
    this.lab.restart({ ...change, spec: rated ?? change.spec });
  }

  /** @param {number} index @param {import("../experiment/experiment.js").Racer} racer */
  #replace(index, racer) {
    const { spec } = this.lab.state;
    const { schedule } = spec.racers[index];
    const edits = (spec.edits ?? []).filter((edit) => edit.racer !== index);
    const racers = spec.racers.with(index, { ...racer, ...(schedule && { schedule }) });
    this.#enlist({ ...this.lab.state, spec: { ...spec, racers, edits } });
  }

  /** @param {number} index @param {string} name */
  #schedule(index, name) {
    const { spec } = this.lab.state;
    this.lab.restart({ spec: withValue(spec, `/racers/${index}/schedule`, { name }) }, { ghosts: true });
  }

  /** @param {"show" | "fast"} which */
  #takeRates(which) {
    const { spec } = this.lab.state;
    const lost = (spec.edits ?? []).some(({ set }) => "lr" in set);
    this.lab.restart({ spec: roster.withRates(this.lab.catalog, spec, which), rates: which });
    if (lost) say("The rates you changed on the way were replaced. Z brings them back.");
  }
}
