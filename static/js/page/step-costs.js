/** Step costs: requests the seconds per gradient of each racer while losses are drawn against time. */

import { showToast } from "../components/toast.js";
import { fetchAnalysis } from "../run/api.js";

/** Delay after a change before the experiment is timed. */
const DEBOUNCE_MS = 250;

export class StepCosts {
  /**
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {import("../plots/picture.js").Picture} picture
   */
  constructor(session, picture) {
    this.session = session;
    this.picture = picture;
    this.requestedKey = "";
    this.methodNames = "";
    this.timer = 0;
  }

  /** Applies a change of view or experiment. */
  update() {
    const { spec, view } = this.session.state;
    if (view.axis !== "time") return;
    // The number of steps and the edits do not affect the cost of a gradient.
    const experiment = { ...spec, edits: [] };
    const key = JSON.stringify({ ...experiment, steps: 0 });
    if (key === this.requestedKey) return;
    this.requestedKey = key;
    const methodNames = spec.racers.map(({ optimizer }) => optimizer.name).join();
    if (methodNames !== this.methodNames) this.picture.setCosts([]); // Known costs belong to other methods.
    this.methodNames = methodNames;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#fetch(key, experiment), DEBOUNCE_MS);
  }

  /** @param {string} key @param {object} experiment */
  async #fetch(key, experiment) {
    try {
      const { racers } = await fetchAnalysis("costs", { experiment });
      if (key === this.requestedKey) this.picture.setCosts(racers.map(({ seconds }) => seconds));
    } catch (error) {
      if (key !== this.requestedKey) return;
      this.requestedKey = ""; // So that it is requested again.
      showToast(error instanceof Error ? error.message : "The racers could not be timed.");
    }
  }
}
