/** Changes: from where they apply, the buttons that undo and redo them, and the flags of those on the way. */

import "../components/changes-apply.js";
import "../components/edit-flags.js";
import "../components/history-buttons.js";
import { editMarks, withMovedMark, withoutMark } from "../experiment/edit-marks.js";
import { getFacts } from "../experiment/facts.js";
import { colorOf } from "../experiment/racers.js";

/** @typedef {import("../experiment/edit-marks.js").EditMark} EditMark */

export class Changes {
  /**
   * @param {import("../run/session.js").Session} session
   * @param {{flags: HTMLElement, buttons: HTMLElement, applies: HTMLElement}} elements
   */
  constructor(session, { flags, buttons, applies }) {
    this.session = session;
    this.flags = /** @type {import("../components/edit-flags.js").EditFlags} */ (flags);
    this.buttons = /** @type {import("../components/history-buttons.js").HistoryButtons} */ (buttons);
    this.applies = /** @type {import("../components/changes-apply.js").ChangesApply} */ (applies);
    /** @type {import("../experiment/experiment.js").Experiment | null} before a flag was dragged */
    this.before = null;
    this.#listen();
    this.update();
  }

  update() {
    const { spec, completed, styles, opened, undoable, redoable, view, from, playing } = this.session.state;
    this.applies.update(from === "auto" ? (playing ? "here" : "start") : from);
    const changed = spec !== opened.spec;
    const off = view.lock;
    this.buttons.update({
      undoable: off ? 0 : undoable,
      redoable: off ? 0 : redoable,
      changed: changed && !off,
    });
    if (this.before) return; // The flag under the pointer stays the one that it is.
    const flags = editMarks(spec, completed).map((mark) => this.#flagOf(mark, completed ?? spec, styles));
    this.flags.update(flags, this.session.steps, off);
  }

  /**
   * @param {EditMark} mark
   * @param {import("../experiment/experiment.js").Experiment} experiment
   * @param {number[]} styles
   */
  #flagOf(mark, experiment, styles) {
    const [first] = mark.racers;
    const shared = mark.name in getFacts().network_edits;
    return {
      mark,
      who: shared ? "" : (experiment.racers[first]?.label ?? ""),
      color: shared ? "var(--color-text-soft)" : colorOf(styles[first] ?? first),
    };
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
    const { session, flags, buttons, applies } = this;
    session.store.subscribe(
      () => this.update(),
      ["spec", "completed", "styles", "opened", "undoable", "redoable", "view", "from", "playing"],
    );
    applies.addEventListener("changes-apply", (event) =>
      session.store.set({ from: /** @type {CustomEvent<"start" | "here">} */ (event).detail }),
    );
    buttons.addEventListener("history-act", (event) =>
      this.act(/** @type {CustomEvent<string>} */ (event).detail),
    );
    flags.addEventListener("flag-remove", (event) => {
      const { mark } = /** @type {CustomEvent<{mark: EditMark}>} */ (event).detail;
      session.changeEdits(withoutMark(session.state.spec, mark), mark.steps[0], true);
    });
    flags.addEventListener("flag-move", (event) => this.#move(/** @type {CustomEvent} */ (event).detail));
  }

  /** @param {{mark: EditMark, step: number, done: boolean}} moved */
  #move({ mark, step, done }) {
    const { session } = this;
    this.before ??= session.state.spec;
    const moved = withMovedMark(this.before, mark, step);
    const first = Math.min(mark.steps[0], step, this.last ?? step);
    this.last = step;
    session.changeEdits(moved, first, done);
    if (!done) return this.flags.showAt(mark, step);
    this.before = null;
    this.last = undefined;
    this.update();
  }
}
