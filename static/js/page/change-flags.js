/** Change flags: those of the changes made while the balls rolled. */

import "../components/edit-flags.js";
import { editMarks, withMovedMark, withoutMark } from "../experiment/edit-marks.js";
import { getFacts } from "../experiment/facts.js";
import { colorOf } from "../experiment/racers.js";

/** @typedef {import("../experiment/edit-marks.js").EditMark} EditMark */

export class ChangeFlags {
  /**
   * @param {import("../run/session.js").Session} session
   * @param {HTMLElement} flags
   */
  constructor(session, flags) {
    this.session = session;
    this.flags = /** @type {import("../components/edit-flags.js").EditFlags} */ (flags);
    /** @type {import("../experiment/experiment.js").Experiment | null} before a flag was dragged */
    this.before = null;
    /** The step at which a dragged flag was last. @type {number | undefined} */
    this.last = undefined;
    this.#listen();
    this.update();
  }

  update() {
    if (this.before) return; // The flag under the pointer stays the one that it is.
    const { spec, completed, styles, view } = this.session.state;
    const flags = editMarks(spec, completed).map((mark) => this.#flagOf(mark, completed ?? spec, styles));
    this.flags.update(flags, this.session.steps, view.lock);
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

  #listen() {
    const { session, flags } = this;
    session.store.subscribe(() => this.update(), ["spec", "completed", "styles", "view"]);
    flags.addEventListener("flag-remove", (event) => {
      const { mark } = /** @type {CustomEvent<{mark: EditMark}>} */ (event).detail;
      session.changeEdits(withoutMark(session.state.spec, mark), mark.steps[0], true);
    });
    flags.addEventListener("flag-cancel", () => {
      session.cancel();
      this.#stopMoving();
    });
    flags.addEventListener("flag-move", (event) => this.#move(/** @type {CustomEvent} */ (event).detail));
  }

  /** @param {{mark: EditMark, step: number, done: boolean}} moved */
  #move({ mark, step, done }) {
    const { session } = this;
    this.before ??= session.state.spec;
    const first = Math.min(mark.steps[0], step, this.last ?? step);
    this.last = step;
    session.changeEdits(withMovedMark(this.before, mark, step), first, done);
    if (done) this.#stopMoving();
    else this.flags.showAt(mark, step);
  }

  #stopMoving() {
    this.before = null;
    this.last = undefined;
    this.update();
  }
}
