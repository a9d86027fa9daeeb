/**
 * Where trajectories arrive. A run that begins anew fills tracks of its own, and takes the place of
 * the former ones when it has come as far as what is on show, so that no ball blinks. A run that goes
 * on from a later point is written straight into the tracks: up to there nothing changes. Beyond what
 * has come, the former path stays on show until the new one reaches it: a path that is drawn anew many
 * times a second, while a slider moves, must not shrink to its first points each time.
 */

import { COLUMNS, Track } from "./track.js";

/** @typedef {{racer: number, step: number, name: string, sentence: string}} Regime */

/**
 * @typedef {object} Lot - the tracks and regimes of one experiment
 * @property {Track[]} tracks
 * @property {Regime[][]} regimes - by racer, by step
 * @property {number} arrived - points that have come, of the racer that went furthest
 * @property {number[]} own - points of each racer that are of this experiment; beyond them its track may
 *   still hold the former path
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
   * @param {boolean} [like] - whether its paths lie on the same land as the former ones
   * @returns {number} points that need not come again
   */
  begin(racers, agreed, shows, like = true) {
    this.shows = shows;
    const { front } = this;
    const as = front.tracks.length === racers;
    const kept = this.back ? 0 : Math.min(agreed, front.arrived);
    if (kept > 0 && as) {
      front.arrived = kept;
      front.own = front.own.map((points) => Math.min(points, kept));
      if (!like) trim(front);
      this.due = kept - 1;
      return kept;
    }
    this.back = empty(racers, this.columns);
    if (as && like) this.back.tracks = front.tracks.map((track) => track.clone());
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
    // Everything was cleared away, and the run that had filled it has not been replaced yet.
    if (lot.tracks.length === 0) return false;
    if (this.due !== null) this.#clear(lot, start);
    let points = 0;
    for (const [index, columns] of racers.entries()) {
      const count = columns[0]?.length ?? 0;
      points = Math.max(points, count);
      if (count > 0) {
        lot.tracks[index].overwrite(columns, start);
        lot.own[index] = start + count;
      }
    }
    lot.arrived = start + points;
    stop(lot);
    if (this.back === null || lot.arrived <= this.shows) return false;
    this.#show();
    return true;
  }

  /**
   * All points are out.
   *
   * @returns {boolean} whether the new tracks have just taken the place of the old ones
   */
  finish() {
    this.due = null;
    const replaces = this.back !== null;
    this.#show();
    trim(this.front);
    return replaces;
  }

  #show() {
    this.front = this.back ?? this.front;
    this.back = null;
  }

  /** The run under way will bring nothing. */
  abandon() {
    this.back = null;
    this.due = null;
    trim(this.front);
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
    own: Array.from({ length: racers }, () => 0),
  };
}

/** A racer that ended before the others has no more to come. @param {Lot} lot */
function stop({ tracks, own, arrived }) {
  for (const [index, track] of tracks.entries()) if (own[index] < arrived) track.truncate(own[index]);
}

/** Takes away what is not the experiment's own. @param {Lot} lot */
function trim({ tracks, own }) {
  for (const [index, track] of tracks.entries()) track.truncate(own[index]);
}
