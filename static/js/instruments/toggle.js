/** The way inside a network: a button, and the drawer of instruments that it opens, loaded when first used. */

export class Inside {
  /**
   * @param {import("../run/session.js").Lab} lab
   * @param {HTMLButtonElement} button
   * @param {HTMLElement} place - where the drawer goes
   */
  constructor(lab, button, place) {
    this.lab = lab;
    this.button = button;
    this.place = place;
    /** @type {import("./drawer.js").Drawer | null} */
    this.drawer = null;
    button.addEventListener("click", () => this.toggle());
  }

  get open() {
    return !this.place.hidden;
  }

  /** Surfaces have no inside; everything else follows the experiment and the theme. */
  update() {
    const network = this.lab.state.spec.problem.kind === "network";
    this.button.hidden = !network;
    if (!network && this.open) this.#show(false);
    this.drawer?.update();
  }

  async toggle() {
    this.#show(!this.open);
    if (!this.open || this.drawer) return;
    const { Drawer } = await import("./drawer.js");
    this.drawer ??= new Drawer(this.lab, this.place);
    if (this.open) this.drawer.wake();
  }

  /** @param {boolean} open */
  #show(open) {
    this.place.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.drawer?.wake();
    else this.drawer?.sleep();
  }
}
