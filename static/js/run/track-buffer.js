/**
 * Track buffer: stores arriving trajectories. A new run fills its own tracks and replaces the former ones
 * when it has reached the visible step, so that no ball flickers. A run that continues from a later point is
 * written into the existing tracks. Beyond the arrived points the former path stays visible until the new one
 * reaches it: a path that is recomputed many times a second while a slider moves must not shrink to its first
 * points each time.
 */

import { Track } from "./track.js";

/**
 * Evidence is missing in offline files of earlier versions.
 *
 * @typedef {{racer: number, step: number, name: string, sentence: string, evidence?: Record<string, number>}} Regime
 */

/**
 * @typedef {object} TrackSet - tracks and regimes of one experiment
 * @property {Track[]} tracks
 * @property {Regime[][]} regimes - by racer, by step
 * @property {number} arrived - points that have arrived, of the racer that is furthest
 * @property {number[]} valid - number of points of each racer that belong to this experiment; the rest of its
 *   track may be the former path
 */

export class TrackBuffer {
  /** @param {readonly string[]} columns - in the order of the binary frames */
  constructor(columns) {
    this.columns = columns;
    /** @type {TrackSet} shown */
    this.front = empty(0, this.columns);
    /** @type {TrackSet | null} will replace it */
    this.back = null;
    this.visibleStep = 0;
    /** @type {number | null} first point of a run of which nothing has arrived */
    this.firstPending = null;
  }

  get tracks() {
    return this.front.tracks;
  }

  get regimes() {
    return this.front.regimes;
  }

  /** Number of points that have arrived of the current run. */
  get arrived() {
    return (this.back ?? this.front).arrived;
  }

  /** Whether a part of the current run is visible. */
  get shown() {
    return this.back === null && this.firstPending === null;
  }

  /** @param {readonly string[]} columns - in the order of the binary frames */
  setColumns(columns) {
    this.columns = columns;
  }

  /** Removes all tracks. */
  clear() {
    this.front = empty(0, this.columns);
    this.abandon();
  }

  /**
   * Marks the shown points after some point as invalid, so that the clock does not reach them.
   *
   * @param {number} validPoints - number of points that stay valid
   */
  invalidateFrom(validPoints) {
    if (!this.back) this.front.arrived = Math.min(this.front.arrived, Math.max(validPoints, 1));
  }

  /**
   * Begins a new run.
   *
   * @param {number} racers
   * @param {number} validPoints - number of points that are the same as before
   * @param {number} visibleStep - the visible step
   * @param {boolean} [sameLandscape] - whether its paths are on the same landscape as the former ones
   * @returns {number} number of points that need not be sent again
   */
  begin(racers, validPoints, visibleStep, sameLandscape = true) {
    this.visibleStep = visibleStep;
    const { front } = this;
    const sameCount = front.tracks.length === racers;
    const sharedPoints = this.back ? 0 : Math.min(validPoints, front.arrived);
    if (sharedPoints > 0 && sameCount) {
      front.arrived = sharedPoints;
      front.valid = front.valid.map((points) => Math.min(points, sharedPoints));
      if (!sameLandscape) dropInvalid(front);
      this.firstPending = sharedPoints - 1;
      return sharedPoints;
    }
    this.back = empty(racers, this.columns);
    if (sameCount && sameLandscape) this.back.tracks = front.tracks.map((track) => track.clone());
    this.firstPending = 0;
    return 0;
  }

  /**
   * @param {ArrayLike<number>[][]} racers - columns of each racer
   * @param {number} start - index of the first point
   * @returns {boolean} whether the new tracks have just replaced the old ones
   */
  append(racers, start) {
    const set = this.back ?? this.front;
    // Everything was cleared, and the run that filled it has not been replaced yet.
    if (set.tracks.length === 0) return false;
    if (this.firstPending !== null) this.#dropRegimes(set, start);
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
   * Stores the marks of points that have arrived just before.
   *
   * @param {{racer: number, start: number, marks: import("./frames.js").StepMarks[]}} frame
   * @throws {RangeError} if these points have not arrived
   */
  addMarks({ racer, start, marks }) {
    const set = this.back ?? this.front;
    set.tracks[racer]?.setMarks(marks, start); // After everything was cleared, there are no tracks.
  }

  /**
   * Completes the current run: all points have arrived.
   *
   * @returns {boolean} whether the new tracks have just replaced the old ones
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

  /** Ends the current run: nothing more will arrive. */
  abandon() {
    this.back = null;
    this.firstPending = null;
    dropInvalid(this.front);
  }

  /**
   * @param {Regime} regime
   * @returns {boolean} whether it is shown
   */
  addRegime(regime) {
    const set = this.back ?? this.front;
    set.regimes[regime.racer]?.push(regime);
    return this.back === null;
  }

  /** @param {TrackSet} set @param {number} start */
  #dropRegimes(set, start) {
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

/** Truncates racers that ended before the others. @param {TrackSet} set */
function endShorter({ tracks, valid, arrived }) {
  for (const [index, track] of tracks.entries()) if (valid[index] < arrived) track.truncate(valid[index]);
}

/** Truncates points that belong to the former experiment. @param {TrackSet} set */
function dropInvalid({ tracks, valid }) {
  for (const [index, track] of tracks.entries()) track.truncate(valid[index]);
}
