/** Gallery: a dialog of example experiments with pictures, by idea, with a filter. Loaded on first use. */

import { iconButton, make } from "../components/dom.js";
import { examplePictureAddress, fetchExamples, fetchExport } from "../run/api.js";

/** Size of a picture in pixels, and of each of two in one place (`scripts/pictures.py`). */
const FULL_SIZE_PX = { width: 350, height: 270 };
const HALF_SIZE_PX = { width: 240, height: 372 };

/** @typedef {import("../experiment/experiment.js").Experiment} Experiment */
/** @typedef {import("../run/api.js").Example} Example */

export class Gallery {
  /** @param {(preset: Example) => void} take - called with the chosen example */
  constructor(take) {
    this.onChoose = take;
    this.list = make("div", { class: "gallery-groups" });
    this.filter = make("input", {
      type: "search",
      placeholder: "Filter",
      "aria-label": "Filter the examples",
      autocomplete: "off",
      oninput: () => this.#show(),
    });
    this.status = make("p", { class: "summary", role: "status" }, "Fetching the examples\u2026");
    const close = iconButton("remove", "Close", () => this.dialog.close(), "small");
    close.autofocus = true; // The filter would open the keyboard of a phone.
    this.dialog = make(
      "dialog",
      { class: "wide-dialog gallery", "aria-labelledby": "gallery-title" },
      make("header", {}, make("h2", { id: "gallery-title" }, "Examples"), this.filter, close),
      this.status,
      this.list,
    );
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
    this.dialog.addEventListener("close", () => this.drawing?.abort());
    document.body.append(this.dialog);
    /** Theme of the pictures. */
    this.theme = "";
    /**
     * @type {{experiment: Experiment, picture: HTMLImageElement, size: object}[]} pictures that are not drawn yet
     */
    this.pending = [];
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
    const all = await fetchExamples();
    this.theme = theme;
    /** @type {{experiment: Experiment, picture: HTMLImageElement, size: object}[]} */
    const blank = [];
    const items = all.map((preset) => {
      const sides = [preset.experiment, preset.beside].flatMap((experiment) => experiment ?? []);
      const pictures = sides.map((experiment, side) => {
        const size = sides.length === 1 ? FULL_SIZE_PX : HALF_SIZE_PX;
        const picture = make("img", { ...size, alt: "" });
        if (preset.long) picture.src = examplePictureAddress(preset.name, side, theme);
        else blank.push({ experiment, picture, size });
        return picture;
      });
      return this.#item(preset, pictures);
    });
    const groups = [...new Set(all.map(({ group }) => group))];
    this.list.replaceChildren(
      ...groups.map((group) =>
        section(
          group,
          items.filter((_, k) => all[k].group === group),
        ),
      ),
    );
    this.pending = blank;
    this.#show();
  }

  /** Shows the cards with all words of the filter, and the groups that have one. */
  #show() {
    const words = this.filter.value.toLowerCase().split(/\s+/);
    for (const group of this.list.querySelectorAll("section")) {
      const items = [...group.querySelectorAll("li")];
      const heading = group.querySelector("h3")?.textContent;
      for (const item of items) {
        const searched = `${heading} ${item.textContent}`.toLowerCase();
        item.hidden = !words.every((word) => searched.includes(word));
      }
      group.hidden = items.every(({ hidden }) => hidden);
    }
    const none = [...this.list.querySelectorAll("section")].every(({ hidden }) => hidden);
    this.status.hidden = !none;
    this.status.textContent = none ? "No example has these words." : "";
  }

  /**
   * Draws one picture after another, so that the server has time for the running race. A closed gallery
   * requests none, and continues when it is opened again.
   */
  async #draw() {
    this.drawing?.abort();
    const drawing = new AbortController();
    this.drawing = drawing;
    const { signal } = drawing;
    for (const one of [...this.pending]) {
      if (!this.dialog.open || signal.aborted) return;
      const look = { ...one.size, theme: this.theme };
      const drawn = await fetchExport("png", one.experiment, look, signal).catch(() => null);
      if (signal.aborted) return;
      if (!drawn) continue; // The picture is requested again when the gallery is next opened.
      show(one.picture, drawn.blob);
      this.pending = this.pending.filter((other) => other !== one);
    }
  }

  /** @param {Example} preset @param {HTMLImageElement[]} pictures - one, or two to compare */
  #item(preset, pictures) {
    const act = () => {
      this.dialog.close();
      this.onChoose(preset);
    };
    return make(
      "li",
      {},
      make(
        "button",
        { type: "button", class: "gallery-card", "data-name": preset.name, onclick: act },
        make("span", { class: "pictures" }, ...pictures),
        make("strong", { class: "question" }, preset.question),
        make("span", { class: "title" }, preset.title),
        make("span", { class: "look" }, preset.look_for),
        preset.long ? make("span", { class: "look" }, "Takes about half a minute.") : "",
      ),
    );
  }
}

/** @param {string} group @param {HTMLElement[]} items */
function section(group, items) {
  return make("section", {}, make("h3", {}, group), make("ul", { class: "gallery-list" }, ...items));
}

/** @param {HTMLImageElement} picture @param {Blob} drawn */
function show(picture, drawn) {
  const address = URL.createObjectURL(drawn);
  picture.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
  picture.src = address;
}
