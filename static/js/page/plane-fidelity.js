/**
 * What is told of the chosen racer and its plane, exactly: the share of its whole path that the plane holds,
 * once a run is whole and at rest (it takes walking the path again), and the loss on the plane at its foot
 * wherever the clock stands. Nothing is asked for where all weights are drawn.
 */

import { measure } from "../run/api.js";

/** Milliseconds between two looks; what has not changed between them is at rest. */
const LOOK = 350;
/** Answers kept. */
const MOST = 200;

export class Trust {
  /** @param {import("../run/session.js").Lab} lab */
  constructor(lab) {
    this.lab = lab;
    /** @type {Map<string, {explained_variance: number | null, loss_beneath: number} | null>} by place; null where none came */
    this.known = new Map();
    this.seen = "";
    this.#look();
  }

  /** The share of the whole path, 0 to 1, where it is known. @param {number} racer @returns {number | null} */
  share(racer) {
    return this.known.get(this.#key(racer, this.lab.steps))?.explained_variance ?? null;
  }

  /** The loss on the plane at the racer's foot, where it is known exactly. @param {number} racer @returns {number | null} */
  beneath(racer) {
    const { time } = this.lab.player;
    return this.known.get(this.#key(racer, time))?.loss_beneath ?? null;
  }

  /** @param {number} racer @param {number} step */
  #key(racer, step) {
    return `${this.lab.live.run} ${racer} ${step}`;
  }

  async #look() {
    const { live, player, state, steps, chosen: racer } = this.lab;
    const step = player.playing ? steps : Math.floor(player.time);
    const key = this.#key(racer, step);
    const rests = key === this.seen && live.complete && !document.hidden;
    this.seen = key;
    if (rests && state.completed?.plane) {
      await this.#ask(racer, steps);
      await this.#ask(racer, step);
    }
    setTimeout(() => this.#look(), LOOK);
  }

  /** @param {number} racer @param {number} step */
  async #ask(racer, step) {
    const key = this.#key(racer, step);
    if (this.known.has(key)) return;
    if (this.known.size >= MOST) this.known.clear();
    this.known.set(key, null);
    const experiment = this.lab.state.completed;
    if (!experiment) return;
    try {
      const { quantities } = await measure({ experiment, racer, step, quantities: ["plane"] });
      this.known.set(key, quantities.plane.lacks ? null : quantities.plane);
    } catch {
      // The picture does without it: the distance from the plane is told all the same.
    }
  }
}
