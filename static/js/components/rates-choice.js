/** Rates choice: applies the measured learning rates to all optimizers. */

import { make, setPressed } from "./dom.js";
import { segmented } from "./segmented.js";

const CHOICES = [
  ["show", "Demo", "Measured learning rates that are good to watch"],
  ["fast", "Fastest", "Measured learning rates that need the fewest steps"],
];

/** Event: `rates-take` with "show" or "fast" as its `detail`. */
export class RatesChoice extends HTMLElement {
  connectedCallback() {
    if (this.choices) return;
    this.choices = segmented({ "aria-label": "Learning rates" }, CHOICES, (detail) =>
      this.dispatchEvent(new CustomEvent("rates-take", { bubbles: true, detail })),
    );
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
