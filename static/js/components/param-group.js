/** Parameter group: the controls of one entry's parameters, built from its JSON Schema. */

import { controlsOf, isIdle } from "../experiment/schema.js";
import { ParamChoice, ParamOptional, ParamSwitch, ParamWidths } from "./param-choice.js";
import { ParamPair } from "./param-pair.js";
import { ParamSlider } from "./param-slider.js";

const ELEMENTS = {
  slider: ParamSlider,
  pair: ParamPair,
  choice: ParamChoice,
  switch: ParamSwitch,
  widths: ParamWidths,
  optional: ParamOptional,
};

/** @typedef {{pointer: string, detail: string}} FieldError */

export class ParamGroup extends HTMLElement {
  /**
   * @param {import("../experiment/schema.js").Control[] | import("../experiment/schema.js").EntrySchema} source -
   *   controls, or a schema to derive them from
   * @param {string} base - JSON pointer of the parameters
   */
  setUp(source, base) {
    /** @type {import("../experiment/schema.js").Control[]} */
    const controls = Array.isArray(source) ? source : controlsOf(source);
    this.base = base;
    this.parts = controls.map((control) => {
      const element = new ELEMENTS[control.kind]();
      element.setUp(control, `${base}/${control.name}`);
      return { control, element };
    });
    this.replaceChildren(...this.parts.map(({ element }) => element));
    return this;
  }

  /**
   * @param {Record<string, unknown>} values - by name; a missing value shows its default
   * @param {FieldError[]} errors
   * @param {Record<string, import("./param-slider.js").Mark[]>} [marks] - by name
   */
  update(values, errors, marks = {}) {
    const fallbacks = Object.fromEntries(
      this.parts?.map(({ control }) => [control.name, control.fallback]) ?? [],
    );
    const all = { ...fallbacks, ...values };
    for (const { control, element } of this.parts ?? []) {
      element.hidden = isIdle(control, all);
      const place = `${this.base}/${control.name}`;
      // The schema that chose the element says the type of its values.
      element.value = /** @type {never} */ (values[control.name] ?? control.fallback);
      element.error = errors.find(({ pointer }) => pointer.startsWith(place))?.detail ?? "";
      element.marks = marks[control.name] ?? defaultMark(control);
    }
  }
}

customElements.define("param-group", ParamGroup);

/** @param {import("../experiment/schema.js").Control} control */
function defaultMark({ fallback }) {
  return typeof fallback === "number" ? [{ value: fallback, label: "Default" }] : [];
}
