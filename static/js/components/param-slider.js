/**
 * Parameter slider: label and symbol, a native slider, and a box that accepts any valid value, also beyond
 * the slider's ends. A logarithmic slider has positions 0 to 1000; a linear one has its own values.
 */

import { formatBrief, formatExact } from "../experiment/format.js";
import { toPosition, toValue } from "../experiment/scale.js";
import { valueError } from "../experiment/schema.js";
import { emitParam, make, showFieldError, uniqueId } from "./dom.js";
import { formula } from "./math-formula.js";

const POSITIONS = 1000;

/**
 * @typedef {object} Mark - a value marked on the slider
 * @property {number} value
 * @property {string} label
 * @property {boolean} [limit] - whether behavior changes beyond it: its label is shown
 */

export class ParamSlider extends HTMLElement {
  /** The marks that are shown, as JSON. */
  marked = "";

  constructor() {
    super();
    this.addEventListener("slide-cancel", (event) => this.#onCancel(event));
  }

  /**
   * @param {import("../experiment/schema.js").Control} control
   * @param {string} pointer
   */
  setUp(control, pointer) {
    this.control = control;
    this.pointer = pointer;
    this.marked = "";
    this.bent = control.range.scale !== "linear";
    const id = uniqueId("slider");
    const { low: min, high: max, step } = control.range;
    const track = this.bent ? { min: 0, max: POSITIONS, step: 1 } : { min, max, step };
    this.range = make("input", {
      type: "range",
      id,
      ...track,
      title: control.help,
      oninput: () => this.#onSliderInput("param-input"),
      onchange: () => this.#onSliderInput("param-change"),
    });
    this.box = make("input", {
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      spellcheck: "false",
      class: "number",
      "aria-label": `${control.label}, value`,
      onchange: () => this.#onBoxInput(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => event.stopPropagation(),
    });
    this.note = make("p", { class: "note", role: "alert", hidden: true });
    this.scale = make("div", { class: "marks", "aria-hidden": "true" });
    const symbol = control.symbol ? formula(control.symbol) : "";
    const label = make("label", { for: id, title: control.help }, control.label, symbol);
    const line = make("div", { class: "slider-line" }, this.range, this.scale);
    this.replaceChildren(make("div", { class: "label-line" }, label, this.box), line, this.note);
    return this;
  }

  /** @param {number | null} value */
  set value(value) {
    if (!this.control || !this.range || !this.box) return;
    const shown = value ?? Number.NaN;
    if (document.activeElement !== this.box) this.box.value = value === null ? "" : formatExact(shown);
    const position = this.bent
      ? Math.round(toPosition(shown, this.control.range) * POSITIONS)
      : Math.min(Math.max(shown, this.control.range.low), this.control.range.high);
    if (Number.isFinite(position) && this.#valueAt(this.range.valueAsNumber) !== shown)
      this.range.value = String(position);
    this.range.setAttribute("aria-valuetext", value === null ? "not set" : formatBrief(shown));
    this.range.style.setProperty("--fill", `${this.#share() * 100}%`);
  }

  /** @param {Mark[]} marks */
  set marks(marks) {
    /** @type {string} */
    const key = JSON.stringify(marks);
    if (!this.control || !this.scale || key === this.marked) return;
    this.marked = key;
    const { range } = this.control;
    const inside = marks.filter(({ value }) => value >= range.low && value <= range.high);
    const ticks = inside.map(({ value, label, limit }) => {
      const tick = make("span", {
        class: limit ? "mark limit" : "mark",
        title: `${label}: ${formatBrief(value)}`,
      });
      tick.style.setProperty("--at", String(toPosition(value, range)));
      return tick;
    });
    const limit = inside.find((mark) => mark.limit);
    const text = limit ? `${limit.label} ${formatBrief(limit.value)}` : "";
    if (limit) {
      const legend = make("span", { class: "legend" }, text.toLowerCase());
      const share = toPosition(limit.value, range);
      legend.style.setProperty("--at", String(share));
      legend.classList.toggle("before", share > 0.5);
      ticks.push(legend);
    }
    this.scale.replaceChildren(...ticks);
    this.scale.parentElement?.classList.toggle("with-legend", limit !== undefined);
    this.range?.setAttribute("aria-description", text);
  }

  /** @param {string} sentence - error message; "" clears it */
  set error(sentence) {
    if (this.note && this.box) showFieldError(this.box, this.note, sentence);
  }

  #share() {
    if (!this.range) return 0;
    const { min, max } = this.range;
    return (this.range.valueAsNumber - Number(min)) / (Number(max) - Number(min));
  }

  /** @param {number} position - of the native slider */
  #valueAt(position) {
    if (!this.control) return position;
    const { range, integer } = this.control;
    const value = this.bent ? toValue(position / POSITIONS, range) : position;
    return integer ? Math.round(value) : value;
  }

  /** @param {"param-input" | "param-change"} type */
  #onSliderInput(type) {
    if (!this.range || !this.box) return;
    const value = this.#valueAt(this.range.valueAsNumber);
    this.box.value = formatExact(value);
    this.range.setAttribute("aria-valuetext", formatBrief(value));
    this.range.style.setProperty("--fill", `${this.#share() * 100}%`);
    this.error = "";
    emitParam(this, type, this.pointer ?? "", value);
  }

  /** The finger that moved the slider was not meant for it. @param {Event} event */
  #onCancel(event) {
    event.preventDefault();
    if (this.range) this.value = this.#valueAt(this.range.valueAsNumber);
    emitParam(this, "param-cancel", this.pointer ?? "", null);
  }

  #onBoxInput() {
    if (!this.box || !this.control) return;
    const value = this.box.value.trim() === "" ? Number.NaN : Number(this.box.value.replace("\u2212", "-"));
    this.error = valueError(value, this.control);
    if (!valueError(value, this.control)) emitParam(this, "param-change", this.pointer ?? "", value);
  }
}

customElements.define("param-slider", ParamSlider);
