/** A laboratory without a server: what `Lab` is to the stage, over a run that is already there. */

import { Player } from "../run/player.js";
import { Store } from "../run/store.js";

/** @typedef {import("./payload.js").Record} Record */

export class Replay extends EventTarget {
  /**
   * @param {Record} record
   * @param {import("../run/track.js").Track[]} tracks
   */
  constructor(record, tracks) {
    super();
    this.catalog = record.catalog;
    this.record = record;
    this.all = tracks;
    this.hidden = /** @type {Set<number>} */ (new Set());
    this.player = new Player();
    this.player.end = record.experiment.steps;
    this.player.ready = record.experiment.steps;
    this.live = Object.assign(new EventTarget(), {
      tracks: /** @type {import("../run/track.js").Track[]} */ ([]),
      regimes: /** @type {Record["regimes"][]} */ ([]),
    });
    this.store = new Store(/** @type {any} */ ({ selected: 0, from: "start", styles: [] }));
    this.ghosts = [];
    this.bare = false;
    this.#dress();
  }

  get state() {
    return this.store.state;
  }

  get steps() {
    return this.record.experiment.steps;
  }

  /** What was recorded cannot be changed. */
  change() {}

  /** Indices of the racers that are shown. @returns {number[]} */
  get shown() {
    return this.all.map((_, index) => index).filter((index) => !this.hidden.has(index));
  }

  /** Shows a racer, or takes it off. @param {number} index */
  toggle(index) {
    if (index >= this.all.length) return;
    if (!this.hidden.delete(index)) this.hidden.add(index);
    this.#dress();
  }

  #dress() {
    const { shown } = this;
    const { experiment, regimes } = this.record;
    this.live.tracks = shown.map((index) => this.all[index]);
    this.live.regimes = shown.map((index) => regimes.filter(({ racer }) => racer === index));
    const cast = { ...experiment, racers: shown.map((index) => experiment.racers[index]) };
    this.store.set({ completed: cast, spec: cast, styles: shown });
  }
}
