/** One instrument in the drawer: its name, its reading and its picture. */

import { make, setText } from "../components/dom.js";
import { sheetOf } from "../plots/canvas/canvas.js";
import { Film } from "./frame-player.js";

/**
 * @typedef {object} Instrument - a module of this folder
 * @property {string} name - of the quantity that it draws
 * @property {"square" | "wide" | "roomy" | "broad"} shape
 * @property {boolean} [remembers] - whether what was measured at former steps is drawn too
 * @property {(facts: any) => number} [frames] - of a film, how many pictures it has
 * @property {(sheet: import("../plots/canvas/canvas.js").Sheet, facts: any, course: Course) => void} draw
 * @property {(facts: any, course: Course) => string} read
 */

/**
 * @typedef {object} Course - where the racer stands
 * @property {{step: number, facts: any}[]} past - what was measured, if it is remembered
 * @property {number} step
 * @property {number} steps
 * @property {number} frame - of a film
 */

export class Tile {
  /** @param {Instrument} instrument @param {{title: string, summary: string}} entry - of the catalog */
  constructor(instrument, entry) {
    this.instrument = instrument;
    this.title = entry.title;
    /** @type {{step: number, facts: any}[]} */
    this.past = [];
    /** @type {{step: number, steps: number, facts: any} | null} */
    this.latest = null;
    this.canvas = make("canvas", { role: "img", "aria-label": entry.title });
    this.reading = make("span", { class: "reading" });
    const caption = make("figcaption", { title: entry.summary }, make("b", {}, entry.title), this.reading);
    this.film = instrument.frames ? new Film(entry.title) : null;
    this.figure = make(
      "figure",
      { class: `instrument ${instrument.shape}`, hidden: true },
      caption,
      this.canvas,
      this.film?.element ?? "",
    );
    this.film?.addEventListener("turn", () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  /** What lies behind stays as long as it is the past of what is asked for. @param {number} step */
  forget(step) {
    this.past = this.past.filter((one) => one.step <= step && step > 0);
  }

  /** @param {number} step @param {number} steps @param {any} facts */
  take(step, steps, facts) {
    this.figure.hidden = Boolean(facts.lacks);
    if (facts.lacks) return;
    this.latest = { step, steps, facts };
    if (this.instrument.remembers) this.#remember(step, facts);
    this.film?.show(`${step} ${facts.loss}`, this.instrument.frames?.(facts) ?? 1);
    this.draw();
  }

  hide() {
    this.figure.hidden = true;
    this.film?.stop();
  }

  draw() {
    if (!this.latest || this.figure.hidden) return;
    const { step, steps, facts } = this.latest;
    const course = { past: this.past, step, steps, frame: this.film?.frame ?? 0 };
    const sheet = sheetOf(this.canvas);
    if (sheet) this.instrument.draw(sheet, facts, course);
    const text = this.instrument.read(facts, course);
    setText(this.reading, text);
    this.reading.title = text;
    this.canvas.setAttribute("aria-label", `${this.title}. ${text}`);
  }

  /** @param {number} step @param {any} facts */
  #remember(step, facts) {
    const at = this.past.findIndex((one) => one.step >= step);
    const same = at >= 0 && this.past[at].step === step;
    this.past.splice(at < 0 ? this.past.length : at, same ? 1 : 0, { step, facts });
  }
}
