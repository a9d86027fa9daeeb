/** Step costs: requests the seconds per gradient of each racer while losses are drawn against time. */

import { showToast } from "../components/toast.js";
import { AnalysisFollower } from "../run/analysis-follower.js";

/** Time for which the experiment must not have changed before it is timed. */
const SETTLE_MS = 250;

export class StepCosts {
  /**
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {import("../plots/picture.js").Picture} picture
   */
  constructor(session, picture) {
    this.session = session;
    this.picture = picture;
    this.methodNames = "";
    this.follower = new AnalysisFollower(
      session,
      {
        name: "costs",
        keys: ["spec", "view"],
        question: () => this.#question,
        // The number of steps does not affect the cost of a gradient.
        subject: ({ experiment: { steps: _, ...experiment } }) => experiment,
        receive: ({ racers }) => picture.setCosts(racers.map(({ seconds }) => seconds)),
        fail: (sentence) => this.#fail(sentence),
        newestOnly: true,
      },
      { settleMs: SETTLE_MS },
    );
    session.store.subscribe(() => this.#forget(), ["spec", "view"]);
    this.#forget();
    this.follower.activate();
  }

  get #question() {
    const { spec, view } = this.session.state;
    return view.axis === "time" ? { experiment: { ...spec, edits: [] } } : null;
  }

  /** Forgets costs that belong to other methods. */
  #forget() {
    const { spec, view } = this.session.state;
    if (view.axis !== "time") return;
    const methodNames = spec.racers.map(({ optimizer }) => optimizer.name).join();
    if (methodNames !== this.methodNames) this.picture.setCosts([]);
    this.methodNames = methodNames;
  }

  /** @param {string} sentence */
  #fail(sentence) {
    this.follower.asked = null; // So that it is requested again.
    showToast(sentence || "The optimizers could not be timed.");
  }
}
