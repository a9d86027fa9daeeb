/**
 * The drawer of instruments: asks for what is measured where the clock stands, at its own rate, and draws
 * what comes. What is not shown is not asked for; closed, it asks for nothing.
 */

import { make, setText } from "../components/dom.js";
import { measure } from "../run/api.js";
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

/** Milliseconds between an answer and the next question. */
const REST = 90;

/** All there are, in the order of their names; those shown at first are a choice, and the page's own. */
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
const AT_FIRST = new Set([
  "boundary",
  "units",
  "layer_gradients",
  "sharpness",
  "learning",
  "links",
  "activations",
]);

/** @typedef {{experiment: any, racer: number, step: number}} Wanted */

export class Drawer {
  /** @param {import("../run/session.js").Lab} lab @param {HTMLElement} place */
  constructor(lab, place) {
    this.lab = lab;
    this.place = place;
    this.awake = false;
    this.asked = "";
    /** The experiment without its edits, and the racer, that the past belongs to. */
    this.whole = "";
    /** @type {{step: number}[]} */
    this.edits = [];
    this.problem = "";
    /** @type {Map<string, string>} why this network does not have a quantity */
    this.lacking = new Map();
    this.chosen = new Set(AT_FIRST);
    this.note = make("p", { class: "drawer-note", role: "status" });
    this.tiles = INSTRUMENTS.map((instrument) => new Tile(instrument, this.#entry(instrument.name)));
    this.buttons = new Map(this.tiles.map((tile) => [tile.instrument.name, this.#button(tile)]));
    const index = make("div", { class: "drawer-index", role: "group", "aria-label": "Instruments" });
    index.append(...this.buttons.values());
    const row = make("div", { class: "drawer-row", tabindex: "0", role: "group", "aria-label": "Readings" });
    row.append(...this.tiles.map(({ figure }) => figure), this.note);
    place.replaceChildren(index, row);
  }

  /** Begins to ask. */
  wake() {
    if (this.awake) return;
    this.awake = true;
    this.asked = "";
    this.#ask();
  }

  /** Asks no more. */
  sleep() {
    this.awake = false;
    for (const tile of this.tiles) tile.film?.stop();
  }

  /** The theme, or the experiment, may be another. */
  update() {
    if (this.awake) for (const tile of this.tiles) tile.draw();
  }

  /** @param {string} name */
  #entry(name) {
    return this.lab.catalog.quantities.find((/** @type {any} */ one) => one.name === name);
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
    if (shown) this.asked = "";
    else this.tiles.find(({ instrument }) => instrument.name === name)?.hide();
    this.#tell(shown && this.lacking.get(name));
  }

  /** @param {string | false | undefined} text */
  #tell(text) {
    setText(this.note, text || "");
  }

  /** Where the chosen racer stands now. @returns {Wanted} */
  get #wanted() {
    const { state, chosen: racer, player } = this.lab;
    return { experiment: state.spec, racer, step: Math.floor(player.time) };
  }

  /** Those that are shown; a film is about one step, so it waits until the clock stands. */
  get #asking() {
    return this.tiles.filter(
      ({ instrument: { name }, film }) =>
        this.chosen.has(name) && !this.lacking.has(name) && !(film && this.lab.player.playing),
    );
  }

  async #ask() {
    if (!this.awake) return;
    const wanted = this.#wanted;
    const quantities = this.#asking.map(({ instrument }) => instrument.name);
    const key = JSON.stringify([wanted, quantities]);
    const { spec, errors } = this.lab.state;
    const sound = spec.problem.kind === "network" && errors.length === 0;
    if (key !== this.asked && !document.hidden && sound && quantities.length > 0) {
      this.asked = key;
      this.#turn(wanted);
      if (this.tiles.every(({ figure }) => figure.hidden)) this.#tell("Measuring\u2026");
      try {
        this.#take(await measure({ ...wanted, quantities }), wanted);
      } catch (error) {
        this.#tell(error instanceof Error ? error.message : "");
      }
    }
    setTimeout(() => this.#ask(), REST);
  }

  /** Another subject has another past, and another network may have what the former lacked. @param {Wanted} wanted */
  #turn({ experiment, racer, step }) {
    const problem = JSON.stringify(experiment.problem);
    const { edits = [], ...rest } = experiment;
    const whole = `${racer} ${JSON.stringify(rest)}`;
    // Only where edits alone differ is what came before them still this run's past.
    const parted = whole === this.whole ? partedAt(this.edits, edits) : 0;
    if (problem !== this.problem) {
      this.lacking.clear();
      for (const [name, button] of this.buttons) {
        button.classList.remove("lacking");
        button.title = this.#entry(name).summary;
      }
    }
    if (parted < Number.POSITIVE_INFINITY) for (const tile of this.tiles) tile.forget(Math.min(step, parted));
    this.problem = problem;
    this.whole = whole;
    this.edits = edits;
  }

  /**
   * @param {{step: number, quantities: Record<string, any>}} answer
   * @param {Wanted} wanted
   */
  #take({ step, quantities }, { experiment }) {
    if (experiment.problem !== this.lab.state.spec.problem) return;
    this.#tell("");
    for (const tile of this.tiles) {
      const { name } = tile.instrument;
      const facts = quantities[name];
      if (!facts || !this.chosen.has(name)) continue;
      tile.take(step, this.lab.steps, facts);
      if (facts.lacks) this.#lack(name, facts.lacks);
    }
  }

  /** @param {string} name @param {string} why */
  #lack(name, why) {
    this.lacking.set(name, why);
    const button = this.buttons.get(name);
    button?.classList.add("lacking");
    if (button) button.title = why;
  }
}

/**
 * The first step at which two lists of edits differ; infinite where they do not.
 *
 * @param {{step: number}[]} one
 * @param {{step: number}[]} other
 */
function partedAt(one, other) {
  const [texts, others] = [one, other].map((edits) => edits.map((edit) => JSON.stringify(edit)));
  const apart = [
    ...one.filter((_, k) => !others.includes(texts[k])),
    ...other.filter((_, k) => !texts.includes(others[k])),
  ];
  return Math.min(Number.POSITIVE_INFINITY, ...apart.map(({ step }) => step));
}
