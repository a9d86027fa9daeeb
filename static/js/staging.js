/**
 * Where trajectories arrive. A run that begins anew fills tracks of its own, and takes the place of
 * the former ones when it has come as far as what is on show, so that no ball blinks. A run that goes
 * on from a later point is written straight into the tracks: up to there nothing changes.
 */

import { COLUMNS, Track } from "./track.js";

/** @typedef {{racer: number, step: number, name: string, sentence: string}} Regime */

/**
 * @typedef {object} Lot - the tracks and regimes of one experiment
 * @property {Track[]} tracks
 * @property {Regime[][]} regimes - by racer, by step
 * @property {number} arrived - points that have come, of the racer that went furthest
 */

export class Staging {
  constructor() {
    this.columns = /** @type {readonly string[]} */ (COLUMNS);
    /** @type {Lot} what is on show */
    this.front = empty(0, this.columns);
    /** @type {Lot | null} what will replace it */
    this.back = null;
    this.shows = 0;
    /** @type {number | null} the first point of the run that has not begun to arrive */
    this.due = null;
  }

  get tracks() {
    return this.front.tracks;
  }

  get regimes() {
    return this.front.regimes;
  }

  /** Points that have come of the run under way. */
  get arrived() {
    return (this.back ?? this.front).arrived;
  }

  /** Whether something of the run under way can be seen. */
  get shown() {
    return this.back === null && this.due === null;
  }

  /** @param {readonly string[]} columns - in the order of the wire */
  setColumns(columns) {
    this.columns = columns;
  }

  /** Nothing that is on show holds any more. */
  clear() {
    this.front = empty(0, this.columns);
    this.abandon();
  }

  /**
   * From some point on, what is on show no longer holds: the clock must not run into it.
   *
   * @param {number} agreed - points that still hold
   */
  hold(agreed) {
    if (!this.back) this.front.arrived = Math.min(this.front.arrived, Math.max(agreed, 1));
  }

  /**
   * A new run begins.
   *
   * @param {number} racers
   * @param {number} agreed - points that are the same as before
   * @param {number} shows - the step that is on show
   * @returns {number} points that need not come again
   */
  begin(racers, agreed, shows) {
    this.shows = shows;
    const kept = this.back ? 0 : Math.min(agreed, this.front.arrived);
    if (kept > 0 && this.front.tracks.length === racers) {
      this.front.arrived = kept;
      this.due = kept - 1;
      return kept;
    }
    this.back = empty(racers, this.columns);
    this.due = 0;
    return 0;
  }

  /**
   * @param {ArrayLike<number>[][]} racers - columns of each
   * @param {number} start - index of the first point
   * @returns {boolean} whether the new tracks have just taken the place of the old ones
   */
  append(racers, start) {
    const lot = this.back ?? this.front;
    if (this.due !== null) this.#clear(lot, start);
    let points = 0;
    for (const [index, columns] of racers.entries()) {
      const count = columns[0]?.length ?? 0;
      points = Math.max(points, count);
      if (count > 0) lot.tracks[index].append(columns, start);
    }
    lot.arrived = start + points;
    return this.back !== null && lot.arrived > this.shows ? this.finish() : false;
  }

  /**
   * All points are out, or enough of them.
   *
   * @returns {boolean} whether the new tracks have just taken the place of the old ones
   */
  finish() {
    this.due = null;
    if (!this.back) return false;
    this.front = this.back;
    this.back = null;
    return true;
  }

  /** The run under way will bring nothing. */
  abandon() {
    this.back = null;
    this.due = null;
  }

  /**
   * @param {Regime} regime
   * @returns {boolean} whether it is on show
   */
  regime(regime) {
    const lot = this.back ?? this.front;
    lot.regimes[regime.racer]?.push(regime);
    return this.back === null;
  }

  /** @param {Lot} lot @param {number} start */
  #clear(lot, start) {
    this.due = null;
    lot.regimes = lot.regimes.map((list) => list.filter((regime) => regime.step < start));
  }
}

/** @param {number} racers @param {readonly string[]} columns @returns {Lot} */
function empty(racers, columns) {
  return {
    tracks: Array.from({ length: racers }, () => new Track(columns)),
    regimes: Array.from({ length: racers }, () => []),
    arrived: 0,
  };
}
