/** How the picture is shown: view, arrows, scale of the loss, light or dark. */

import { icon, iconButton, make } from "./dom.js";

const VIEWS = [
  ["both", "Both"],
  ["3d", "3-D"],
  ["contour", "Contour"],
];
const MAPS = [
  ["land", "Land"],
  ["basins", "Basins"],
  ["parameters", "Parameters"],
];
const ARROWS = [
  ["gradient", "Gradient"],
  ["momentum", "Momentum"],
  ["step", "Step"],
];
const LOSS = [
  ["log", "Log"],
  ["linear", "Linear"],
];
const THEMES = /** @type {const} */ (["auto", "light", "dark"]);
const THEME_ICONS = { auto: "auto", light: "sun", dark: "moon" };

export class ViewBar extends HTMLElement {
  connectedCallback() {
    if (this.views) return;
    this.views = this.#segments("View", VIEWS, "mode");
    this.views.classList.add("views");
    this.maps = this.#segments("What the map shows", MAPS, "map");
    this.arrows = this.#segments("Arrows at the balls", ARROWS, "arrow");
    this.loss = this.#segments("Scale of the loss", LOSS, "loss");
    this.theme = iconButton("auto", "Theme", () => this.#tell("theme", this.nextTheme));
    this.append(
      this.views,
      make(
        "div",
        { class: "captioned wide-only maps" },
        make("span", { class: "caption" }, "Map"),
        this.maps,
      ),
      make(
        "div",
        { class: "captioned wide-only" },
        make("span", { class: "caption" }, "Arrows"),
        this.arrows,
      ),
      make("div", { class: "captioned wide-only" }, make("span", { class: "caption" }, "Loss"), this.loss),
      this.theme,
    );
  }

  /** @param {import("../url-state.js").View} view */
  update(view) {
    if (!this.views || !this.maps || !this.arrows || !this.loss || !this.theme) return;
    press(this.views, (name) => name === view.mode);
    press(this.maps, (name) => name === view.map);
    press(this.arrows, (name) => view.arrows.includes(name));
    press(this.loss, (name) => name === view.loss);
    this.nextTheme = THEMES[(THEMES.indexOf(view.theme) + 1) % THEMES.length];
    this.theme.replaceChildren(icon(THEME_ICONS[view.theme]));
    const label = `Theme: ${view.theme}`;
    this.theme.title = label;
    this.theme.setAttribute("aria-label", label);
  }

  /** @param {string} label @param {string[][]} choices @param {string} name */
  #segments(label, choices, name) {
    const buttons = choices.map(([value, text]) =>
      make("button", { type: "button", "data-name": value, onclick: () => this.#tell(name, value) }, text),
    );
    return make("div", { class: "segmented", role: "group", "aria-label": label }, ...buttons);
  }

  /** @param {string} name @param {unknown} value */
  #tell(name, value) {
    this.dispatchEvent(new CustomEvent("view-change", { bubbles: true, detail: { name, value } }));
  }
}

customElements.define("view-bar", ViewBar);

/** @param {Element} group @param {(name: string) => boolean} chosen */
function press(group, chosen) {
  for (const button of /** @type {HTMLCollectionOf<HTMLButtonElement>} */ (group.children))
    button.setAttribute("aria-pressed", String(chosen(button.dataset.name ?? "")));
}
