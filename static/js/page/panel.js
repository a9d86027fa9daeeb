/** Panel: shows the session's state, and turns changes of its controls into changes of the experiment. */

import "../components/problem-panel.js";
import "../components/racer-list.js";
import "../components/rates-choice.js";
import "../components/run-panel.js";
import { showToast } from "../components/toast.js";
import { withValue } from "../experiment/experiment.js";
import { getFacts, maxRacers } from "../experiment/facts.js";
import {
  catalogRates,
  hasRate,
  methodOf,
  methods,
  rateMarks,
  refusal,
  someHaveRates,
} from "../experiment/methods.js";
import { withOwnData } from "../experiment/own-data.js";
import { isSurface, newProblem, settingsOf } from "../experiment/problem-kind.js";
import * as racerOperations from "../experiment/racers.js";
import { scheduleWords } from "../experiment/schedule-words.js";
import { sharpnessOf, stabilityLimit, stablePlaces } from "../experiment/stability.js";
import { waitingText } from "./status-text.js";

/**
 * Details of the events of the panel's elements: each event has some of them.
 *
 * @typedef {object} Detail
 * @property {string} pointer - of a setting
 * @property {unknown} value
 * @property {string} kind - of a problem
 * @property {string} name
 * @property {string} [dataset] - that a network was chosen for
 * @property {number} index - of a racer
 * @property {string} method
 * @property {string} schedule
 */

export class Panel {
  /**
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {HTMLElement} element
   */
  constructor(session, element) {
    this.session = session;
    this.element = element;
    this.methods = methods(session.catalog);
    this.problem = /** @type {import("../components/problem-panel.js").ProblemPanel} */ (
      element.querySelector("problem-panel")
    );
    this.racers = /** @type {import("../components/racer-list.js").RacerList} */ (
      element.querySelector("racer-list")
    );
    this.rates = /** @type {import("../components/rates-choice.js").RatesChoice} */ (
      element.querySelector("rates-choice")
    );
    this.run = /** @type {import("../components/run-panel.js").RunPanel} */ (
      element.querySelector("run-panel")
    );
    const place = /** @type {HTMLElement | null} */ (element.querySelector("#problem-settings"));
    this.problem.setUp(session.catalog, place ?? this.problem);
    this.#listen();
    this.update();
  }

  /** Shows the settings that are in force at the playhead. */
  update() {
    const { session } = this;
    const { errors, styles, selected, rates, weights } = session.state;
    const { now } = session;
    const refusals = Object.fromEntries(
      this.methods.map(({ name, entry }) => [name, refusal(entry, now.problem, weights)]),
    );
    this.problem.update(now.problem, errors, now.plane, session.state.spec.problem);
    this.run.update(now.steps ?? session.steps, now.seed ?? getFacts().defaults.seed);
    const cards = now.racers.map((racer, index) => ({
      index,
      racer: { ...racer, optimizer: { ...racer.optimizer, params: racer.optimizer.params ?? {} } },
      label: racer.label ?? this.#title(racer),
      color: racerOperations.colorOf(styles[index]),
      marker: racerOperations.markerOf(styles[index]),
      open: index === selected,
      removable: now.racers.length > 1,
      catalog: session.catalog,
      methods: this.methods,
      refusals,
      errors,
      rateMarks: this.#rateMarks(now.problem, racer.optimizer),
    }));
    const measured = isSurface(now.problem) && someHaveRates(now.racers);
    this.racers.update(cards);
    this.rates.update({ rates, measured });
  }

  /** @param {import("./status-text.js").RacerStatus[]} racers */
  showReadouts(racers) {
    for (const [index, card] of this.racers.cards.entries()) {
      const { loss = null, regime, question } = racers[index] ?? {};
      card.showReadout(loss, regime, question ? waitingText(question) : "");
    }
    this.#showScheduleWords();
  }

  /** Shows in the open card what its schedule does to its settings at the playhead. */
  #showScheduleWords() {
    const { live, now, player, state } = this.session;
    const racer = now.racers[state.selected];
    const point = live.tracks[state.selected]?.at(player.time) ?? null;
    const words = racer ? scheduleWords(racer, point, Math.floor(player.time)) : "";
    this.racers.cards[state.selected]?.showScheduleWords(words);
  }

  /** Selects a racer, which unfolds its card. @param {number} index */
  select(index) {
    if (index < this.session.state.spec.racers.length) this.session.store.set({ selected: index });
  }

  /** Forks a racer at the playhead: both have the same past. @param {number} index */
  fork(index) {
    const { session } = this;
    const step = Math.floor(session.player.time);
    const racer = session.now.racers[index];
    if (!racer || this.#isFull()) return;
    if (step >= session.steps)
      return showToast("Nothing lies ahead here. Go back to where the optimizer should fork.");
    const change = racerOperations.fork(session.state, index, step, racer.label ?? this.#title(racer));
    session.player.seek(step);
    session.restart({ ...change, from: "here" }, { stay: true });
    showToast(`Forked at step ${step}. What you change now is the branch's alone.`);
  }

  /** @param {import("../experiment/experiment.js").Racer} racer */
  #title({ optimizer }) {
    const method = methodOf(optimizer);
    return this.methods.find(({ name }) => name === method)?.title ?? optimizer.name;
  }

  /**
   * @param {import("../experiment/problem-kind.js").Problem} problem
   * @param {import("../experiment/experiment.js").Choice} optimizer
   * @returns {import("../components/param-slider.js").Mark[]}
   */
  #rateMarks(problem, optimizer) {
    const marks = rateMarks(catalogRates(this.session.catalog, problem, optimizer));
    const sharpness = sharpnessOf(this.session.catalog, problem);
    const limit = sharpness === null ? null : stabilityLimit(optimizer, sharpness);
    if (limit === null) return marks;
    const label = `Stable ${stablePlaces(this.session.catalog, problem)} below`;
    return [...marks, { value: limit, label, limit: true }];
  }

  #listen() {
    const { session, element } = this;
    session.store.subscribe(
      () => this.update(),
      ["spec", "completed", "styles", "selected", "rates", "errors", "weights"],
    );
    /** @type {[string, (detail: Detail) => void][]} */
    const acts = [
      ["param-input", ({ pointer, value }) => session.change(pointer, value, false)],
      ["param-change", ({ pointer, value }) => this.#set(pointer, value)],
      ["param-cancel", () => session.cancel()],
      ["problem-pick", (detail) => this.#setProblem(detail)],
      ["racer-select", ({ index }) => this.#toggle(index)],
      ["racer-add", () => this.#add()],
      ["racer-fork", ({ index }) => this.fork(index)],
      [
        "racer-copy",
        ({ index }) => this.#isFull() || this.#changeRacers(racerOperations.copy(session.state, index)),
      ],
      ["racer-remove", ({ index }) => this.#changeRacers(racerOperations.remove(session.state, index))],
      [
        "racer-method",
        ({ index, method }) => this.#replace(index, racerOperations.racerOf(this.methods, method)),
      ],
      ["racer-schedule", ({ index, schedule }) => this.#setSchedule(index, schedule)],
    ];
    for (const [type, act] of acts)
      element.addEventListener(type, (event) => act(/** @type {CustomEvent} */ (event).detail));
    element.addEventListener("rates-take", (event) =>
      this.#applyRates(/** @type {CustomEvent} */ (event).detail),
    );
  }

  /** @param {string} pointer @param {unknown} value */
  #set(pointer, value) {
    const { session } = this;
    if (pointer === "/seed" || pointer === "/steps") {
      const spec = withValue(session.state.spec, pointer, value);
      session.restart({ spec }, { ghosts: true, endsGesture: true });
    } else session.change(pointer, value, true);
  }

  /** @param {{kind: string, name: string, dataset?: string}} choice */
  #setProblem({ kind, name, dataset }) {
    const { spec, rates, view } = this.session.state;
    const { catalog } = this.session;
    const former = settingsOf(spec.problem);
    const chosen = newProblem(catalog, kind, name, dataset);
    // Who chooses data does not want to keep others.
    const other = dataset !== undefined && dataset !== former.dataset?.name;
    const problem = other ? chosen : withOwnData(chosen, former, catalog.pairings);
    const withoutRates = { ...racerOperations.withoutRates(spec), edits: [], plane: undefined, problem };
    const fast = rates === "fast" && isSurface(problem);
    const next = fast ? racerOperations.withRates(this.session.catalog, withoutRates, "fast") : withoutRates;
    // The question of an example was about another landscape.
    const change = {
      spec: next,
      rates: fast ? /** @type {const} */ ("fast") : /** @type {const} */ ("show"),
    };
    this.session.restart({ ...change, view: { ...view, example: "" } }, { newLandscape: true });
  }

  /** @param {number} index - the racer to unfold, or to fold if it is unfolded */
  #toggle(index) {
    this.session.store.set({ selected: this.session.state.selected === index ? -1 : index });
  }

  #add() {
    const taken = this.session.now.racers.map(({ optimizer }) => methodOf(optimizer));
    this.#changeRacers(
      racerOperations.add(this.session.state, racerOperations.nextUnusedMethod(this.methods, taken)),
    );
  }

  /** Whether the maximum number of racers is reached; shows a message if so. */
  #isFull() {
    const full = this.session.state.spec.racers.length >= maxRacers();
    if (full) showToast(`${maxRacers()} optimizers is the most that a race can have. Remove one first.`);
    return full;
  }

  /** @param {racerOperations.RacersState} change */
  #changeRacers(change) {
    const rated =
      this.session.state.rates === "fast"
        ? racerOperations.withRates(this.session.catalog, change.spec, "fast")
        : null;
    this.session.restart({ ...change, spec: rated ?? change.spec });
  }

  /** @param {number} index @param {import("../experiment/experiment.js").Racer} racer */
  #replace(index, racer) {
    const { spec } = this.session.state;
    const schedule = hasRate(racer.optimizer) ? spec.racers[index].schedule : undefined;
    const edits = (spec.edits ?? []).filter((edit) => edit.racer !== index);
    const racers = spec.racers.with(index, { ...racer, ...(schedule && { schedule }) });
    this.#changeRacers({ ...this.session.state, spec: { ...spec, racers, edits } });
  }

  /** @param {number} index @param {string} name */
  #setSchedule(index, name) {
    const { spec } = this.session.state;
    this.session.restart({ spec: withValue(spec, `/racers/${index}/schedule`, { name }) }, { ghosts: true });
  }

  /** @param {"show" | "fast"} which */
  #applyRates(which) {
    const { spec } = this.session.state;
    const hasRateEdits = (spec.edits ?? []).some(({ set }) => "lr" in set);
    this.session.restart({
      spec: racerOperations.withRates(this.session.catalog, spec, which),
      rates: which,
    });
    if (hasRateEdits) showToast("The rates you changed on the way were replaced. Z brings them back.");
  }
}
