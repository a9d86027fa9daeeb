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
    this.dialog.addEventListener("close", () => this.drawing?.abort());
    document.body.append(this.dialog);
    /** Which theme the pictures are in. */
    this.theme = "";
    /** @type {{experiment: import("../spec.js").Experiment, picture: HTMLImageElement}[]} still without a picture */
    this.blank = [];
    /** @type {AbortController | null} */
    this.drawing = null;
  }

  async toggle() {
    if (this.dialog.open) return this.dialog.close();
    this.dialog.showModal();
    try {
      await this.#fill();
      await this.#draw();
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
    this.blank = all.flatMap(({ experiment, long }, index) =>
      long ? [] : [{ experiment, picture: pictures[index] }],
    );
  }

  /**
   * One picture after another, so that the server has time for the race that is on; closed, the gallery asks for
   * none, and begins where it stopped when it is opened again.
   */
  async #draw() {
    this.drawing?.abort();
    const drawing = new AbortController();
    this.drawing = drawing;
    const { signal } = drawing;
    for (const one of [...this.blank]) {
      if (!this.dialog.open || signal.aborted) return;
      const size = { ...SIZE, theme: this.theme };
      const drawn = await draft("png", one.experiment, size, signal).catch(() => null);
      if (signal.aborted) return;
      if (drawn) one.picture.src = URL.createObjectURL(drawn);
      this.blank = this.blank.filter((other) => other !== one);
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
