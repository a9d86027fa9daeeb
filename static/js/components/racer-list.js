/** Racer list: one card per racer, and a button to add one. */

import { maxRacers } from "../experiment/facts.js";
import { icon, make } from "./dom.js";
import { RacerCard } from "./racer-card.js";
import { oneTabStop } from "./roving.js";

export class RacerList extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    this.list = make("div", { class: "racers", role: "group", "aria-label": "Optimizers" });
    this.add = make(
      "button",
      {
        type: "button",
        class: "quiet-button",
        onclick: () => this.dispatchEvent(new CustomEvent("racer-add", { bubbles: true })),
      },
      icon("add"),
      "Add optimizer",
    );
    oneTabStop(this.list, ".racer-line, .rate");
    this.append(this.list, make("div", { class: "list-tools" }, this.add));
  }

  /** @param {import("./racer-card.js").CardState[]} cards */
  update(cards) {
    if (!this.list || !this.add) return;
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
  }

  /** @returns {RacerCard[]} */
  get cards() {
    return /** @type {RacerCard[]} */ ([...(this.list?.children ?? [])]);
  }
}

customElements.define("racer-list", RacerList);
