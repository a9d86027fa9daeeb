/**
 * Racer card: one optimizer with its color and marker, its regime, its loss and its learning rate; it unfolds to its
 * settings.
 */

import { entryNamed } from "../experiment/facts.js";
import { formatMeasured, parameterLabel, regimeLabel } from "../experiment/format.js";
import { hasRate, methodOf } from "../experiment/methods.js";
import { controlsOf } from "../experiment/schema.js";
import { icon, make, markerIcon, rebuild, setText, uniqueId } from "./dom.js";
import { formula } from "./math-formula.js";
import { ParamGroup } from "./param-group.js";
import { RateBox } from "./rate-box.js";
import { oneTabStop } from "./roving.js";
import { VerdictNote } from "./verdict-note.js";

/** @typedef {import("../../../types/api.d.ts").OptimizerEntry} OptimizerEntry */

/** Parameters that are always visible, and which part of a pair; the others are collapsed. @type {Record<string, number | undefined>} */
const ALWAYS_VISIBLE = { lr: undefined, momentum: undefined, betas: 0 };
/** Number of parameters that are visible of an optimizer that has none of these. */
const FIRST_VISIBLE = 2;

/**
 * @typedef {object} CardState
 * @property {number} index
 * @property {import("../experiment/experiment.js").Racer} racer - as completed by the server, with the settings in force at the playhead
 * @property {string} label
 * @property {string} color - CSS
 * @property {string} marker
 * @property {boolean} open
 * @property {boolean} removable
 * @property {import("../experiment/facts.js").Catalog} catalog
 * @property {import("../experiment/methods.js").Method[]} methods
 * @property {Record<string, string>} refusals - by method, why it cannot be used on the problem; "" if it can
 * @property {import("./param-group.js").FieldError[]} errors
 * @property {import("./param-slider.js").Mark[]} rateMarks
 */

export class RacerCard extends HTMLElement {
  /** @param {CardState} state */
  setUp(state) {
    const { index, racer, open } = state;
    this.index = index;
    this.toggleAttribute("open", open);
    this.word = make("span", { class: "regime" });
    this.loss = make("span", { class: "loss" });
    this.name = make("span", { class: "name" }, state.label);
    const body = uniqueId("racer");
    this.line = make(
      "button",
      {
        type: "button",
        class: "racer-line",
        "aria-expanded": String(open),
        "aria-controls": body,
        onclick: () => this.#emit("racer-select"),
      },
      markerIcon(state.marker, state.color),
      make("span", { class: "who" }, this.name, this.word),
      this.loss,
    );
    this.question = make("p", { class: "question", hidden: true });
    this.rate = open || !hasRate(racer.optimizer) ? null : new RateBox().setUp(state);
    this.replaceChildren(make("div", { class: "racer-row" }, this.line, this.rate ?? ""), this.question);
    /** @type {ParamGroup[]} */
    this.groups = [];
    this.verdict = /** @type {VerdictNote | null} */ (null);
    const content = make("div", { class: "racer-body", id: body, hidden: !open });
    if (open) content.append(...this.#settings(state));
    this.append(content);
    this.key = structureKey(state);
    this.racer = racer;
    return this;
  }

  /** @param {CardState} state */
  update(state) {
    if (this.key !== structureKey(state)) {
      const focused = this.contains(document.activeElement) ? document.activeElement?.className : null;
      rebuild(this, () => this.setUp(state));
      if (focused === "racer-line") this.line?.focus();
    }
    if (this.name) setText(this.name, state.label);
    this.rate?.update(state);
    if (this.method) this.method.value = methodOf(state.racer.optimizer);
    this.#updateGroups(state);
    if (this.problem) setText(this.problem, this.#problemOf(state));
  }

  /** @param {CardState} state */
  #updateGroups({ racer: { optimizer, schedule }, rateMarks, errors }) {
    for (const group of this.groups ?? []) {
      const values = group.base?.includes("/schedule/") ? schedule?.params : optimizer.params;
      group.update(values ?? {}, errors, { lr: rateMarks });
    }
  }

  /** An error of the racer that no control shows; "" without one. @param {CardState} state */
  #problemOf({ errors, index }) {
    const own = errors.find(({ pointer }) => pointer.startsWith(`/racers/${index}/`));
    return own && !this.querySelector(".note:not([hidden], .own)") ? own.detail : "";
  }

  /**
   * @param {number | null} loss
   * @param {import("../run/track-buffer.js").Regime | null | undefined} regime - in force
   * @param {string} [waiting] - what the racer waits for, in words; it takes the regime's place
   */
  showReadout(loss, regime, waiting = "") {
    if (!this.word || !this.loss || !this.question) return;
    setText(this.word, waiting ? "" : regimeLabel(regime?.name));
    setText(this.question, waiting);
    this.question.hidden = waiting === "";
    this.word.dataset.regime = regime?.name ?? "";
    this.verdict?.show(waiting ? null : (regime ?? null));
    setText(this.loss, formatMeasured(loss, 3));
  }

  /** Shows what the schedule does to the settings above. @param {string} sentences */
  showScheduleWords(sentences) {
    if (!this.words) return;
    setText(this.words, sentences);
    this.words.hidden = sentences === "";
  }

  /** @param {CardState} state @returns {HTMLElement[]} */
  #settings(state) {
    const { index, racer, catalog } = state;
    const base = `/racers/${index}`;
    const entry = /** @type {OptimizerEntry} */ (entryNamed(catalog.optimizers, racer.optimizer.name));
    const [visible, collapsed] = splitControls(controlsOf(entry.params));
    const first = new ParamGroup().setUp(visible, `${base}/optimizer/params`);
    const rest = new ParamGroup().setUp(collapsed, `${base}/optimizer/params`);
    const schedule = hasRate(racer.optimizer) ? this.#schedule(state) : { parts: [], groups: [] };
    this.groups = [first, rest, ...schedule.groups];
    this.problem = make("p", { class: "note own", role: "alert" });
    this.words = make("p", { class: "schedule-words" });
    const rule = make(
      "details",
      { class: "more rule" },
      make("summary", {}, "Update rule"),
      make("p", { class: "summary" }, entry.summary),
      entry.formula ? formula(entry.formula, true) : "",
      make("p", { class: "reference" }, entry.reference ?? ""),
    );
    this.verdict = new VerdictNote();
    const more = make(
      "details",
      { class: "more" },
      make("summary", {}, "More settings"),
      this.verdict.evidence,
      rest,
      ...schedule.parts,
      rule,
      this.#tools(state),
    );
    return [this.#picker(state), first, this.words, this.problem, this.verdict, more];
  }

  /** @param {CardState} state */
  #picker(state) {
    const { index, methods, refusals } = state;
    const id = uniqueId("method");
    const current = methodOf(state.racer.optimizer);
    this.method = make(
      "select",
      {
        id,
        onchange: (/** @type {Event} */ event) => {
          const { value } = /** @type {HTMLSelectElement} */ (event.target);
          this.#emit("racer-method", { method: value });
        },
      },
      ...methods.map(({ name, title }) => {
        const text = refusals[name] ? `${title} (${refusals[name]})` : title;
        const refused = Boolean(refusals[name]);
        return make("option", { value: name, selected: name === current, disabled: refused }, text);
      }),
    );
    this.method.setAttribute("aria-label", `Optimizer ${index + 1}`);
    return make("div", { class: "method" }, this.method);
  }

  /** @param {CardState} state */
  #tools({ removable }) {
    const tool = (/** @type {string} */ name, /** @type {string} */ text, /** @type {string} */ title) => {
      const onclick = () => this.#emit(`racer-${name}`);
      return make("button", { type: "button", class: "quiet-button", title, onclick }, icon(name), text);
    };
    const remove = tool("remove", "Remove", "Remove this optimizer");
    remove.disabled = !removable;
    const group = make(
      "div",
      { class: "tools", role: "group", "aria-label": "This optimizer" },
      tool("copy", "Duplicate", "Duplicate this optimizer"),
      tool("fork", "Fork", "Fork: a second one with the same past, from this step on (F)"),
      remove,
    );
    return oneTabStop(group);
  }

  /** @param {CardState} state @returns {{parts: HTMLElement[], groups: ParamGroup[]}} */
  #schedule({ index, racer, catalog }) {
    const name = racer.schedule?.name ?? "constant";
    const entry = entryNamed(catalog.schedules, name);
    const id = uniqueId("schedule");
    const select = make(
      "select",
      {
        id,
        onchange: (/** @type {Event} */ event) => {
          const { value } = /** @type {HTMLSelectElement} */ (event.target);
          this.#emit("racer-schedule", { schedule: value });
        },
      },
      ...catalog.schedules.map((one) =>
        make(
          "option",
          { value: one.name, selected: one.name === name },
          one.title ?? parameterLabel(one.name),
        ),
      ),
    );
    const field = make("div", { class: "field-line" }, make("label", { for: id }, "Schedule"), select);
    const group = new ParamGroup().setUp(entry?.params ?? [], `/racers/${index}/schedule/params`);
    const notes = (entry?.notes ?? []).map((note) => make("p", { class: "aside" }, note));
    return { parts: [field, group, ...notes], groups: [group] };
  }

  /** @param {string} type @param {Record<string, string>} [detail] */
  #emit(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail: { index: this.index, ...detail } }));
  }
}

customElements.define("racer-card", RacerCard);

/**
 * Key of the card's structure: while it is equal, only values are updated.
 *
 * @param {CardState} state
 */
function structureKey({ index, racer, color, marker, open, removable, refusals }) {
  const { optimizer, schedule } = racer;
  return JSON.stringify([index, optimizer.name, schedule?.name, color, marker, open, removable, refusals]);
}

/**
 * Splits an optimizer's controls into those that are always visible and those that are collapsed.
 *
 * @param {import("../experiment/schema.js").Control[]} controls
 */
function splitControls(controls) {
  const usual = controls.filter(({ name }) => name in ALWAYS_VISIBLE);
  const visible = usual.length > 0 ? usual : controls.slice(0, FIRST_VISIBLE);
  const parted = (/** @type {import("../experiment/schema.js").Control} */ control) =>
    control.kind === "pair" && ALWAYS_VISIBLE[control.name] !== undefined;
  return [
    visible.map((control) =>
      parted(control) ? { ...control, part: ALWAYS_VISIBLE[control.name] } : control,
    ),
    controls.flatMap((control) => {
      if (!visible.includes(control)) return [control];
      return parted(control) ? [{ ...control, part: 1 }] : [];
    }),
  ];
}
