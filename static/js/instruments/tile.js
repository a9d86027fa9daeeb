/** Instrument tile: name, readout and canvas of one instrument in the drawer. */

import { make, setText } from "../components/dom.js";
import { canvasOf } from "../plots/canvas/canvas.js";
import { FramePlayer } from "./frame-player.js";

/** @typedef {import("../plots/canvas/canvas.js").Drawing} Drawing */
/** @typedef {import("../../../types/api.d.ts").Unavailable} Unavailable - why a quantity cannot be measured */
/** @typedef {NonNullable<import("../../../types/api.d.ts").QuantityFacts[keyof import("../../../types/api.d.ts").QuantityFacts]>} AnyAnswer */
/** @typedef {Exclude<AnyAnswer, Unavailable>} Facts - of any quantity */

/**
 * An instrument: a module of this folder. `name` is that of its quantity; `keepsHistory` says whether
 * measurements of former steps are drawn too; `frames` gives the number of frames, if it has several.
 *
 * @typedef {{name: string, shape: string, keepsHistory?: boolean, frames?(facts: Facts): number,
 *   draw(drawing: Drawing, facts: Facts, drawContext: DrawContext): void,
 *   describe(facts: Facts, drawContext: DrawContext): string}} Instrument
 */

/**
 * @typedef {object} DrawContext - the racer's position
 * @property {{step: number, facts: Facts}[]} history - former measurements, if they are kept
 * @property {number} step
 * @property {number} steps
 * @property {number} frame - frame to draw, if it has several
 */

export class Tile {
  /** @param {Instrument} instrument @param {{title: string, summary: string}} entry - of the catalog */
  constructor(instrument, entry) {
    this.instrument = instrument;
    this.title = entry.title;
    /** @type {DrawContext["history"]} */
    this.history = [];
    /** @type {{step: number, steps: number, facts: Facts} | null} */
    this.latest = null;
    this.canvas = make("canvas", { role: "img", "aria-label": entry.title });
    this.reading = make("span", { class: "reading" });
    const caption = make("figcaption", { title: entry.summary }, make("b", {}, entry.title), this.reading);
    this.framePlayer = instrument.frames ? new FramePlayer(entry.title) : null;
    this.figure = make(
      "figure",
      { class: `instrument ${instrument.shape}`, hidden: true },
      caption,
      this.canvas,
      this.framePlayer?.element ?? "",
    );
    this.framePlayer?.addEventListener("frame", () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  /** Drops measurements after a step, which belong to another path. @param {number} step */
  truncateHistory(step) {
    this.history = this.history.filter((one) => one.step <= step && step > 0);
  }

  /** @param {number} step @param {number} steps @param {AnyAnswer} facts */
  receive(step, steps, facts) {
    this.figure.hidden = "lacks" in facts;
    if ("lacks" in facts) return;
    this.latest = { step, steps, facts };
    if (this.instrument.keepsHistory) this.#addToHistory(step, facts);
    this.framePlayer?.show(
      `${step} ${"loss" in facts ? facts.loss : ""}`,
      this.instrument.frames?.(facts) ?? 1,
    );
    this.draw();
  }

  hide() {
    this.figure.hidden = true;
    this.framePlayer?.stop();
  }

  draw() {
    if (!this.latest || this.figure.hidden) return;
    const { step, steps, facts } = this.latest;
    const drawContext = { history: this.history, step, steps, frame: this.framePlayer?.frame ?? 0 };
    const drawing = canvasOf(this.canvas);
    if (drawing) this.instrument.draw(drawing, facts, drawContext);
    const text = this.instrument.describe(facts, drawContext);
    setText(this.reading, text);
    this.reading.title = text;
    this.canvas.setAttribute("aria-label", `${this.title}. ${text}`);
  }

  /** @param {number} step @param {Facts} facts */
  #addToHistory(step, facts) {
    const at = this.history.findIndex((one) => one.step >= step);
    const same = at >= 0 && this.history[at].step === step;
    this.history.splice(at < 0 ? this.history.length : at, same ? 1 : 0, { step, facts });
  }
}
