/**
 * Instrument drawer: requests the visible quantities at the playhead at its own rate and draws them. Hidden
 * instruments are not requested; a closed drawer requests nothing.
 */

import { make, setText } from "../components/dom.js";
import { fetchAnalysis } from "../run/api.js";
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
/** @typedef {{experiment: any, racer: number, step: number}} Request */

export class Drawer {
  /** @param {import("../run/session-interface.js").LabSession} session @param {HTMLElement} place */
  constructor(session, place) {
    this.session = session;
    this.place = place;
    this.active = false;
    this.requestedKey = "";
    /** Key of the experiment without its edits, and of the racer: the history belongs to it. */
    this.subjectKey = "";
    /** @type {{step: number}[]} */
    this.edits = [];
    this.problem = "";
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
  }

  /** Starts requesting. */
  activate() {
    if (this.active) return;
    this.active = true;
    this.requestedKey = "";
    this.#fetch();
  }

  /** Stops requesting. */
  deactivate() {
    this.active = false;
    for (const tile of this.tiles) tile.framePlayer?.stop();
  }

  /** Applies a change of theme or experiment. */
  update() {
    if (this.active) for (const tile of this.tiles) tile.draw();
  }

  /** @param {string} name */
  #entry(name) {
    return /** @type {PlainEntry} */ (this.session.catalog.quantities.find((one) => one.name === name));
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
    if (shown) this.requestedKey = "";
    else this.tiles.find(({ instrument }) => instrument.name === name)?.hide();
    this.#showNote(shown && this.missing.get(name));
  }

  /** @param {string | false | undefined} text */
  #showNote(text) {
    setText(this.note, text || "");
  }

  /** The chosen racer's position. @returns {Request} */
  get #request() {
    const { state, selectedRacer: racer, player } = this.session;
    return { experiment: state.spec, racer, step: Math.floor(player.time) };
  }

  /** Visible quantities; a frame sequence shows one step, so it waits until the clock stops. */
  get #visibleTiles() {
    return this.tiles.filter(
      ({ instrument: { name }, framePlayer }) =>
        this.chosen.has(name) && !this.missing.has(name) && !(framePlayer && this.session.player.playing),
    );
  }

  async #fetch() {
    if (!this.active) return;
    const request = this.#request;
    const quantities = this.#visibleTiles.map(({ instrument }) => instrument.name);
    const key = JSON.stringify([request, quantities]);
    const { spec, errors } = this.session.state;
    const valid = spec.problem.kind === "network" && errors.length === 0;
    if (key !== this.requestedKey && !document.hidden && valid && quantities.length > 0) {
      this.requestedKey = key;
      this.#resetHistory(request);
      if (this.tiles.every(({ figure }) => figure.hidden)) this.#showNote("Measuring\u2026");
      try {
        this.#receive(await fetchAnalysis("quantities", { ...request, quantities }), request);
      } catch (error) {
        this.#showNote(error instanceof Error ? error.message : "");
      }
    }
    setTimeout(() => this.#fetch(), INTERVAL_MS);
  }

  /**
   * Clears the history of another experiment, and the list of missing quantities of another network.
   *
   * @param {Request} request
   */
  #resetHistory({ experiment, racer, step }) {
    const problem = JSON.stringify(experiment.problem);
    const { edits = [], ...rest } = experiment;
    const subjectKey = `${racer} ${JSON.stringify(rest)}`;
    // If only edits differ, the measurements before the first difference remain valid.
    const firstChange = subjectKey === this.subjectKey ? firstDifference(this.edits, edits) : 0;
    if (problem !== this.problem) {
      this.missing.clear();
      for (const [name, button] of this.buttons) {
        button.classList.remove("missing");
        button.title = this.#entry(name).summary;
      }
    }
    if (firstChange < Number.POSITIVE_INFINITY)
      for (const tile of this.tiles) tile.truncateHistory(Math.min(step, firstChange));
    this.problem = problem;
    this.subjectKey = subjectKey;
    this.edits = edits;
  }

  /**
   * @param {{step: number, quantities: Record<string, any>}} answer
   * @param {Request} request
   */
  #receive({ step, quantities }, { experiment }) {
    if (experiment.problem !== this.session.state.spec.problem) return;
    this.#showNote("");
    for (const tile of this.tiles) {
      const { name } = tile.instrument;
      const facts = quantities[name];
      if (!facts || !this.chosen.has(name)) continue;
      tile.receive(step, this.session.steps, facts);
      if (facts.lacks) this.#markMissing(name, facts.lacks);
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
 * First step at which two lists of edits differ; infinite if they are equal.
 *
 * @param {{step: number}[]} one
 * @param {{step: number}[]} other
 */
function firstDifference(one, other) {
  const [texts, others] = [one, other].map((edits) => edits.map((edit) => JSON.stringify(edit)));
  const different = [
    ...one.filter((_, k) => !others.includes(texts[k])),
    ...other.filter((_, k) => !texts.includes(others[k])),
  ];
  return Math.min(Number.POSITIVE_INFINITY, ...different.map(({ step }) => step));
}
