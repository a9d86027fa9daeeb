/** Table editor: a person's own table, pasted, typed, dropped or chosen as a file, and its target column. */

import { columnNames, sizeError } from "../experiment/own-data.js";
import { emitParam, make, showFieldError, uniqueId } from "./dom.js";

/** @typedef {{csv?: string, target?: string | null, [name: string]: unknown}} TableParams */

const POINTER = "/problem/dataset/params";

export class OwnTable extends HTMLElement {
  setUp() {
    const [text, target] = [uniqueId("table"), uniqueId("target")];
    /** @type {TableParams} */
    this.params = {};
    /** @type {string} why the text was not sent */
    this.unsent = "";
    this.box = this.#makeBox(text);
    this.note = make("p", { class: "note", role: "alert", hidden: true });
    this.target = make("select", {
      id: target,
      onchange: () => emitParam(this, "param-change", `${POINTER}/target`, this.target?.value),
    });
    this.file = this.#makeFile();
    const choose = make(
      "button",
      { type: "button", class: "quiet-button", onclick: () => this.file?.click() },
      "Open a file",
    );
    this.replaceChildren(
      make("label", { for: text, class: "caption" }, "Comma-separated values"),
      this.box,
      this.note,
      make("div", { class: "list-tools" }, choose, this.file),
      make("div", { class: "field-line" }, make("label", { for: target }, "Column to predict"), this.target),
    );
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.addEventListener("drop", (event) => this.#drop(event));
    return this;
  }

  /** @param {string} id @returns {HTMLTextAreaElement} */
  #makeBox(id) {
    return make("textarea", {
      id,
      class: "wide code",
      rows: "6",
      spellcheck: "false",
      wrap: "off",
      onchange: () => this.#submit(this.box?.value ?? ""),
      onpaste: () => setTimeout(() => this.#submit(this.box?.value ?? "")),
      onkeydown: (/** @type {KeyboardEvent} */ event) => event.stopPropagation(),
    });
  }

  /** @returns {HTMLInputElement} */
  #makeFile() {
    return make("input", {
      type: "file",
      accept: ".csv,.tsv,.txt,text/csv,text/plain",
      tabindex: "-1",
      "aria-hidden": "true",
      onchange: () => this.#read(this.file?.files?.[0]),
    });
  }

  /** @param {DragEvent} event */
  #drop(event) {
    event.preventDefault();
    const text = event.dataTransfer?.getData("text/plain");
    if (event.dataTransfer?.files.length) this.#read(event.dataTransfer.files[0]);
    else if (text) this.#submit(text);
  }

  /**
   * @param {TableParams} params - of the dataset
   * @param {import("./param-group.js").FieldError[]} errors
   */
  update(params, errors) {
    if (!this.box || !this.target || !this.note) return;
    const wrong = errors.find(({ pointer }) => pointer.startsWith(POINTER))?.detail ?? "";
    showFieldError(this.box, this.note, this.unsent || wrong);
    const other = params.csv !== this.params?.csv;
    this.params = params;
    if (other && document.activeElement !== this.box) this.box.value = params.csv ?? "";
    if (other) this.target.replaceChildren(...columnNames(params.csv ?? "").map((name) => new Option(name)));
    this.target.value = params.target ?? this.target.options[this.target.length - 1]?.value ?? "";
  }

  /** @param {File | undefined} file */
  async #read(file) {
    if (!file) return;
    // A file that is far too large is not read at all.
    const text = file.size > 10_000_000 ? " ".repeat(file.size / 100) : await file.text();
    if (this.file) this.file.value = "";
    this.#submit(text);
  }

  /** Validates a table and submits it; its target is the last column until one is chosen. @param {string} text */
  #submit(text) {
    if (!this.box || !this.note) return;
    this.unsent = sizeError(text);
    showFieldError(this.box, this.note, this.unsent);
    if (this.unsent) return;
    this.box.value = text;
    if (text === this.params?.csv || text.trim() === "") return;
    emitParam(this, "param-change", POINTER, { ...this.params, csv: text, target: null });
  }
}

customElements.define("own-table", OwnTable);
