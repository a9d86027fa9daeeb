/**
 * Table editor: a person's own table, pasted, typed, dropped or opened as a file; how it is read, and what is
 * predicted from what. The server reads it, and tells how in one line. A table that is too large for a link is kept
 * by the server.
 */

import { getFacts } from "../experiment/facts.js";
import { fitsLink, maxLinkBytes } from "../experiment/own-data.js";
import { askTable, sendTable } from "../run/api.js";
import { emitParam, make, setText, showFieldError, uniqueId } from "./dom.js";
import { OWN_SETTINGS, ownGroup } from "./own-settings.js";
import { TableColumns } from "./table-columns.js";

/** @typedef {import("../run/api.js").TableFacts} TableFacts */
/** @typedef {{csv?: string | null, table?: string | null, [name: string]: unknown}} TableParams */
/**
 * @typedef {object} Use
 * @property {TableParams} wished - the parameters that the person has set, without defaults
 * @property {string} [model] - name
 * @property {string} [loss] - name, if the person has set it
 * @property {boolean} [single] - whether the model takes one input
 */

const POINTER = "/problem/dataset/params";
/** What a request to read the table says of it. */
const CHOICES = [...OWN_SETTINGS.table, "target", "inputs", "missing"];
/** Settings that stay when another table is opened. */
const LASTING = ["gaps", "test_share", "scaling", "shuffled"];
/** Delay after a change before the table is read again. */
const DEBOUNCE_MS = 150;

export class OwnTable extends HTMLElement {
  setUp() {
    /** @type {TableParams} */
    this.params = {};
    /** @type {Use} */
    this.use = { wished: {} };
    /** @type {TableFacts | null} */
    this.facts = null;
    /** The request for these facts, as text. @type {string} */
    this.asked = "";
    /** Why the text was not sent. */
    this.unsent = "";
    /** @type {File | null} */
    this.file = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.replaceChildren(...this.#content(), ...this.#question(), this.#reading());
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.addEventListener("drop", (event) => this.#drop(event));
    return this;
  }

  /** Number of samples that the table gives, at most; null while it is not known. */
  get samples() {
    if (!this.facts) return null;
    return this.facts.refused === null ? this.facts.samples : this.facts.rows;
  }

  /** The table itself, and what is told of it. @returns {HTMLElement[]} */
  #content() {
    const id = uniqueId("table");
    this.box = make("textarea", {
      id,
      class: "wide code",
      rows: "6",
      spellcheck: "false",
      wrap: "off",
      onchange: () => this.#submit(this.box?.value ?? ""),
      onpaste: () => setTimeout(() => this.#submit(this.box?.value ?? "")),
      onkeydown: (/** @type {KeyboardEvent} */ event) => event.stopPropagation(),
    });
    this.input = make("input", {
      type: "file",
      accept: ".csv,.tsv,.txt,.dat,.data,text/csv,text/plain",
      tabindex: "-1",
      "aria-hidden": "true",
      onchange: () => this.#open(this.input?.files?.[0]),
    });
    const open = () => this.input?.click();
    const button = make("button", { type: "button", class: "quiet-button", onclick: open }, "Open a file");
    this.origin = make("span", { class: "faint" });
    this.told = make("p", { class: "told", role: "status" });
    this.note = make("p", { class: "note", role: "alert", hidden: true });
    const tools = make("div", { class: "list-tools" }, button, this.input, this.origin);
    const label = make("label", { for: id, class: "caption" }, "Lines of values");
    return [label, this.box, this.told, this.note, tools];
  }

  /** What is predicted from what. @returns {HTMLElement[]} */
  #question() {
    const id = uniqueId("target");
    this.target = make("select", { id, onchange: () => this.#setTarget(this.target?.value ?? "") });
    this.task = ownGroup("table", ["task"]);
    this.columns = new TableColumns().setUp((names) =>
      emitParam(this, "param-change", `${POINTER}/inputs`, names),
    );
    const line = make(
      "div",
      { class: "field-line" },
      make("label", { for: id }, "Column to predict"),
      this.target,
    );
    return [line, this.task, this.columns];
  }

  /** How the table is read. */
  #reading() {
    const [missing, encoding] = [uniqueId("missing"), uniqueId("encoding")];
    this.marks = ownGroup("table", ["delimiter", "decimal", "header", "gaps"]);
    this.missing = make("input", {
      id: missing,
      type: "text",
      autocomplete: "off",
      placeholder: "automatic",
      title: "What stands for a missing value besides an empty cell, with commas between them",
      onchange: () =>
        emitParam(this, "param-change", `${POINTER}/missing`, this.missing?.value.trim() || "auto"),
    });
    const titles = Object.entries(getFacts().encodings ?? {});
    this.encoding = make(
      "select",
      { id: encoding, onchange: () => this.#open(this.file ?? undefined, this.encoding?.value) },
      ...titles.map(([name, title]) => make("option", { value: name }, title)),
    );
    this.encodingLine = make(
      "div",
      { class: "field-line", hidden: true },
      make("label", { for: encoding }, "Encoding of the file"),
      this.encoding,
    );
    const gaps = make("label", { for: missing }, "Missing values are");
    return make(
      "details",
      { class: "more" },
      make("summary", {}, "How it is read"),
      this.encodingLine,
      this.marks,
      make("div", { class: "field-line" }, gaps, this.missing),
    );
  }

  /** @param {DragEvent} event */
  #drop(event) {
    event.preventDefault();
    const text = event.dataTransfer?.getData("text/plain");
    if (event.dataTransfer?.files.length) this.#open(event.dataTransfer.files[0]);
    else if (text) this.#submit(text);
  }

  /**
   * @param {TableParams} params - of the dataset, completed
   * @param {import("./param-group.js").FieldError[]} errors
   * @param {Use} [use]
   */
  update(params, errors, use = { wished: params }) {
    if (!this.box || !this.note) return;
    const wrong = errors.find(({ pointer }) => pointer.startsWith(POINTER))?.detail ?? "";
    showFieldError(this.box, this.note, this.unsent || wrong);
    this.use = use;
    this.#showTable(params);
    this.task?.update(use.wished, errors);
    this.marks?.update(use.wished, errors);
    this.#showMissing(String(use.wished.missing ?? "auto"));
    this.#ask();
  }

  /** @param {TableParams} params */
  #showTable(params) {
    const other = params.csv !== this.params?.csv || params.table !== this.params?.table;
    this.params = params;
    if (!other || !this.box) return;
    if (document.activeElement !== this.box) this.box.value = params.csv ?? "";
    this.box.placeholder = params.table ? "Paste another table here" : "";
  }

  /** @param {string} marks */
  #showMissing(marks) {
    if (this.missing && document.activeElement !== this.missing)
      this.missing.value = marks === "auto" ? "" : marks;
  }

  /** Has the table read, unless that has been done for the same choices. */
  #ask() {
    const { csv, table } = this.params ?? {};
    if (!csv && !table) return;
    const { wished, model, loss } = this.use ?? { wished: {} };
    const chosen = CHOICES.map((name) => [name, wished[name]]).filter(([, value]) => value !== undefined);
    const request = { ...(table ? { table } : { csv }), ...Object.fromEntries(chosen), model, loss };
    const key = JSON.stringify(request);
    if (key === this.asked) return;
    this.asked = key;
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const facts = await askTable(request).catch(() => null);
      if (key === this.asked) this.show(facts);
    }, DEBOUNCE_MS);
  }

  /** Shows how the table was read. @param {TableFacts | null} facts - null if it cannot be read */
  show(facts) {
    this.facts = facts;
    this.#tell();
    if (facts && this.target) {
      this.target.replaceChildren(...facts.names.map(({ name }) => new Option(name)));
      this.target.value = facts.target ?? String(this.use?.wished.target ?? "");
      this.columns?.show(facts, this.use?.single === true);
    }
    this.dispatchEvent(new CustomEvent("table-read", { bubbles: true }));
  }

  /** Tells how the table in use was read. */
  #tell() {
    const { facts } = this;
    if (this.told) setText(this.told, facts ? facts.told + keptText(facts) : "");
  }

  /** @param {string} name - of the column to predict; it is no input any more, and may ask for another task */
  #setTarget(name) {
    const { inputs: _inputs, task: _task, ...wished } = this.use?.wished ?? {};
    emitParam(this, "param-change", POINTER, { ...wished, target: name });
  }

  /** Reads a file, in an encoding. @param {File | undefined} file @param {string} [encoding] */
  async #open(file, encoding = "auto") {
    if (!file) return;
    if (this.input) this.input.value = "";
    this.file = file;
    const facts = await this.#send(file, encoding, file.size > 4 * maxLinkBytes());
    if (facts === null) return;
    if (this.origin) setText(this.origin, [file.name, facts.encoding].filter(Boolean).join(", "));
    if (this.encoding) this.encoding.value = encoding;
    if (this.encodingLine) this.encodingLine.hidden = false;
    if (facts.csv !== null) this.#take({ csv: facts.csv });
    else if (facts.saved) this.#take({ table: facts.id });
    else this.#keep(file, encoding);
  }

  /** Has the server keep a table that is too large for a link. @param {Blob} file @param {string} encoding */
  async #keep(file, encoding) {
    const facts = await this.#send(file, encoding, true);
    if (facts) this.#take({ table: facts.id });
  }

  /**
   * @param {Blob} file
   * @param {string} encoding
   * @param {boolean} save
   * @returns {Promise<TableFacts | null>} null if the server refuses it; the note then says why
   */
  async #send(file, encoding, save) {
    if (this.told) setText(this.told, "Reading\u2026");
    try {
      return await sendTable(file, { encoding, save });
    } catch (error) {
      this.#refuse(/** @type {Error} */ (error).message);
      return null;
    }
  }

  /** Says why a table was not taken; the former one stays. @param {string} sentence - "" if it was taken */
  #refuse(sentence) {
    this.unsent = sentence;
    this.#tell();
    if (this.box && this.note) showFieldError(this.box, this.note, sentence);
  }

  /** Submits a table that was typed or pasted. @param {string} text */
  #submit(text) {
    if (text === this.params?.csv || text.trim() === "") return this.#refuse("");
    this.file = null;
    if (this.origin) setText(this.origin, "");
    if (this.encodingLine) this.encodingLine.hidden = true;
    if (fitsLink(text)) this.#take({ csv: text });
    else this.#keep(new Blob([text]), "utf-8");
  }

  /** Makes a table the data; what was chosen for the former one is forgotten. @param {TableParams} table */
  #take(table) {
    this.#refuse("");
    if (this.box) this.box.value = table.csv ?? "";
    const wished = this.use?.wished ?? {};
    const lasting = LASTING.filter((name) => name in wished).map((name) => [name, wished[name]]);
    emitParam(this, "param-change", POINTER, { ...Object.fromEntries(lasting), ...table });
  }
}

customElements.define("own-table", OwnTable);

/** How long a table is kept; "" if it travels with the experiment. @param {TableFacts} facts */
function keptText({ saved, csv, kept_days }) {
  if (!saved || csv !== null) return "";
  return `. The server keeps this table until nobody has opened it for ${kept_days} days; the same file brings it back.`;
}
