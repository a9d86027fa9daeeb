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
 * @typedef {object} TrackSet - the tracks and regimes of one experiment
 * @property {Track[]} tracks
 * @property {Regime[][]} regimes - by racer, by step
 * @property {number} arrived - points that have come, of the racer that went furthest
 * @property {number[]} valid - points of each racer that are of this experiment; beyond them its track may
 *   still hold the former path
 */

export class TrackBuffer {
  constructor() {
    this.columns = /** @type {readonly string[]} */ (COLUMNS);
    /** @type {TrackSet} what is on show */
    this.front = empty(0, this.columns);
    /** @type {TrackSet | null} what will replace it */
    this.back = null;
    this.visibleStep = 0;
    /** @type {number | null} the first point of the run that has not begun to arrive */
    this.firstPending = null;
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
    return this.back === null && this.firstPending === null;
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
   * @param {number} validPoints - points that still hold
   */
  hold(validPoints) {
    if (!this.back) this.front.arrived = Math.min(this.front.arrived, Math.max(validPoints, 1));
  }

  /**
   * A new run begins.
   *
   * @param {number} racers
   * @param {number} validPoints - points that are the same as before
   * @param {number} visibleStep - the step that is on show
   * @param {boolean} [sameLandscape] - whether its paths lie on the same land as the former ones
   * @returns {number} points that need not come again
   */
  begin(racers, validPoints, visibleStep, sameLandscape = true) {
    this.visibleStep = visibleStep;
    const { front } = this;
    const as = front.tracks.length === racers;
    const sharedPoints = this.back ? 0 : Math.min(validPoints, front.arrived);
    if (sharedPoints > 0 && as) {
      front.arrived = sharedPoints;
      front.valid = front.valid.map((points) => Math.min(points, sharedPoints));
      if (!sameLandscape) dropInvalid(front);
      this.firstPending = sharedPoints - 1;
      return sharedPoints;
    }
    this.back = empty(racers, this.columns);
    if (as && sameLandscape) this.back.tracks = front.tracks.map((track) => track.clone());
    this.firstPending = 0;
    return 0;
  }

  /**
   * @param {ArrayLike<number>[][]} racers - columns of each
   * @param {number} start - index of the first point
   * @returns {boolean} whether the new tracks have just taken the place of the old ones
   */
  append(racers, start) {
    const set = this.back ?? this.front;
    // Everything was cleared away, and the run that had filled it has not been replaced yet.
    if (set.tracks.length === 0) return false;
    if (this.firstPending !== null) this.#clear(set, start);
    let points = 0;
    for (const [index, columns] of racers.entries()) {
      const count = columns[0]?.length ?? 0;
      points = Math.max(points, count);
      if (count > 0) {
        set.tracks[index].overwrite(columns, start);
        set.valid[index] = start + count;
      }
    }
    set.arrived = start + points;
    endShorter(set);
    if (this.back === null || set.arrived <= this.visibleStep) return false;
    this.#show();
    return true;
  }

  /**
   * All points are out.
   *
   * @returns {boolean} whether the new tracks have just taken the place of the old ones
   */
  finish() {
    this.firstPending = null;
    const replaces = this.back !== null;
    this.#show();
    dropInvalid(this.front);
    return replaces;
  }

  #show() {
    this.front = this.back ?? this.front;
    this.back = null;
  }

  /** The run under way will bring nothing. */
  abandon() {
    this.back = null;
    this.firstPending = null;
    dropInvalid(this.front);
  }

  /**
   * @param {Regime} regime
   * @returns {boolean} whether it is on show
   */
  regime(regime) {
    const set = this.back ?? this.front;
    set.regimes[regime.racer]?.push(regime);
    return this.back === null;
  }

  /** @param {TrackSet} set @param {number} start */
  #clear(set, start) {
    this.firstPending = null;
    set.regimes = set.regimes.map((list) => list.filter((regime) => regime.step < start));
  }
}

/** @param {number} racers @param {readonly string[]} columns @returns {TrackSet} */
function empty(racers, columns) {
  return {
    tracks: Array.from({ length: racers }, () => new Track(columns)),
    regimes: Array.from({ length: racers }, () => []),
    arrived: 0,
    valid: Array.from({ length: racers }, () => 0),
  };
}

/** A racer that ended before the others has no more to come. @param {TrackSet} lot */
function endShorter({ tracks, valid, arrived }) {
  for (const [index, track] of tracks.entries()) if (valid[index] < arrived) track.truncate(valid[index]);
}

/** Takes away what is not the experiment's own. @param {TrackSet} lot */
function dropInvalid({ tracks, valid }) {
  for (const [index, track] of tracks.entries()) track.truncate(valid[index]);
}
