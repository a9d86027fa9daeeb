/** Column picker: the columns of a person's table that another one is predicted from. */

import { make, setText } from "./dom.js";

/** @typedef {import("../run/api.js").TableFacts} TableFacts */

export class TableColumns extends HTMLElement {
  /** @param {(names: string[]) => void} onChoose - called with the names of the columns */
  setUp(onChoose) {
    this.onChoose = onChoose;
    this.single = false;
    /** @type {{name: string, box: HTMLInputElement}[]} */
    this.boxes = [];
    this.list = make("div", { class: "columns", role: "group", "aria-label": "Columns to predict from" });
    this.head = make("summary", {}, "Columns to predict from");
    this.replaceChildren(make("details", { class: "more" }, this.head, this.list));
    return this;
  }

  /**
   * @param {TableFacts} facts
   * @param {boolean} single - whether the model takes one input
   */
  show(facts, single) {
    this.single = single;
    const others = facts.names.filter(({ name }) => name !== facts.target);
    const rows = others.map((column) => this.#row(column, facts.inputs.includes(column.name)));
    this.boxes = rows;
    this.list?.replaceChildren(...rows.map(({ row }) => row));
    const count = `${facts.inputs.length} of ${others.length}`;
    if (this.head) setText(this.head, `Columns to predict from: ${count}`);
  }

  /** @param {TableFacts["names"][number]} column @param {boolean} chosen */
  #row(column, chosen) {
    const box = make("input", {
      type: this.single ? "radio" : "checkbox",
      name: this.single ? "table-column" : null,
      checked: chosen,
      disabled: !chosen && (column.unused !== "" || (this.single && column.width > 1)),
      onchange: () => this.#changed(column.name),
    });
    const about = make("span", { class: "faint" }, column.unused || describe(column));
    const row = make("label", { class: "column" }, box, make("span", { class: "name" }, column.name), about);
    return { name: column.name, box, row };
  }

  /** @param {string} name - of the column that was switched */
  #changed(name) {
    const chosen = this.single
      ? [name]
      : (this.boxes ?? []).filter(({ box }) => box.checked).map((one) => one.name);
    if (chosen.length > 0) this.onChoose?.(chosen);
    else for (const one of this.boxes ?? []) if (one.name === name) one.box.checked = true;
  }
}

customElements.define("table-columns", TableColumns);

/** What a column holds. @param {TableFacts["names"][number]} column */
function describe({ kind, different, gaps }) {
  const what = kind === "words" ? `${different} categories` : "numbers";
  return gaps === 0 ? what : `${what}, ${gaps} ${gaps === 1 ? "gap" : "gaps"}`;
}
