/**
 * The drawer of instruments: asks for what is measured where the clock stands, at its own rate, and draws
 * what comes. Closed, it asks for nothing.
 */

import { measure } from "../api.js";
import { make, setText } from "../components/dom.js";
import * as activations from "./activations.js";
import * as boundary from "./boundary.js";
import * as layerGradients from "./layer-gradients.js";
import * as links from "./links.js";
import * as sharpness from "./sharpness.js";
import { sheetOf } from "./sheet.js";

/** Milliseconds between an answer and the next question. */
const REST = 90;

const INSTRUMENTS = [boundary, layerGradients, sharpness, links, activations];

/** @typedef {{instrument: any, figure: HTMLElement, canvas: HTMLCanvasElement, reading: HTMLElement, past: {step: number, facts: any}[]}} Tile */

export class Drawer {
  /** @param {import("../lab.js").Lab} lab @param {HTMLElement} place */
  constructor(lab, place) {
    this.lab = lab;
    this.place = place;
    this.awake = false;
    this.asked = "";
    /** @type {unknown} the experiment and racer that the past belongs to */
    this.subject = null;
    this.problem = "";
    /** @type {Set<string>} quantities that this network does not have */
    this.lacking = new Set();
    /** @type {any} what came last */
    this.latest = null;
    this.note = make("p", { class: "drawer-note", role: "status" });
    this.tiles = INSTRUMENTS.map((instrument) => this.#tile(instrument));
    place.replaceChildren(...this.tiles.map(({ figure }) => figure), this.note);
    new ResizeObserver(() => this.#draw()).observe(place);
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
  }

  /** The theme, or the experiment, may be another. */
  update() {
    if (this.awake) this.#draw();
  }

  /** @param {any} instrument @returns {Tile} */
  #tile(instrument) {
    const entry = this.lab.catalog.quantities.find((/** @type {any} */ one) => one.name === instrument.name);
    const canvas = make("canvas", { role: "img", "aria-label": entry.title });
    const reading = make("span", { class: "reading" });
    const caption = make("figcaption", { title: entry.summary }, make("b", {}, entry.title), reading);
    const figure = make("figure", { class: `instrument ${instrument.shape}`, hidden: true }, caption, canvas);
    return { instrument, figure, canvas, reading, past: [] };
  }

  /** Where the chosen racer stands now. */
  get #wanted() {
    const { spec, selected } = this.lab.state;
    const racer = Math.min(Math.max(selected, 0), spec.racers.length - 1);
    return { experiment: spec, racer, step: Math.floor(this.lab.player.time) };
  }

  async #ask() {
    if (!this.awake) return;
    const wanted = this.#wanted;
    const key = JSON.stringify(wanted);
    const settled = key === this.asked || document.hidden || this.lab.state.spec.problem.kind !== "network";
    if (!settled) {
      this.asked = key;
      this.#turn(wanted);
      const quantities = INSTRUMENTS.map(({ name }) => name).filter((name) => !this.lacking.has(name));
      try {
        this.#take(await measure({ ...wanted, quantities }), wanted);
        setText(this.note, "");
      } catch (error) {
        setText(this.note, error instanceof Error ? error.message : "");
      }
    }
    setTimeout(() => this.#ask(), REST);
  }

  /**
   * What lies behind stays as long as it is the past of what is asked for.
   *
   * @param {{experiment: any, racer: number, step: number}} wanted
   */
  #turn({ experiment, racer, step }) {
    const problem = JSON.stringify(experiment.problem);
    const subject = `${racer} ${JSON.stringify(experiment)}`;
    if (problem !== this.problem) this.lacking.clear();
    if (subject !== this.subject)
      for (const tile of this.tiles) tile.past = tile.past.filter((one) => one.step <= step && step > 0);
    this.problem = problem;
    this.subject = subject;
  }

  /**
   * @param {{step: number, quantities: Record<string, any>}} answer
   * @param {{experiment: any}} wanted
   */
  #take(answer, { experiment }) {
    if (experiment.problem !== this.lab.state.spec.problem) return;
    for (const [name, facts] of Object.entries(answer.quantities)) {
      if (facts.lacks) this.lacking.add(name);
    }
    for (const { instrument, past } of this.tiles) {
      const facts = answer.quantities[instrument.name];
      if (!instrument.remembers || !facts || facts.lacks) continue;
      const at = past.findIndex((one) => one.step >= answer.step);
      const same = at >= 0 && past[at].step === answer.step;
      past.splice(at < 0 ? past.length : at, same ? 1 : 0, { step: answer.step, facts });
    }
    this.latest = answer;
    this.#draw();
  }

  #draw() {
    if (!this.latest || !this.awake) return;
    const { step, quantities } = this.latest;
    for (const { instrument, figure, canvas, reading, past } of this.tiles) {
      const facts = quantities[instrument.name];
      figure.hidden = !facts || Boolean(facts.lacks);
      if (figure.hidden) continue;
      const sheet = sheetOf(canvas);
      if (sheet) instrument.draw(sheet, facts, { past, step, steps: this.lab.steps });
      const text = instrument.read(facts);
      setText(reading, text);
      canvas.setAttribute("aria-label", `${figure.querySelector("b")?.textContent}. ${text}`);
    }
  }
}
