/** Changes: from where they apply, and the buttons that undo and redo them. */

import "../components/changes-apply.js";
import "../components/history-buttons.js";

export class Changes {
  /**
   * @param {import("../run/session.js").Session} session
   * @param {{flags: HTMLElement, buttons: HTMLElement, applies: HTMLElement}} elements
   */
  constructor(session, { flags, buttons, applies }) {
    this.session = session;
    this.flags = flags;
    this.buttons = /** @type {import("../components/history-buttons.js").HistoryButtons} */ (buttons);
    this.applies = /** @type {import("../components/changes-apply.js").ChangesApply} */ (applies);
    /** What shows the flags. @type {Promise<import("./change-flags.js").ChangeFlags> | undefined} */
    this.shown = undefined;
    this.#listen();
    this.update();
  }

  update() {
    const { spec, opened, undoable, redoable, view } = this.session.state;
    this.applies.update(this.session.appliesFrom);
    const changed = spec !== opened.spec;
    const off = view.lock;
    this.buttons.update({
      undoable: off ? 0 : undoable,
      redoable: off ? 0 : redoable,
      changed: changed && !off,
    });
    if (spec.edits?.length) this.shown ??= this.#showFlags();
  }

  /** Shows changes made while the balls rolled; loaded for the first. */
  async #showFlags() {
    const { ChangeFlags } = await import("./change-flags.js");
    return new ChangeFlags(this.session, this.flags);
  }

  /** @param {string} act - "undo", "redo" or "reset-all" */
  act(act) {
    const { session } = this;
    if (session.state.view.lock) return;
    if (act === "undo") session.undo(1);
    else if (act === "redo") session.undo(-1);
    else if (session.state.spec !== session.state.opened.spec) session.resetAll();
  }

  #listen() {
    const { session, buttons, applies } = this;
    session.store.subscribe(
      () => this.update(),
      ["spec", "opened", "undoable", "redoable", "view", "from", "playing"],
    );
    applies.addEventListener("changes-apply", (event) =>
      session.store.set({ from: /** @type {CustomEvent<"start" | "here">} */ (event).detail }),
    );
    buttons.addEventListener("history-act", (event) =>
      this.act(/** @type {CustomEvent<string>} */ (event).detail),
    );
  }
}
