/** The gallery: experiments to begin with, each with its picture. Loaded when it is first opened. */

import { draft, presets } from "../api.js";
import { iconButton, make } from "../components/dom.js";

/** Size of a picture, in pixels. */
const SIZE = { width: 350, height: 270 };

/** @typedef {{name: string, title: string, question: string, look_for: string, long: boolean, measure: string[],
 *   experiment: import("../spec.js").Experiment, beside: import("../spec.js").Experiment | null}} Preset */

export class Gallery {
  /** @param {(preset: Preset) => void} take - called with the one that was chosen */
  constructor(take) {
    this.take = take;
    this.list = make("ul", { class: "gallery-list" });
    this.status = make("p", { class: "summary", role: "status" }, "Fetching the examples\u2026");
    this.dialog = make(
      "dialog",
      { class: "wide-dialog gallery", "aria-labelledby": "gallery-title" },
      make(
        "header",
        {},
        make("h2", { id: "gallery-title" }, "Examples"),
        iconButton("remove", "Close", () => this.dialog.close(), "small"),
      ),
      this.status,
      this.list,
    );
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
    document.body.append(this.dialog);
    /** Which theme the pictures are in. */
    this.theme = "";
  }

  async toggle() {
    if (this.dialog.open) return this.dialog.close();
    this.dialog.showModal();
    try {
      await this.#fill();
    } catch {
      this.status.textContent = "The examples could not be fetched. Close this and try again.";
      this.status.hidden = false;
    }
  }

  async #fill() {
    const theme = document.documentElement.dataset.theme ?? "light";
    if (this.theme === theme) return;
    const all = await presets();
    this.theme = theme;
    this.status.hidden = true;
    const pictures = all.map(() => make("img", { ...SIZE, alt: "" }));
    this.list.replaceChildren(...all.map((preset, index) => this.#item(preset, pictures[index])));
    // One after another: the server shall have time for the race that is on.
    for (const [index, { experiment, long }] of all.entries()) {
      if (long) continue;
      const picture = await draft("png", experiment, { ...SIZE, theme }).catch(() => null);
      if (picture) pictures[index].src = URL.createObjectURL(picture);
    }
  }

  /** @param {Preset} preset @param {HTMLImageElement} picture */
  #item(preset, picture) {
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    const act = () => {
      this.dialog.close();
      this.take(preset);
    };
    return make(
      "li",
      {},
      make(
        "button",
        { type: "button", class: "gallery-card", "data-name": preset.name, onclick: act },
        preset.long ? "" : picture,
        make("strong", {}, preset.title),
        make("span", { class: "question" }, preset.question),
        make("span", { class: "look" }, preset.look_for),
        preset.long ? make("span", { class: "look" }, "Takes about half a minute.") : "",
      ),
    );
  }
}
