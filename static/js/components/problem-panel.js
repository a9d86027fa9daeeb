/** Problem panel: choose a surface of the catalog, a formula, or a network with its data. */

import { entryNamed, getFacts } from "../experiment/facts.js";
import { isFormula, isNetwork, isSurface, nameOf, settingsOf, titleOf } from "../experiment/problem-kind.js";
import { emitParam, iconButton, make, rebuild, setText, uniqueId } from "./dom.js";
import { formula } from "./math-formula.js";
import { NumberBox, REAL } from "./number-box.js";
import { otherSettings } from "./own-settings.js";
import { ParamGroup } from "./param-group.js";
import { PlanePicker } from "./plane-picker.js";
import {
  batchControl,
  measuringControl,
  noiseControl,
  OWN_EDITORS,
  penaltyControl,
  stoppingControl,
} from "./problem-controls.js";
import { ProblemOpener } from "./problem-opener.js";

/** @typedef {import("./param-group.js").FieldError} FieldError */
/** @typedef {import("../experiment/problem-kind.js").Problem} Problem */
/** @typedef {import("../experiment/problem-kind.js").Settings} Settings */
/** @typedef {import("../experiment/problem-kind.js").SurfaceProblem} SurfaceProblem */
/** @typedef {import("../experiment/problem-kind.js").NetworkProblem} NetworkProblem */
/** @typedef {import("../experiment/facts.js").Catalog} Catalog */
/** @typedef {import("../../../types/api.d.ts").PlainEntry} PlainEntry */
/** @typedef {import("./problem-controls.js").OwnEditor} OwnEditor */

/** Pointers whose errors no control shows. */
const NAMED = /^\/problem\/(expression|domain|start|model\/name|dataset\/name|loss|surface)/;

export class ProblemPanel extends HTMLElement {
  /**
   * @param {Catalog} catalog
   * @param {HTMLElement} [place] - where the settings stand; below the button without it
   */
  setUp(catalog, place = this) {
    this.catalog = catalog;
    /** @type {string} */
    this.key = "";
    /** @type {number} */
    this.samples = 0;
    this.opener = new ProblemOpener().setUp(catalog);
    this.body = make("div", { class: "problem-body" });
    this.replaceChildren(this.opener);
    place.append(this.body);
    this.body.addEventListener("table-read", () => this.shown && this.update(...this.shown));
    return this;
  }

  /**
   * @param {Problem} problem - completed, with the settings in force at the playhead
   * @param {FieldError[]} errors
   * @param {import("./plane-picker.js").Plane | null} [plane]
   * @param {Problem} [wished] - the problem as the person has set it, without defaults
   */
  update(problem, errors, plane = null, wished = problem) {
    if (!this.opener || !this.body) return;
    /** @type {Parameters<ProblemPanel["update"]>} */
    this.shown = [problem, errors, plane, wished];
    const key = structureKey(problem);
    if (key !== this.key) rebuild(this.body, () => this.#build(problem));
    this.key = key;
    this.opener.update(problem);
    if (isNetwork(problem)) this.#fitBatch(problem);
    const settings = settingsOf(problem);
    for (const { group, at } of this.groups ?? []) group.update(at(settings), errors);
    this.own?.update(settings.dataset?.params ?? {}, errors, this.#useOf(settings, settingsOf(wished)));
    this.plane?.update(plane, errors);
    this.#updateBoxes(settings);
    this.#showError(errors.find(({ pointer }) => NAMED.test(pointer))?.detail ?? "");
  }

  /**
   * What the editor of own data must know besides them.
   *
   * @param {Settings} settings @param {Settings} wished
   */
  #useOf({ model }, { dataset, loss }) {
    const { features } = find(this.#catalog.models, model?.name ?? "");
    return { wished: dataset?.params ?? {}, model: model?.name, loss: loss?.name, single: features === 1 };
  }

  /** @param {Settings} settings */
  #updateBoxes(settings) {
    for (const { box, at } of this.boxes ?? []) {
      if (document.activeElement !== box) box.value = at(settings);
    }
    for (const { box, at } of this.numbers ?? []) box.value = at(settings);
  }

  /** @param {string} sentence */
  #showError(sentence) {
    if (!this.note) return;
    setText(this.note, sentence);
    this.note.hidden = this.note.textContent === "";
  }

  get #catalog() {
    return this.catalog ?? getFacts();
  }

  /** @param {Problem} problem */
  #build(problem) {
    /** @type {{group: ParamGroup, at(problem: Settings): Record<string, unknown>}[]} */
    this.groups = [];
    /** @type {{box: HTMLInputElement | HTMLSelectElement, at(problem: Settings): string}[]} */
    this.boxes = [];
    /** @type {{box: NumberBox, at(problem: Settings): number | undefined}[]} */
    this.numbers = [];
    this.note = make("p", { class: "note", role: "alert", hidden: true });
    this.plane = null;
    /** @type {OwnEditor | null} */
    this.own = null;
    this.body?.replaceChildren(...this.#parts(problem));
  }

  /** @param {Problem} problem @returns {HTMLElement[]} */
  #parts(problem) {
    if (isNetwork(problem)) return this.#network(problem);
    if (isFormula(problem)) return this.#formula();
    return isSurface(problem) ? this.#surface(problem) : [this.#withoutControls(problem)];
  }

  /** The text of a problem whose settings have no controls. @param {Problem} problem */
  #withoutControls(problem) {
    const title = titleOf(this.#catalog, problem);
    const text = `The settings of a ${title} have no controls here; the address keeps them.`;
    return make("p", { class: "summary" }, text);
  }

  /** @param {SurfaceProblem} problem @returns {HTMLElement[]} */
  #surface(problem) {
    const entry = find(this.#catalog.surfaces, problem.surface.name);
    const about = make("p", { class: "summary" }, entry.summary);
    const math = entry.formula ? [formula(entry.formula, true)] : [];
    const params = this.#group(entry.params, "/problem/surface/params", (p) => p.surface?.params ?? {});
    return [about, ...math, params, this.note ?? about, this.#startAndNoise()];
  }

  /** @returns {HTMLElement[]} */
  #formula() {
    const id = uniqueId("formula");
    const box = make("input", {
      type: "text",
      id,
      class: "wide code",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      maxlength: "300",
      oninput: () => emitParam(this, "param-change", "/problem/expression", box.value),
    });
    this.boxes?.push({ box, at: (problem) => problem.expression ?? "" });
    const label = make("label", { for: id, class: "caption" }, "f(x, y) =");
    const hint = make(
      "p",
      { class: "summary" },
      "As you would write it: 2x, xy, x\u00b2, sin\u00b2(x), |x|, \u221ax, \u03c0, max(x, y, 0). log and ln are the natural logarithm. Docs lists all names.",
    );
    const edges = ["x from", "x to", "y from", "y to"].map((text, k) =>
      this.#number(text, `/problem/domain/${k >> 1}/${k & 1}`, (p) => p.domain?.[k >> 1]?.[k & 1]),
    );
    const domain = make("div", { class: "box-row" }, ...edges);
    return [label, box, this.note ?? hint, hint, domain, this.#startAndNoise()];
  }

  /** @param {NetworkProblem} problem @returns {HTMLElement[]} */
  #network(problem) {
    const { models, datasets, initializers } = this.#catalog;
    const model = find(models, problem.model.name);
    const dataset = find(datasets, problem.dataset.name);
    const pairings = this.#catalog.pairings[model.name] ?? {};
    this.batch = this.#group([], "/problem", (p) => ({
      batch_size: Math.min(p.batch_size ?? this.samples, this.samples),
    }));
    this.samples = 0;
    const parts = [
      this.#choice(
        "Data",
        "/problem/dataset",
        datasets.filter(({ name }) => name in pairings),
        datasetName,
      ),
      ...this.#ownDataEditor(dataset.name),
      this.batch,
      this.#initialization(initializers),
      this.#group(model.params, "/problem/model/params", (p) => p.model?.params ?? {}),
    ];
    const more = this.#moreAboutData(problem, dataset, pairings[dataset.name]);
    const about = make("p", { class: "summary" }, model.summary);
    const place = model.weights === 2 ? this.#start() : this.#planePicker();
    return [about, ...parts, this.note ?? about, place, this.#regularization(), this.#measuring(), more];
  }

  /**
   * @param {NetworkProblem} problem
   * @param {PlainEntry} dataset
   * @param {string[] | undefined} losses - names of those that fit
   */
  #moreAboutData({ initializer }, dataset, losses) {
    const fitting = this.#catalog.losses.filter(({ name }) => losses?.includes(name));
    const parts = [
      this.#choice("Loss", "/problem/loss", fitting, (p) => p.loss?.name ?? ""),
      this.#group(otherSettings(dataset), "/problem/dataset/params", (p) => p.dataset?.params ?? {}),
    ];
    const start = initializer ? find(this.#catalog.initializers, initializer.name) : null;
    if (start)
      parts.push(
        this.#group(start.params, "/problem/initializer/params", (p) => p.initializer?.params ?? {}),
      );
    const more = make("details", { class: "more" }, make("summary", {}, "More about the data"));
    more.append(make("p", { class: "summary" }, dataset.summary), ...parts);
    return more;
  }

  /**
   * Limits the batch size to the size of the training set, which may be changing under a slider.
   *
   * @param {NetworkProblem} problem
   */
  #fitBatch({ dataset }) {
    const entry = find(this.#catalog.datasets, dataset.name);
    const control = batchControl(entry, dataset.params ?? {}, this.own?.samples ?? null);
    if (control.range.high !== this.samples) this.batch?.setUp([control], "/problem");
    this.samples = control.range.high;
  }

  /**
   * @param {Parameters<ParamGroup["setUp"]>[0]} source
   * @param {string} base
   * @param {(problem: Settings) => Record<string, unknown>} at
   */
  #group(source, base, at) {
    const group = new ParamGroup().setUp(source, base);
    this.groups?.push({ group, at });
    return group;
  }

  /**
   * @param {string} label
   * @param {string} pointer
   * @param {{name: string, title: string, summary: string}[]} entries
   * @param {(problem: Settings) => string} at
   */
  #choice(label, pointer, entries, at) {
    const id = uniqueId("choice");
    const options = entries.map((entry) =>
      make("option", { value: entry.name, title: entry.summary }, entry.title),
    );
    const box = make("select", {
      id,
      onchange: () => emitParam(this, "param-change", pointer, { name: box.value }),
    });
    box.append(...options);
    this.boxes?.push({ box, at });
    return make("div", { class: "field-line" }, make("label", { for: id }, label), box);
  }

  /**
   * @param {PlainEntry[]} initializers
   * @returns {HTMLElement} the initializer and a button that draws other weights
   */
  #initialization(initializers) {
    const name = (/** @type {Settings} */ p) => p.initializer?.name ?? "";
    const line = this.#choice("Initialization", "/problem/initializer", initializers, name);
    const draw = () => {
      const [value] = crypto.getRandomValues(new Uint16Array(1));
      emitParam(this, "param-change", "/problem/weights_draw", value);
    };
    line.append(iconButton("dice", "Draw other weights; the data stay", draw, "small"));
    return line;
  }

  /** The editor of a person's own data, which is loaded when it is first shown. @param {string} name @returns {HTMLElement[]} */
  #ownDataEditor(name) {
    if (!(name in OWN_EDITORS)) return [];
    const place = make("div", {});
    OWN_EDITORS[name]().then((editor) => {
      if (!place.isConnected) return; // Another problem has been chosen.
      this.own = editor;
      place.replaceWith(editor);
      if (this.shown) this.update(...this.shown);
    });
    return [place];
  }

  /** Controls of regularization. */
  #regularization() {
    const controls = [penaltyControl(), stoppingControl()];
    const group = this.#group(controls, "/problem", (p) => ({ l1: p.l1, early_stopping: p.early_stopping }));
    const hint = make(
      "p",
      { class: "summary" },
      "Weight decay belongs to each optimizer, dropout to the model. “With its penalty” above the map adds what a ball descends besides the loss.",
    );
    return make("details", { class: "more" }, make("summary", {}, "Regularization"), group, hint);
  }

  /** Controls of the interval between measurements, and of early stopping. */
  #measuring() {
    const group = this.#group([measuringControl()], "/problem", (p) => ({ measure_every: p.measure_every }));
    return make("details", { class: "more" }, make("summary", {}, "Measuring"), group);
  }

  /** Control of the plane through the weights. */
  #planePicker() {
    this.plane = new PlanePicker().setUp(this.#catalog.planes);
    return make("details", { class: "more" }, make("summary", {}, "Plane of the map"), this.plane);
  }

  #start() {
    const boxes = ["x", "y"].map((axis, k) =>
      this.#number(`Start ${axis}`, `/problem/start/${k}`, (p) => p.start?.[k]),
    );
    return make("div", { class: "box-row" }, ...boxes);
  }

  /** @param {string} text @param {string} pointer @param {(problem: Settings) => number | undefined} at */
  #number(text, pointer, at) {
    const box = new NumberBox().setUp(text, pointer, REAL);
    this.numbers?.push({ box, at });
    return box;
  }

  /** What is set with the pointer in the picture, or seldom. */
  #startAndNoise() {
    const summary = make("summary", {}, "Start and gradient noise");
    return make("details", { class: "more" }, summary, this.#start(), this.#noise());
  }

  #noise() {
    return this.#group([noiseControl()], "/problem", (p) => ({ noise: p.noise }));
  }
}

customElements.define("problem-panel", ProblemPanel);

/**
 * The entry of a name, or the first.
 *
 * @template {{name: string}} Entry
 * @param {Entry[]} entries
 * @param {string} name
 */
function find(entries, name) {
  return entryNamed(entries, name) ?? entries[0];
}

/** @param {Settings} problem */
function datasetName({ dataset }) {
  return dataset?.name ?? "";
}

/**
 * Key of the panel's structure: while it is equal, only values are updated.
 *
 * @param {Problem} problem
 */
function structureKey(problem) {
  const { dataset, initializer } = settingsOf(problem);
  return [problem.kind, nameOf(problem), dataset?.name, initializer?.name].join("|");
}
