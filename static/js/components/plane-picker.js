/** Plane picker: the rule for the plane of a network's landscape, and its parameters. */

import { entryNamed } from "../experiment/facts.js";
import { emitParam, make, uniqueId } from "./dom.js";
import { ParamGroup } from "./param-group.js";

/** @typedef {import("../experiment/experiment.js").Choice} Plane */

export class PlanePicker extends HTMLElement {
  /** @param {import("../../../types/api.d.ts").PlaneEntry[]} planes - of the catalog */
  setUp(planes) {
    this.planes = planes;
    this.name = "";
    const id = uniqueId("plane");
    const options = planes.map(({ name, title, summary }) =>
      make("option", { value: name, title: summary }, title),
    );
    this.picker = make(
      "select",
      { id, onchange: () => emitParam(this, "param-change", "/plane", { name: this.picker?.value }) },
      ...options,
    );
    this.body = make("div");
    this.replaceChildren(
      make("div", { class: "field-line" }, make("label", { for: id }, "Directions"), this.picker),
      this.body,
    );
    return this;
  }

  /**
   * @param {Plane | null | undefined} plane - as completed by the server
   * @param {import("./param-group.js").FieldError[]} errors
   */
  update(plane, errors) {
    if (!plane || !this.picker || !this.planes) return;
    if (plane.name !== this.name) this.#build(plane.name);
    this.picker.value = plane.name;
    this.group?.update(plane.params ?? {}, errors);
  }

  /** @param {string} name */
  #build(name) {
    this.name = name;
    const entry = entryNamed(this.planes ?? [], name);
    if (!entry) return;
    this.group = new ParamGroup().setUp(entry.params, "/plane/params");
    this.body?.replaceChildren(make("p", { class: "summary" }, entry.summary), this.group);
  }
}

customElements.define("plane-picker", PlanePicker);
