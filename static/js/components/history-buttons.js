/** History buttons: undo, redo, and back to the experiment as it was opened. */

import { iconButton } from "./dom.js";
import { oneTabStop } from "./roving.js";

/** @typedef {{undoable: number, redoable: number, changed: boolean}} HistoryState */

export class HistoryButtons extends HTMLElement {
  connectedCallback() {
    if (this.undo) return;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "Your changes");
    const act = (/** @type {string} */ name) => () =>
      this.dispatchEvent(new CustomEvent("history-act", { bubbles: true, detail: name }));
    this.undo = iconButton("undo", "Undo (Z)", act("undo"));
    this.redo = iconButton("redo", "Redo (Shift+Z)", act("redo"));
    this.resetAll = iconButton("restart", "Reset all: the experiment as it was opened", act("reset-all"));
    this.append(this.undo, this.redo, this.resetAll);
    oneTabStop(this);
  }

  /** @param {HistoryState} state - how many changes can be undone and redone, and whether there are any */
  update({ undoable, redoable, changed }) {
    if (!this.undo || !this.redo || !this.resetAll) return;
    setOffered(this.undo, undoable > 0);
    setOffered(this.redo, redoable > 0);
    setOffered(this.resetAll, changed);
  }
}

customElements.define("history-buttons", HistoryButtons);

/** A button that cannot be used now keeps the focus. @param {HTMLButtonElement} button @param {boolean} offered */
function setOffered(button, offered) {
  button.setAttribute("aria-disabled", String(!offered));
}
