/**
 * Instrument drawer: requests the visible quantities at the playhead at its own rate and draws them. Hidden
 * instruments are not requested; a closed drawer requests nothing.
 */

import { make, setText } from "../components/dom.js";
import { entryNamed } from "../experiment/facts.js";
import { hasQuantities } from "../experiment/problem-kind.js";
import { AnalysisFollower } from "../run/analysis-follower.js";
import { isEqual } from "../run/equality.js";
import * as activations from "./activations.js";
import * as backpropagation from "./backpropagation.js";
import * as boundary from "./boundary.js";
import * as gradientNoise from "./gradient-noise.js";
import * as layerGradients from "./layer-gradients.js";
import * as learning from "./learning.js";
import * as links from "./links.js";
import * as roughness from "./roughness.js";
import * as sharpness from "./sharpness.js";
import { Tile } from "./tile.js";
import * as units from "./units.js";

/** Delay between a response and the next request. */
const INTERVAL_MS = 90;

/** All instruments in the order of their buttons, and those shown by default. */
const INSTRUMENTS = [
  boundary,
  units,
  layerGradients,
  sharpness,
  learning,
  gradientNoise,
  links,
  activations,
  backpropagation,
  roughness,
];
const SHOWN_BY_DEFAULT = new Set([
  "boundary",
  "units",
  "layer_gradients",
  "sharpness",
  "learning",
  "links",
  "activations",
]);

/** @typedef {import("../../../types/api.d.ts").PlainEntry} PlainEntry */
/**
 * @typedef {object} Question - about the chosen racer's position
 * @property {import("../experiment/experiment.js").Experiment} experiment
 * @property {number} racer
 * @property {number} step
 * @property {string[]} quantities
 */

export class Drawer {
  /** @param {import("../run/session-interface.js").LabSession} session @param {HTMLElement} place */
  constructor(session, place) {
    this.session = session;
    this.place = place;
    this.follower = new AnalysisFollower(
      session,
      {
        name: "quantities",
        keys: ["spec", "selected", "step", "playing", "errors"],
        question: () => this.#question,
        begin: (question) => this.#begin(question),
        receive: (answer, question) => this.#receive(answer, question),
        fail: (sentence) => this.#showNote(sentence),
      },
      { restMs: INTERVAL_MS },
    );
    /** @type {Question | null} the question asked last: the history belongs to its path */
    this.former = null;
    /** @type {Map<string, string>} why this network does not have a quantity */
    this.missing = new Map();
    this.chosen = new Set(SHOWN_BY_DEFAULT);
    this.note = make("p", { class: "drawer-note", role: "status" });
    // An instrument whose quantity the server does not have is left out.
    const instruments = INSTRUMENTS.filter(({ name }) => this.#entry(name));
    this.tiles = instruments.map((instrument) => new Tile(instrument, this.#entry(instrument.name)));
    this.buttons = new Map(this.tiles.map((tile) => [tile.instrument.name, this.#button(tile)]));
    const index = make("div", { class: "drawer-index", role: "group", "aria-label": "Instruments" });
    index.append(...this.buttons.values());
    const row = make("div", { class: "drawer-row", tabindex: "0", role: "group", "aria-label": "Readings" });
    row.append(...this.tiles.map(({ figure }) => figure), this.note);
    place.replaceChildren(index, row);
    session.store.subscribe(() => this.#draw(), ["themeRevision", "view"]);
  }

  /** Starts requesting. */
  activate() {
    this.follower.activate();
  }

  /** Stops requesting. */
  deactivate() {
    this.follower.deactivate();
    for (const tile of this.tiles) tile.framePlayer?.stop();
  }

  /** Draws again in other colors or sizes. */
  #draw() {
    if (this.follower.active) for (const tile of this.tiles) tile.draw();
  }

  /** @param {string} name */
  #entry(name) {
    return /** @type {PlainEntry} */ (entryNamed(this.session.catalog.quantities, name));
  }

  /** @param {Tile} tile */
  #button({ instrument: { name }, title }) {
    const button = make(
      "button",
      { type: "button", class: "quiet-button", "aria-pressed": String(this.chosen.has(name)) },
      title,
    );
    button.title = this.#entry(name).summary;
    button.addEventListener("click", () => this.#choose(name, !this.chosen.has(name)));
    return button;
  }

  /** @param {string} name @param {boolean} shown */
  #choose(name, shown) {
    if (shown) this.chosen.add(name);
    else this.chosen.delete(name);
    this.buttons.get(name)?.setAttribute("aria-pressed", String(shown));
    if (shown) this.follower.askAgain();
    else this.tiles.find(({ instrument }) => instrument.name === name)?.hide();
    this.#showNote(shown && this.missing.get(name));
  }

  /** @param {string | false | undefined} text */
  #showNote(text) {
    setText(this.note, text || "");
  }

  /** What to ask now, if anything can be measured. @returns {Question | null} */
  get #question() {
    const { state, selectedRacer: racer } = this.session;
    const { spec, errors, step } = state;
    const quantities = this.#visibleTiles.map(({ instrument }) => instrument.name);
    const valid = hasQuantities(spec.problem) && errors.length === 0;
    return valid && quantities.length > 0 ? { experiment: spec, racer, step, quantities } : null;
  }

  /**
   * Visible quantities, without those that this network lacks; a frame sequence shows one step, so it waits until the
   * clock stops.
   */
  get #visibleTiles() {
    const { player, state } = this.session;
    const sameProblem = isEqual(state.spec.problem, this.former?.experiment.problem);
    return this.tiles.filter(
      ({ instrument: { name }, framePlayer }) =>
        this.chosen.has(name) && !(sameProblem && this.missing.has(name)) && !(framePlayer && player.playing),
    );
  }

  /**
   * Clears the history of another path, and the list of missing quantities of another network.
   *
   * @param {Question} question
   */
  #begin(question) {
    const { experiment, step } = question;
    const { former } = this;
    this.former = question;
    if (!isEqual(experiment.problem, former?.experiment.problem)) this.#forgetMissing();
    const firstChange = former ? firstDifference(former, question) : 0;
    if (firstChange < Number.POSITIVE_INFINITY)
      for (const tile of this.tiles) tile.truncateHistory(Math.min(step, firstChange));
    if (this.tiles.every(({ figure }) => figure.hidden)) this.#showNote("Measuring\u2026");
  }

  #forgetMissing() {
    this.missing.clear();
    for (const [name, button] of this.buttons) {
      button.classList.remove("missing");
      button.title = this.#entry(name).summary;
    }
  }

  /**
   * @param {import("../run/api.js").Analyses["quantities"]} answer
   * @param {Question} question
   */
  #receive({ step, quantities }, { experiment }) {
    if (experiment.problem !== this.session.state.spec.problem) return;
    this.#showNote("");
    for (const tile of this.tiles) {
      const { name } = tile.instrument;
      const facts = quantities[/** @type {keyof typeof quantities} */ (name)];
      if (!facts || !this.chosen.has(name)) continue;
      tile.receive(step, this.session.steps, facts);
      if ("lacks" in facts) this.#markMissing(name, facts.lacks);
    }
  }

  /** @param {string} name @param {string} why */
  #markMissing(name, why) {
    this.missing.set(name, why);
    const button = this.buttons.get(name);
    button?.classList.add("missing");
    if (button) button.title = why;
  }
}

/**
 * First step at which the paths of two questions differ: what was measured before it stays valid.
 *
 * @param {Question} one
 * @param {Question} other
 * @returns {number} infinite if they ask about the same path
 */
function firstDifference(one, other) {
  const { edits = [], ...rest } = one.experiment;
  const { edits: others = [], ...otherRest } = other.experiment;
  if (one.racer !== other.racer || !isEqual(rest, otherRest)) return 0;
  const lacks = (/** @type {typeof edits} */ all) => (/** @type {(typeof edits)[number]} */ edit) =>
    !all.some((own) => isEqual(own, edit));
  const different = [...edits.filter(lacks(others)), ...others.filter(lacks(edits))];
  return Math.min(Number.POSITIVE_INFINITY, ...different.map(({ step }) => step));
}
