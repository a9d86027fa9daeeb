/** Offline session: the interface of `Session` that the stage uses, over a recorded run. */

import { Player } from "../run/player.js";
import { Store } from "../run/store.js";

/** @typedef {import("./payload.js").Payload} Payload */

export class OfflineSession extends EventTarget {
  /**
   * @param {Payload} payload
   * @param {import("../run/track.js").Track[]} tracks
   */
  constructor(payload, tracks) {
    super();
    this.catalog = payload.catalog;
    this.payload = payload;
    this.allTracks = tracks;
    this.hidden = /** @type {Set<number>} */ (new Set());
    this.player = new Player();
    this.player.end = payload.experiment.steps;
    this.player.ready = payload.experiment.steps;
    this.live = Object.assign(new EventTarget(), {
      tracks: /** @type {import("../run/track.js").Track[]} */ ([]),
      regimes: /** @type {Payload["regimes"][]} */ ([]),
    });
    this.store = new Store(/** @type {any} */ ({ selected: 0, from: "start", styles: [] }));
    this.ghosts = [];
    this.landscapePending = false;
    this.#updateTracks();
  }

  get state() {
    return this.store.state;
  }

  get steps() {
    return this.payload.experiment.steps;
  }

  /** A recorded run cannot be changed. */
  change() {}

  /** Indices of the visible racers. @returns {number[]} */
  get shown() {
    return this.allTracks.map((_, index) => index).filter((index) => !this.hidden.has(index));
  }

  /** Shows or hides a racer. @param {number} index */
  toggle(index) {
    if (index >= this.allTracks.length) return;
    if (!this.hidden.delete(index)) this.hidden.add(index);
    this.#updateTracks();
  }

  #updateTracks() {
    const { shown } = this;
    const { experiment, regimes } = this.payload;
    this.live.tracks = shown.map((index) => this.allTracks[index]);
    this.live.regimes = shown.map((index) => regimes.filter(({ racer }) => racer === index));
    const shownExperiment = { ...experiment, racers: shown.map((index) => experiment.racers[index]) };
    this.store.set({ completed: shownExperiment, spec: shownExperiment, styles: shown });
  }
}
