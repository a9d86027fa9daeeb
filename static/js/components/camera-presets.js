/** Where the scene is looked at from: a line of words in its corner. */

import { make } from "./dom.js";

/** @typedef {import("../plots/land/camera.js").CameraPreset} Preset */

/** @type {[Preset, string, string][]} */
const PRESETS = [
  ["oblique", "Oblique", "Look from where the valleys are seen best"],
  ["front", "Front", "Look along the second axis"],
  ["side", "Side", "Look along the first axis"],
  ["above", "Above", "Look straight down, as on the map"],
];

/** Tells of a choice by the event `camera`. */
export class CameraPresets extends HTMLElement {
  connectedCallback() {
    if (this.firstChild) return;
    const buttons = PRESETS.map(([name, text, title]) =>
      make("button", { type: "button", "data-name": name, title, onclick: () => this.#emit(name) }, text),
    );
    const group = make("div", { class: "segmented", role: "group", "aria-label": "Look from" }, ...buttons);
    this.append(group);
    // The scene beneath turns under a pointer that is pressed on it.
    for (const type of ["pointerdown", "pointermove"])
      this.addEventListener(type, (event) => event.stopPropagation());
  }

  /** @param {Preset} name */
  #emit(name) {
    this.dispatchEvent(new CustomEvent("camera", { bubbles: true, detail: name }));
  }
}

customElements.define("camera-presets", CameraPresets);

/** The place after another, all round. @param {Preset} name @returns {Preset} */
export function nextPreset(name) {
  const names = PRESETS.map(([one]) => one);
  return names[(names.indexOf(name) + 1) % names.length];
}
