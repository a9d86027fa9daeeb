/**
 * What is told of the chosen racer and its plane, exactly: the share of its whole path that the plane holds,
 * once a run is whole and at rest (it takes walking the path again), and the loss on the plane at its foot
 * wherever the clock stands. Nothing is asked for where all weights are drawn.
 */

import { fetchQuantities } from "../run/api.js";

/** Milliseconds between two looks; what has not changed between them is at rest. */
const POLL_MS = 350;
/** Answers kept. */
const MAX_CACHED = 200;

export class PlaneFidelity {
  /** @param {import("../run/session.js").Session} session */
  constructor(session) {
    this.session = session;
    /** @type {Map<string, {explained_variance: number | null, loss_beneath: number} | null>} by place; null where none came */
    this.cache = new Map();
    this.lastKey = "";
    this.#poll();
  }

  /** The share of the whole path, 0 to 1, where it is known. @param {number} racer @returns {number | null} */
  explained(racer) {
    return this.cache.get(this.#key(racer, this.session.steps))?.explained_variance ?? null;
  }

  /** The loss on the plane at the racer's foot, where it is known exactly. @param {number} racer @returns {number | null} */
  lossOnPlane(racer) {
    const { time } = this.session.player;
    return this.cache.get(this.#key(racer, time))?.loss_beneath ?? null;
  }

  /** @param {number} racer @param {number} step */
  #key(racer, step) {
    return `${this.session.live.run} ${racer} ${step}`;
  }

  async #poll() {
    const { live, player, state, steps, selectedRacer: racer } = this.session;
    const step = player.playing ? steps : Math.floor(player.time);
    const key = this.#key(racer, step);
    const rests = key === this.lastKey && live.complete && !document.hidden;
    this.lastKey = key;
    if (rests && state.completed?.plane) {
      await this.#fetch(racer, steps);
      await this.#fetch(racer, step);
    }
    setTimeout(() => this.#poll(), POLL_MS);
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
      const { quantities } = await fetchQuantities({ experiment, racer, step, quantities: ["plane"] });
      this.cache.set(key, quantities.plane.lacks ? null : quantities.plane);
    } catch {
      // The picture does without it: the distance from the plane is told all the same.
    }
  }
}
