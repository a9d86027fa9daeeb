/**
 * Parameter fields: a select, a switch, a list of whole numbers and an optional number, each with its label.
 */

import { parameterLabel } from "../experiment/format.js";
import { emitParam, make, showFieldError, uniqueId } from "./dom.js";

/** Base class: a label, one input and an error note. */
class Field extends HTMLElement {
  /**
   * @param {import("../experiment/schema.js").Control} control
   * @param {string} pointer
   */
  setUp(control, pointer) {
    this.control = control;
    this.pointer = pointer;
    const id = uniqueId("field");
    this.input = this.build(control);
    this.input.id = id;
    this.input.title = control.help;
    this.input.addEventListener("change", () => this.#changed());
    this.note = make("p", { class: "note", role: "alert", hidden: true });
    const label = make("label", { for: id, title: control.help }, control.label);
    this.replaceChildren(make("div", { class: "field-line" }, label, this.input), this.note);
    return this;
  }

  /**
   * @param {import("../experiment/schema.js").Control} _control
   * @returns {HTMLInputElement | HTMLSelectElement}
   */
  build(_control) {
    throw new TypeError("A field says what its input is.");
  }

  /** @returns {unknown} undefined for invalid input */
  read() {
    return undefined;
  }

  /** @param {import("./param-slider.js").Mark[]} _marks */
  set marks(_marks) {}

  /** @param {string} sentence */
  set error(sentence) {
    if (this.note && this.input) showFieldError(this.input, this.note, sentence);
  }

  #changed() {
    const value = this.read();
    if (value !== undefined) emitParam(this, "param-change", this.pointer ?? "", value);
  }
}

export class ParamChoice extends Field {
  /** @param {import("../experiment/schema.js").Control} control */
  build(control) {
    const options = control.options.map((name) =>
      make("option", { value: String(name) }, parameterLabel(String(name))),
    );
    return make("select", {}, ...options);
  }

  read() {
    return this.input?.value;
  }

  /** @param {string} value */
  set value(value) {
    if (this.input && value !== null && value !== undefined) this.input.value = String(value);
  }
}

export class ParamSwitch extends Field {
  build() {
    return make("input", { type: "checkbox", role: "switch" });
  }

  read() {
    return /** @type {HTMLInputElement} */ (this.input).checked;
  }

  /** @param {boolean} value */
  set value(value) {
    if (this.input) /** @type {HTMLInputElement} */ (this.input).checked = value === true;
  }
}

export class ParamWidths extends Field {
  build() {
    return make("input", { type: "text", autocomplete: "off", placeholder: "none" });
  }

  read() {
    const parts = (this.input?.value ?? "").split(/[\s,;]+/).filter(Boolean);
    const numbers = parts.map(Number);
    const wrong = numbers.some((number) => !Number.isInteger(number));
    this.error = wrong ? "Write whole numbers with commas between them, such as 16, 16." : "";
    return wrong ? undefined : numbers;
  }

  /** @param {number[]} value */
  set value(value) {
    if (this.input && document.activeElement !== this.input) this.input.value = (value ?? []).join(", ");
  }
}

/** An optional number: an empty box means the default. */
export class ParamOptional extends Field {
  /** @param {import("../experiment/schema.js").Control} control */
  build({ hint }) {
    return make("input", {
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      placeholder: hint ?? "automatic",
    });
  }

  read() {
    const text = this.input?.value.trim() ?? "";
    const value = text === "" ? null : Number(text);
    const wrong = Number.isNaN(value);
    this.error = wrong ? "This must be a number, or nothing." : "";
    return wrong ? undefined : value;
  }

  /** @param {number | null} value */
  set value(value) {
    if (this.input && document.activeElement !== this.input)
      this.input.value = value === null ? "" : String(value);
  }
}

customElements.define("param-choice", ParamChoice);
customElements.define("param-switch", ParamSwitch);
customElements.define("param-widths", ParamWidths);
customElements.define("param-optional", ParamOptional);
