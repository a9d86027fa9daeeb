/** Tab list: tabs and their panels by the ARIA pattern; the arrow keys choose. */

import { make, setText, uniqueId } from "./dom.js";

export class TabList {
  /**
   * @param {string} label
   * @param {{name: string, title: string, content: HTMLElement}[]} tabs
   * @param {(name: string) => void} chosen - called when a person has chosen another tab
   */
  constructor(label, tabs, chosen) {
    this.chosen = chosen;
    this.name = tabs[0].name;
    this.tabs = tabs.map(({ name, title, content }) => {
      const id = uniqueId("tab");
      const count = make("span", { class: "count" });
      const tab = make(
        "button",
        {
          type: "button",
          role: "tab",
          id,
          "aria-controls": `${id}-panel`,
          onclick: () => this.#choose(name),
        },
        title,
        count,
      );
      const panel = make("div", { role: "tabpanel", id: `${id}-panel`, "aria-labelledby": id }, content);
      return { name, tab, panel, count };
    });
    this.element = make(
      "div",
      { class: "segmented tabs", role: "tablist", "aria-label": label },
      ...this.tabs.map(({ tab }) => tab),
    );
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    this.show(this.name);
  }

  /** Shows a tab's panel. @param {string} name */
  show(name) {
    this.name = name;
    for (const { name: own, tab, panel } of this.tabs) {
      tab.setAttribute("aria-selected", String(own === name));
      tab.setAttribute("tabindex", own === name ? "0" : "-1");
      panel.hidden = own !== name;
    }
  }

  /** Focuses the chosen tab. */
  focus() {
    this.tabs.find(({ name }) => name === this.name)?.tab.focus();
  }

  /** @param {string} name @param {string} text - behind the tab's title, such as a number; "" for none */
  setCount(name, text) {
    const count = this.tabs.find((tab) => tab.name === name)?.count;
    if (count) setText(count, text);
  }

  /** @param {string} name */
  #choose(name) {
    this.show(name);
    this.focus();
    this.chosen(name);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const last = this.tabs.length - 1;
    const now = this.tabs.findIndex(({ name }) => name === this.name);
    /** @type {Record<string, number>} */
    const places = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last };
    const place = places[event.key];
    if (place === undefined) return;
    event.preventDefault();
    this.#choose(this.tabs[(place + this.tabs.length) % this.tabs.length].name);
  }
}
