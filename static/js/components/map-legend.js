/** Map legend: title, color keys, and the values of the cell under the pointer. */

import { make, setText } from "./dom.js";

/**
 * @typedef {object} Key
 * @property {string} text
 * @property {string} [sign] - class of the swatch: ramp, line, ring ...
 * @property {string} [color] - of a plain swatch
 */

export class MapLegend extends HTMLElement {
  connectedCallback() {
    if (this.heading) return;
    this.classList.add("map-legend");
    this.heading = make("p", { class: "title" });
    this.keys = make("ul", { class: "keys" });
    this.reading = make("p", { class: "reading", role: "status" });
    this.append(this.heading, this.keys, this.reading);
  }

  /** @param {string} title @param {Key[]} keys */
  update(title, keys) {
    if (!this.heading || !this.keys) return;
    setText(this.heading, title);
    this.heading.title = title;
    this.keys.replaceChildren(
      ...keys.map(({ text, sign = "", color }) => {
        const swatch = make("span", { class: `swatch ${sign}`, "aria-hidden": "true" });
        if (color) swatch.style.background = color;
        return make("li", {}, swatch, text);
      }),
    );
  }

  /** @param {string} text - values of one cell */
  showCell(text) {
    if (this.reading) setText(this.reading, text);
  }
}

customElements.define("map-legend", MapLegend);
