/** Rate box: the learning rate of an optimizer whose card is folded, in its row. */

import { entryNamed } from "../experiment/facts.js";
import { formatExact } from "../experiment/format.js";
import { controlsOf, valueError } from "../experiment/schema.js";
import { emitParam, make } from "./dom.js";

/** @typedef {import("./racer-card.js").CardState} CardState */

export class RateBox extends HTMLElement {
  /** @param {CardState} state */
  setUp({ index, label, racer, catalog }) {
    const entry = entryNamed(catalog.optimizers, racer.optimizer.name);
    this.control = entry && controlsOf(entry.params).find(({ name }) => name === "lr");
    this.box = make("input", {
      type: "text",
      inputmode: "decimal",
      class: "number rate",
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": `Learning rate of ${label}`,
      onchange: () => this.#onInput(`/racers/${index}/optimizer/params/lr`),
    });
    this.replaceChildren(make("span", { "aria-hidden": "true" }, "\u03b7"), this.box);
    return this;
  }

  /** @param {CardState} state */
  update({ racer, label }) {
    if (!this.box || !this.control || document.activeElement === this.box) return;
    const value = racer.optimizer.params?.lr ?? this.control.fallback;
    this.box.value = typeof value === "number" ? formatExact(value) : "";
    this.box.setAttribute("aria-label", `Learning rate of ${label}`);
    this.#mark("");
  }

  /** @param {string} pointer */
  #onInput(pointer) {
    if (!this.box || !this.control) return;
    const text = this.box.value.trim().replace("\u2212", "-");
    const value = text === "" ? Number.NaN : Number(text);
    const error = valueError(value, this.control);
    this.#mark(error);
    if (!error) emitParam(this, "param-change", pointer, value);
  }

  /** @param {string} error - "" clears it */
  #mark(error) {
    if (!this.box) return;
    this.box.title = error || "Learning rate";
    if (error) this.box.setAttribute("aria-invalid", "true");
    else this.box.removeAttribute("aria-invalid");
  }
}

customElements.define("rate-box", RateBox);
