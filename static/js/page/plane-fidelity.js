/**
 * Plane fidelity: how well the plane represents the chosen racer's path. Requests the share of the path's
 * variance once a run is complete and unchanged (the server repeats the path for it), and the exact loss on
 * the plane below the ball. Not used when all weights are drawn.
 */

import { hasQuantities } from "../experiment/problem-kind.js";
import { fetchAnalysis } from "../run/api.js";
import { Follower } from "../run/follower.js";

/** Time for which the state must not have changed before a request. */
const SETTLE_MS = 350;
/** Maximum number of cached responses. */
const MAX_CACHED = 200;

export class PlaneFidelity {
  /**
   * @param {import("../run/session-interface.js").LabSession} session
   * @param {() => void} onAnswer - called when more is known
   */
  constructor(session, onAnswer) {
    this.session = session;
    this.onAnswer = onAnswer;
    /**
     * @type {Map<string, import("../../../types/api.d.ts").PlaneFidelityFacts | null>} by position; null if the request failed
     */
    this.cache = new Map();
    const follower = new Follower(
      session.store,
      ["completed", "selected", "playing", "pathRevision"],
      () => this.#fetchMissing(),
      { settleMs: SETTLE_MS },
    );
    // While the clock runs, only the whole path counts.
    session.store.subscribe(({ playing }) => playing || follower.check(), ["step"]);
    follower.activate();
  }

  /**
   * Share of the path's variance along the plane, 0 to 1, if known.
   *
   * @param {number} racer
   * @returns {number | null}
   */
  explained(racer) {
    return this.cache.get(this.#key(racer, this.session.steps))?.explained_variance ?? null;
  }

  /** Exact loss on the plane below the ball, if known. @param {number} racer @returns {number | null} */
  lossOnPlane(racer) {
    const { time } = this.session.player;
    return this.cache.get(this.#key(racer, time))?.loss_beneath ?? null;
  }

  /** @param {number} racer @param {number} step */
  #key(racer, step) {
    return `${this.session.live.run} ${racer} ${step}`;
  }

  async #fetchMissing() {
    const { live, player, state, steps, selectedRacer: racer } = this.session;
    if (!live.complete || !state.completed?.plane || !hasQuantities(state.completed.problem)) return;
    await this.#fetch(racer, steps);
    await this.#fetch(racer, player.playing ? steps : state.step);
  }

  /** @param {number} racer @param {number} step */
  async #fetch(racer, step) {
    const key = this.#key(racer, step);
    if (this.cache.has(key)) return;
    if (this.cache.size >= MAX_CACHED) this.cache.clear();
    this.cache.set(key, null);
    const experiment = this.session.state.completed;
    if (!experiment) return;
    try {
      const { quantities } = await fetchAnalysis("quantities", {
        experiment,
        racer,
        step,
        quantities: ["plane"],
      });
      const { plane } = quantities;
      this.cache.set(key, !plane || "lacks" in plane ? null : plane);
      this.onAnswer();
    } catch {
      // Optional: the distance from the plane is shown in any case.
    }
  }
}
