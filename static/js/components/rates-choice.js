/** Rates choice: applies the measured learning rates to all optimizers. */

import { make, setPressed } from "./dom.js";
import { oneTabStop } from "./roving.js";

const CHOICES = [
  ["show", "Demo", "Measured learning rates that are good to watch"],
  ["fast", "Fastest", "Measured learning rates that need the fewest steps"],
];

/** Event: `rates-take` with "show" or "fast" as its `detail`. */
export class RatesChoice extends HTMLElement {
  connectedCallback() {
    if (this.choices) return;
    this.choices = make("div", { class: "segmented", role: "group", "aria-label": "Learning rates" });
    for (const [name, text, title] of CHOICES) {
      const onclick = () =>
        this.dispatchEvent(new CustomEvent("rates-take", { bubbles: true, detail: name }));
      this.choices.append(make("button", { type: "button", "data-name": name, title, onclick }, text));
    }
    oneTabStop(this.choices);
    this.append(make("span", { class: "caption" }, "Learning rates of all"), this.choices);
  }

  /**
   * @param {{rates: string, measured: boolean}} state - which measured rates are applied, and whether any
   *   exist for this problem: without them there is nothing to choose
   */
  update({ rates, measured }) {
    if (this.choices) setPressed(this.choices, (name) => name === rates);
    this.hidden = !measured;
  }
}

customElements.define("rates-choice", RatesChoice);
