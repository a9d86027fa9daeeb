/**
 * Penalty landscape: adds what the chosen racer descends besides the loss, weight decay or L1, to the land. The
 * settings are those in force at the playhead.
 */

import { penaltyOf } from "../experiment/penalty.js";

export class PenaltyLandscape {
  /**
   * @param {import("../run/session.js").Session} session
   * @param {HTMLButtonElement} button
   * @param {import("./recut-landscape.js").RecutLandscape} recut - asks for the landscape
   */
  constructor(session, button, recut) {
    this.session = session;
    this.button = button;
    this.recut = recut;
    this.on = false;
    button.addEventListener("click", () => this.#set(!this.on));
    session.live.addEventListener("landscape", (event) => {
      const { penalty, final } = /** @type {CustomEvent} */ (event).detail;
      // A changed problem brings its own land, without what was added before.
      if (this.on && final && !penalty) this.recut.setPenalty(this.recut.penalty);
    });
  }

  /** Shows the button if the chosen racer has a penalty; follows it if it changes. */
  update() {
    const penalty = this.#penalty();
    this.button.hidden = penalty === null;
    if (penalty === null) this.#set(false);
    else if (this.on && JSON.stringify(penalty) !== JSON.stringify(this.recut.penalty))
      this.recut.setPenalty(penalty);
  }

  #penalty() {
    const { now, state } = this.session;
    const racer = now.racers[Math.max(state.selected, 0)];
    return racer ? penaltyOf(now.problem, racer.optimizer) : null;
  }

  /** @param {boolean} on */
  #set(on) {
    if (on === this.on) return;
    this.on = on;
    this.button.setAttribute("aria-pressed", String(on));
    this.recut.setPenalty(on ? this.#penalty() : null);
  }
}
