/** What a gradient costs each racer, asked of the server while the losses are drawn against time. */

import { showToast } from "../components/toast.js";
import { fetchCosts } from "../run/api.js";

/** Milliseconds for which the experiment must stand still before it is timed. */
const DEBOUNCE_MS = 250;

export class StepCosts {
  /**
   * @param {import("../run/session.js").Session} session
   * @param {import("../plots/picture.js").Picture} picture
   */
  constructor(session, picture) {
    this.session = session;
    this.picture = picture;
    this.requestedKey = "";
    this.methodNames = "";
    this.timer = 0;
  }

  /** The view or the experiment may be another. */
  update() {
    const { spec, view } = this.session.state;
    if (view.axis !== "time") return;
    // How long it runs, and what is changed on the way, is no matter of what a gradient costs.
    const experiment = { ...spec, edits: [] };
    const key = JSON.stringify({ ...experiment, steps: 0 });
    if (key === this.requestedKey) return;
    this.requestedKey = key;
    const cast = spec.racers.map(({ optimizer }) => optimizer.name).join();
    if (cast !== this.methodNames) this.picture.setCosts([]); // what is known is of others
    this.methodNames = cast;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#fetch(key, experiment), DEBOUNCE_MS);
  }

  /** @param {string} key @param {object} experiment */
  async #fetch(key, experiment) {
    try {
      const { racers } = await fetchCosts({ experiment });
      if (key === this.requestedKey) this.picture.setCosts(racers.map(({ seconds }) => seconds));
    } catch (error) {
      if (key !== this.requestedKey) return;
      this.requestedKey = ""; // so that it is asked again
      showToast(error instanceof Error ? error.message : "The racers could not be timed.");
    }
  }
}
