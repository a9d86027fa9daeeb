/** Racer list: one card per racer, and a button to add one. */

import { maxRacers } from "../experiment/facts.js";
import { icon, make, setPressed } from "./dom.js";
import { RacerCard } from "./racer-card.js";

export class RacerList extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    this.list = make("div", { class: "racers" });
    this.add = make(
      "button",
      {
        type: "button",
        class: "quiet-button",
        onclick: () => this.dispatchEvent(new CustomEvent("racer-add", { bubbles: true })),
      },
      icon("add"),
      "Add racer",
    );
    this.rates = make("div", { class: "segmented", role: "group", "aria-label": "Learning rates" });
    for (const [name, text, title] of [
      ["show", "To watch", "Measured learning rates that are good to watch"],
      ["fast", "To win", "Measured learning rates that need the fewest steps"],
    ]) {
      const act = () => this.dispatchEvent(new CustomEvent("rates-take", { bubbles: true, detail: name }));
      this.rates.append(make("button", { type: "button", "data-name": name, title, onclick: act }, text));
    }
    const rates = make("div", { class: "rates" }, make("span", { class: "caption" }, "Rates"), this.rates);
    this.append(this.list, make("div", { class: "list-tools" }, this.add, rates));
  }

  /**
   * @param {import("./racer-card.js").CardState[]} cards
   * @param {{rates: string, measured: boolean}} state - which measured rates are applied, and whether any
   *   exist for this problem
   */
  update(cards, { rates, measured }) {
    if (!this.list || !this.add || !this.rates) return;
    while (this.list.children.length > cards.length) this.list.lastElementChild?.remove();
    for (const [index, state] of cards.entries()) {
      const card = this.cards[index];
      if (card) card.update(state);
      else {
        const made = new RacerCard().setUp(state);
        this.list.append(made);
        made.update(state);
      }
    }
    this.add.disabled = cards.length >= maxRacers();
    setPressed(this.rates, (name) => name === rates);
    // Without measured rates there is nothing to choose.
    if (this.rates.parentElement) this.rates.parentElement.hidden = !measured;
  }

  /** @returns {RacerCard[]} */
  get cards() {
    return /** @type {RacerCard[]} */ ([...(this.list?.children ?? [])]);
  }
}

customElements.define("racer-list", RacerList);
