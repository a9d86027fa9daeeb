/** Help dialog: lists the keyboard shortcuts and offers the tour (event `tour`). */

import { iconButton, make, uniqueId } from "./dom.js";

/** Keys and what each does. */
const KEYS = [
  ["Space", "Play or pause"],
  ["\u2190 \u2192", "One step back or forward; with Shift, ten"],
  ["Home End", "To the start, to the end"],
  ["R", "Back to the start"],
  ["+ \u2212", "Faster, slower"],
  ["1 \u2026 9", "Choose an optimizer"],
  ["G M S", "Gradient, momentum and step arrows"],
  ["F", "Fork the open optimizer at the playhead"],
  ["N", "The table of numbers"],
  ["O", "One step of the open optimizer, part by part"],
  ["B", "The curvature (how the land bends) at the ball or the pointer"],
  ["E", "Examples"],
  ["V", "Next view"],
  ["C", "Look from somewhere else"],
  ["T", "Next theme"],
  ["Z", "Undo; with Shift, redo"],
  ["?", "These keys"],
];

export class HelpDialog extends HTMLElement {
  connectedCallback() {
    if (this.dialog) return;
    const rows = KEYS.map(([keys, text]) =>
      make(
        "tr",
        {},
        make("th", { scope: "row" }, ...keys.split(" ").map((key) => make("kbd", {}, key))),
        make("td", {}, text),
      ),
    );
    const close = iconButton("remove", "Close", () => this.dialog?.close(), "small");
    const title = uniqueId("keys");
    this.dialog = make(
      "dialog",
      { "aria-labelledby": title },
      make("header", {}, make("h2", { id: title }, "Keys"), close),
      make("table", {}, make("tbody", {}, ...rows)),
      make(
        "p",
        { class: "summary" },
        "Drag on the contour map to start somewhere else. Drag the 3-D scene to turn it.",
      ),
      this.#tour(),
    );
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog?.close();
    });
    this.append(this.dialog);
  }

  #tour() {
    const act = () => {
      this.dialog?.close();
      this.dispatchEvent(new Event("tour"));
    };
    return make(
      "button",
      { type: "button", class: "quiet-button tour-button", onclick: act },
      "Take the tour",
    );
  }

  toggle() {
    if (this.dialog?.open) this.dialog.close();
    else this.dialog?.showModal();
  }
}

customElements.define("help-dialog", HelpDialog);
