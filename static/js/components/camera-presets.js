/** Camera presets: buttons for the viewpoints of the scene. */

import { make } from "./dom.js";

/** @typedef {import("../plots/land/camera.js").CameraPreset} CameraPreset */

/** @type {[CameraPreset, string, string][]} */
const PRESETS = [
  ["oblique", "Oblique", "Look from where the valleys are seen best"],
  ["front", "Front", "Look along the second axis"],
  ["side", "Side", "Look along the first axis"],
  ["above", "Above", "Look straight down, as on the map"],
];

/** Event: `camera`, with the chosen preset. */
export class CameraPresets extends HTMLElement {
  connectedCallback() {
    if (this.firstChild) return;
    const buttons = PRESETS.map(([name, text, title]) =>
      make("button", { type: "button", "data-name": name, title, onclick: () => this.#emit(name) }, text),
    );
    const group = make("div", { class: "segmented", role: "group", "aria-label": "Look from" }, ...buttons);
    this.append(group);
    // The scene below would rotate under a pointer pressed here.
    for (const type of ["pointerdown", "pointermove"])
      this.addEventListener(type, (event) => event.stopPropagation());
  }

  /** @param {CameraPreset} name */
  #emit(name) {
    this.dispatchEvent(new CustomEvent("camera", { bubbles: true, detail: name }));
  }
}

customElements.define("camera-presets", CameraPresets);

/** The preset after another, cyclically. @param {CameraPreset} name @returns {CameraPreset} */
export function nextPreset(name) {
  const names = PRESETS.map(([one]) => one);
  return names[(names.indexOf(name) + 1) % names.length];
}
