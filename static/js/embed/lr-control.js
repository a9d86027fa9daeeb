/** Learning rate control: the one setting of an embed, for the selected racer. */

import "../components/param-slider.js";
import { make, markerIcon } from "../components/dom.js";
import { ParamSlider } from "../components/param-slider.js";
import { entryNamed } from "../experiment/facts.js";
import { methodOf, methods } from "../experiment/methods.js";
import { colorOf, markerOf } from "../experiment/racers.js";
import { controlsOf } from "../experiment/schema.js";

/** The rate in force at the playhead on a slider, with a menu of the racers; a dash for one that has none. */
export class LrControl {
  /** @param {import("../run/session-interface.js").LabSession} session @param {HTMLElement} element */
  constructor(session, element) {
    this.session = session;
    this.element = element;
    this.methods = methods(session.catalog);
    this.shown = "";
    this.mark = make("span", { class: "lr-mark" });
    this.whose = make("select", {
      "aria-label": "Racer",
      onchange: () => session.store.set({ selected: Number(this.whose.value) }),
    });
    this.slider = new ParamSlider();
    this.dash = make("span", { class: "lr-none" }, "Learning rate", " \u2013"); // Two texts: one is translated.
    element.append(this.mark, this.whose, this.slider, this.dash);
    element.addEventListener("param-input", (event) => this.#change(event, false));
    element.addEventListener("param-change", (event) => this.#change(event, true));
    element.addEventListener("param-cancel", () => session.cancel());
    session.store.subscribe(() => this.update(), ["spec", "completed", "styles", "selected", "errors"]);
    this.update();
  }

  /** Shows the settings that are in force at the playhead. */
  update() {
    const { now, state } = this.session;
    const { styles, errors } = state;
    const selected = this.session.selectedRacer;
    const racer = now.racers[selected];
    const names = now.racers.map((one) => one.label ?? this.#title(one));
    const key = JSON.stringify([names, selected, racer.optimizer.name, styles]);
    if (key !== this.shown) this.#build(names, selected, styles[selected] ?? selected);
    this.shown = key;
    this.slider.value = racer.optimizer.params?.lr ?? null;
    const own = errors.find(({ pointer }) => pointer === this.slider.pointer);
    this.slider.error = own?.detail ?? "";
  }

  /** @param {string[]} names @param {number} selected @param {number} style */
  #build(names, selected, style) {
    const { optimizer } = this.session.now.racers[selected];
    const entry = entryNamed(this.session.catalog.optimizers, optimizer.name);
    const control = entry && controlsOf(entry.params).find(({ name }) => name === "lr");
    this.mark.replaceChildren(markerIcon(markerOf(style), colorOf(style)));
    this.whose.replaceChildren(...names.map((name, index) => make("option", { value: String(index) }, name)));
    this.whose.value = String(selected);
    this.slider.hidden = !control;
    this.dash.hidden = Boolean(control);
    if (control) this.slider.setUp({ ...control, symbol: "" }, `/racers/${selected}/optimizer/params/lr`);
  }

  /** @param {import("../experiment/experiment.js").Racer} racer */
  #title({ optimizer }) {
    const method = methodOf(optimizer);
    return this.methods.find(({ name }) => name === method)?.title ?? optimizer.name;
  }

  /** @param {Event} event @param {boolean} done */
  #change(event, done) {
    const { pointer, value } = /** @type {CustomEvent} */ (event).detail;
    this.session.change(pointer, value, done);
  }
}
