/** Parameter pair: a slider for each of a pair such as Adam's betas, or for one of the two. */

import { emitParam } from "./dom.js";
import { ParamSlider } from "./param-slider.js";

export class ParamPair extends HTMLElement {
  /**
   * @param {import("../experiment/schema.js").Control & {part?: number}} control - `part`: the one of the two that
   *   is shown; both without it
   * @param {string} pointer
   */
  setUp(control, pointer) {
    this.pointer = pointer;
    this.only = control.part;
    this.pair = [...(defaultOf(control) ?? [0, 0])];
    this.fallback = defaultOf(control) ?? [];
    this.sliders = halves(control).map((half, index) => {
      const slider = new ParamSlider().setUp(half, `${pointer}/${index}`);
      for (const type of /** @type {const} */ (["param-input", "param-change"]))
        slider.addEventListener(type, (event) => this.#move(event, index));
      return slider;
    });
    this.replaceChildren(...this.#shown);
    return this;
  }

  get #shown() {
    return (this.sliders ?? []).filter((_, index) => index === (this.only ?? index));
  }

  /** @param {number[] | null} value */
  set value(value) {
    if (!value || !this.sliders) return;
    this.pair = [...value];
    for (const [index, slider] of this.sliders.entries()) slider.value = value[index];
  }

  /** @param {import("./param-slider.js").Mark[]} _marks */
  set marks(_marks) {
    for (const [index, slider] of (this.sliders ?? []).entries()) {
      const value = this.fallback?.[index];
      slider.marks = typeof value === "number" ? [{ value, label: "Default" }] : [];
    }
  }

  /** @param {string} sentence */
  set error(sentence) {
    const shown = this.#shown;
    for (const slider of shown) slider.error = slider === shown.at(-1) ? sentence : "";
  }

  /** @param {Event} event @param {number} index */
  #move(event, index) {
    const { type, detail } = /** @type {CustomEvent} */ (event);
    event.stopPropagation();
    this.pair = this.pair?.with(index, detail.value) ?? [];
    emitParam(this, /** @type {"param-input"} */ (type), this.pointer ?? "", this.pair);
  }
}

customElements.define("param-pair", ParamPair);

/** @param {import("../experiment/schema.js").Control} control @returns {number[] | null} */
function defaultOf({ fallback }) {
  return /** @type {number[] | null} */ (fallback);
}

/**
 * @param {import("../experiment/schema.js").Control} control
 * @returns {import("../experiment/schema.js").Control[]}
 */
function halves(control) {
  const memories = control.name === "betas";
  return [0, 1].map((index) => ({
    ...control,
    kind: "slider",
    label: memories
      ? ["Momentum", "Squared-gradient decay"][index]
      : `${control.label} ${["low", "high"][index]}`,
    symbol: memories ? ["\\beta_1", "\\beta_2"][index] : "",
    fallback: defaultOf(control)?.[index] ?? null,
    range: memories
      ? { scale: "one_minus_log", low: 0, high: [0.999, 0.9999][index], step: 0 }
      : upTo(10 ** Math.ceil(Math.log10(defaultOf(control)?.[index] || 1))),
    minimum: 0,
  }));
}

/**
 * A range of at least a hundred steps from 0.
 *
 * @param {number} high
 * @returns {import("../experiment/schema.js").Control["range"]}
 */
function upTo(high) {
  return { scale: "linear", low: 0, high, step: Math.min(0.01, high / 100) };
}
