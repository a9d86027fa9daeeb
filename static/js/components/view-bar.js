/**
 * View bar: what the picture shows. In the header of the lab it has the view and the kind of map; with the attribute
 * `full` also arrows and theme; with `overflow` all but the view.
 */

import { AXES } from "../plots/curves/x-axis.js";
import { icon, iconButton, make, setPressed } from "./dom.js";
import { segmented } from "./segmented.js";

const VIEWS = [
  ["3d", "Relief", "The landscape in 3-D; drag to turn it"],
  ["contour", "Map", "The landscape from above; click to start somewhere else"],
  ["both", "Both", "Relief and map side by side"],
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
const RATES = [["rates", "Learning rates"]];
const PARTS = [["curves", "Folded", "The curves leave their room to the picture"]];
const THEMES = /** @type {const} */ (["auto", "light", "dark", "projector"]);
const THEME_ICONS = { auto: "auto", light: "sun", dark: "moon", projector: "projector" };
const THEME_NAMES = [
  ["auto", "Auto"],
  ["light", "Light"],
  ["dark", "Dark"],
  ["projector", "Projector"],
];

/** @param {string} caption @param {string} name @param {HTMLElement} content */
function captioned(caption, name, content) {
  const label = make("span", { class: "caption" }, caption);
  return make("div", { class: `captioned ${name}` }, label, content);
}

export class ViewBar extends HTMLElement {
  connectedCallback() {
    if (this.views) return;
    this.views = this.#segments("View", VIEWS, "mode");
    this.views.classList.add("views");
    this.maps = this.#segments("What the map shows", MAPS, "map");
    this.arrows = this.#segments("Arrows at the balls", ARROWS, "arrow");
    this.loss = this.#segments("Scale of the loss", LOSS, "loss");
    this.theme = iconButton("auto", "Theme", () => this.#emit("theme", this.nextTheme));
    this.rates = this.#segments("Curves of", RATES, "rates");
    this.parts = this.#segments("Loss curves", PARTS, "part");
    const axes = AXES.map(({ name, title, hint }) => [name, title, hint]);
    this.axis = this.#segments("The loss against", axes, "axis");
    const map = captioned("Map", "maps", this.maps);
    const arrows = captioned("Arrows", "", this.arrows);
    if (this.hasAttribute("overflow")) {
      const loss = captioned("Loss", "always", this.loss);
      this.themes = this.#segments("Theme", THEME_NAMES, "theme");
      const against = captioned("Against", "always", this.axis);
      this.append(map, arrows, loss, against, captioned("Curves", "always", this.rates));
      this.append(captioned("Loss curves", "always", this.parts));
      this.append(captioned("Theme", "always", this.themes));
    } else if (this.hasAttribute("full")) this.append(this.views, map, arrows, this.theme);
    else this.append(this.views, map);
  }

  /**
   * @param {import("../url/url-state.js").View} view
   * @param {{samples: boolean, rated: boolean}} has - whether there are examples to count, and learning rates
   */
  update(view, { samples, rated }) {
    const { views, maps, arrows, loss, rates, theme } = this;
    if (!views || !maps || !arrows || !loss || !rates || !theme) return;
    setPressed(views, (name) => name === view.mode);
    setPressed(maps, (name) => name === view.map);
    setPressed(arrows, (name) => view.arrows.includes(name));
    setPressed(loss, (name) => name === view.loss);
    setPressed(rates, () => view.rates);
    if (rates.parentElement) rates.parentElement.hidden = !rated;
    if (this.parts) setPressed(this.parts, (name) => view.hide.includes(name));
    if (this.themes) setPressed(this.themes, (name) => name === view.theme);
    if (this.axis) updateAxis(this.axis, view.axis, samples);
    this.nextTheme = THEMES[(THEMES.indexOf(view.theme) + 1) % THEMES.length];
    theme.replaceChildren(icon(THEME_ICONS[view.theme]));
    const label = `Theme: ${view.theme}`;
    theme.title = label;
    theme.setAttribute("aria-label", label);
  }

  /**
   * @param {string} label
   * @param {string[][]} choices - value, label and optional hint
   * @param {string} name
   */
  #segments(label, choices, name) {
    return segmented({ "aria-label": label }, choices, (value) => this.#emit(name, value));
  }

  /** @param {string} name @param {unknown} value */
  #emit(name, value) {
    this.dispatchEvent(new CustomEvent("view-change", { bubbles: true, detail: { name, value } }));
  }
}

customElements.define("view-bar", ViewBar);

/** @param {Element} group @param {string} axis @param {boolean} samples - whether there are examples to count */
function updateAxis(group, axis, samples) {
  const shown = axis === "examples" && !samples ? "steps" : axis;
  setPressed(group, (name) => name === shown);
  for (const button of /** @type {HTMLCollectionOf<HTMLElement>} */ (group.children))
    button.hidden = button.dataset.name === "examples" && !samples;
}
