/** Run panel: the number of steps and the seed, which all racers share. */

import { getFacts } from "../experiment/facts.js";
import { emitParam, iconButton, make } from "./dom.js";
import { NumberBox, seedKind } from "./number-box.js";
import { ParamSlider } from "./param-slider.js";

export class RunPanel extends HTMLElement {
  connectedCallback() {
    if (this.seed) return;
    this.steps = new ParamSlider().setUp(stepsControl(), "/steps");
    this.seed = new NumberBox().setUp("Seed", "/seed", seedKind());
    const fresh = iconButton("dice", "New seed", () => this.#draw(), "small");
    const field = make("div", { class: "field-line" }, this.seed, fresh);
    this.append(this.steps, field);
  }

  /** @param {number} steps @param {number} seed */
  update(steps, seed) {
    if (!this.steps || !this.seed) return;
    this.steps.value = steps;
    this.steps.marks = [{ value: getFacts().defaults.steps, label: "Default" }];
    this.seed.value = seed;
  }

  #draw() {
    const [value] = crypto.getRandomValues(new Uint16Array(1));
    emitParam(this, "param-change", "/seed", value);
  }
}

customElements.define("run-panel", RunPanel);

/** @returns {import("../experiment/schema.js").Control} */
function stepsControl() {
  const { bounds, defaults } = getFacts();
  const [minimum, maximum] = bounds.steps;
  return {
    kind: "slider",
    name: "steps",
    label: "Steps",
    symbol: "",
    help: "How many steps every optimizer takes.",
    fallback: defaults.steps,
    live: false,
    integer: true,
    range: { scale: "log", low: 10, high: 10_000, step: 1 },
    options: [],
    limits: { minimum, maximum },
  };
}
