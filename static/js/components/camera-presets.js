/** Camera presets: a button that goes through the viewpoints of the relief. */

import { make, setText } from "./dom.js";

/** @typedef {import("../plots/land/camera.js").CameraPreset} CameraPreset */

/** @type {[CameraPreset, string, string][]} */
const PRESETS = [
  ["oblique", "Oblique view", "Look from where the valleys are seen best (C)"],
  ["front", "Front view", "Look along the second axis (C)"],
  ["side", "Side view", "Look along the first axis (C)"],
  ["above", "From above", "Look straight down, as on the map (C)"],
];

/** Event: `camera`, with the preset that the button names. */
export class CameraPresets extends HTMLElement {
  /** The viewpoint after the present one. @type {CameraPreset} */
  next = nextPreset("oblique");

  connectedCallback() {
    if (this.button) return;
    this.button = make("button", { type: "button", class: "quiet-button", onclick: () => this.#emit() });
    this.append(make("span", { class: "caption" }, "Turn the relief to"), this.button);
    this.update("oblique");
  }

  /** @param {CameraPreset} place - from where the scene is seen */
  update(place) {
    this.next = nextPreset(place);
    const [, text, title] = PRESETS.find(([name]) => name === this.next) ?? PRESETS[0];
    if (!this.button) return;
    setText(this.button, text);
    this.button.title = title;
  }

  #emit() {
    this.dispatchEvent(new CustomEvent("camera", { bubbles: true, detail: this.next }));
  }
}

customElements.define("camera-presets", CameraPresets);

/** The preset after another, cyclically. @param {CameraPreset} name @returns {CameraPreset} */
export function nextPreset(name) {
  const names = PRESETS.map(([one]) => one);
  return names[(names.indexOf(name) + 1) % names.length];
}
