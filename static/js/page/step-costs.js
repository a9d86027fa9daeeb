/** What a gradient costs each racer, asked of the server while the losses are drawn against time. */

import { say } from "../components/toast.js";
import { costs } from "../run/api.js";

/** Milliseconds for which the experiment must stand still before it is timed. */
const REST = 250;

export class Pace {
  /**
   * @param {import("../run/session.js").Lab} lab
   * @param {import("../plots/picture.js").Picture} picture
   */
  constructor(lab, picture) {
    this.lab = lab;
    this.picture = picture;
    this.asked = "";
    this.cast = "";
    this.due = 0;
  }

  /** The view or the experiment may be another. */
  update() {
    const { spec, view } = this.lab.state;
    if (view.axis !== "time") return;
    // How long it runs, and what is changed on the way, is no matter of what a gradient costs.
    const experiment = { ...spec, edits: [] };
    const key = JSON.stringify({ ...experiment, steps: 0 });
    if (key === this.asked) return;
    this.asked = key;
    const cast = spec.racers.map(({ optimizer }) => optimizer.name).join();
    if (cast !== this.cast) this.picture.setCosts([]); // what is known is of others
    this.cast = cast;
    clearTimeout(this.due);
    this.due = setTimeout(() => this.#ask(key, experiment), REST);
  }

  /** @param {string} key @param {object} experiment */
  async #ask(key, experiment) {
    try {
      const { racers } = await costs({ experiment });
      if (key === this.asked) this.picture.setCosts(racers.map(({ seconds }) => seconds));
    } catch (error) {
      if (key !== this.asked) return;
      this.asked = ""; // so that it is asked again
      say(error instanceof Error ? error.message : "The racers could not be timed.");
    }
  }
}
