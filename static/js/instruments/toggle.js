/** Instruments toggle: the button and the drawer of a network's instruments, which is loaded on first use. */

import { hasQuantities } from "../experiment/problem-kind.js";

export class InstrumentsToggle {
  /**
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {HTMLButtonElement} button
   * @param {HTMLElement} place - where the drawer is inserted
   */
  constructor(session, button, place) {
    this.session = session;
    this.button = button;
    this.place = place;
    /** @type {import("./drawer.js").Drawer | null} */
    this.drawer = null;
    button.addEventListener("click", () => this.toggle());
  }

  get open() {
    return !this.place.hidden;
  }

  /** Surfaces have no instruments. */
  update() {
    const measured = hasQuantities(this.session.state.spec.problem);
    this.button.hidden = !measured;
    if (!measured && this.open) this.#show(false);
  }

  async toggle() {
    this.#show(!this.open);
    if (!this.open || this.drawer) return;
    const { Drawer } = await import("./drawer.js");
    this.drawer ??= new Drawer(this.session, this.place);
    if (this.open) this.drawer.activate();
  }

  /** @param {boolean} open */
  #show(open) {
    this.place.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.drawer?.activate();
    else this.drawer?.deactivate();
  }
}
