/** Number box: input of one number without a slider (a coordinate, an edge of the domain, a seed). */

import { getFacts } from "../experiment/facts.js";
import { formatExact } from "../experiment/format.js";
import { emitParam, make, showFieldError, uniqueId } from "./dom.js";

/**
 * @typedef {object} NumberKind
 * @property {(value: number) => boolean} accepts
 * @property {string} message - error message for any other input
 * @property {number} digits - significant digits shown
 * @property {"numeric" | "decimal"} inputmode
 */

/** @type {NumberKind} */
export const REAL = {
  accepts: Number.isFinite,
  message: "This must be a number, such as 1.5.",
  digits: 6,
  inputmode: "decimal",
};

/** Rules for the input of a seed: a whole number within the bounds. @returns {NumberKind} */
export function seedKind() {
  const [low, high] = getFacts().bounds.seed;
  return {
    accepts: (value) => Number.isInteger(value) && value >= low && value <= high,
    message: `A seed is a whole number from ${low} to ${high}.`,
    digits: String(high).length,
    inputmode: "numeric",
  };
}

export class NumberBox extends HTMLElement {
  /**
   * @param {string} text - its label
   * @param {string} pointer - JSON pointer into the experiment
   * @param {NumberKind} kind
   */
  setUp(text, pointer, kind) {
    const id = uniqueId("number");
    this.digits = kind.digits;
    this.box = make("input", {
      type: "text",
      inputmode: kind.inputmode,
      id,
      class: "number",
      autocomplete: "off",
      spellcheck: "false",
      onchange: () => this.#onInput(pointer, kind),
    });
    this.note = make("p", { class: "note", role: "alert", hidden: true });
    this.replaceChildren(make("label", { for: id }, text), this.box, this.note);
    return this;
  }

  /** @param {number | undefined} value */
  set value(value) {
    if (!this.box || !this.note || document.activeElement === this.box) return;
    // Invalid input stays in the box with its error message, so that it can be corrected.
    if (!this.note.hidden) return;
    this.box.value = value === undefined ? "" : formatExact(Number(value.toPrecision(this.digits)));
  }

  /** @param {string} pointer @param {NumberKind} kind */
  #onInput(pointer, { accepts, message }) {
    if (!this.box || !this.note) return;
    const text = this.box.value.trim().replace("\u2212", "-");
    const value = text === "" ? Number.NaN : Number(text);
    showFieldError(this.box, this.note, accepts(value) ? "" : message);
    if (accepts(value)) emitParam(this, "param-change", pointer, value);
  }
}

customElements.define("number-box", NumberBox);
