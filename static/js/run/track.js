/**
 * Track: a racer's trajectory, one row per point, growing as points arrive. Point 0 is the start; point k is
 * the result of step k.
 */

const FIRST_CAPACITY = 256;

/**
 * @typedef {object} Moment - a time between two points of a track
 * @property {number} index - the last point reached
 * @property {number} next - the point being rolled to; `index` at the end of the track
 * @property {number} fraction - completed share of the way from `index` to `next`, in [0, 1)
 */

/** @typedef {import("./frames.js").StepMarks} StepMarks */

export class Track {
  /** @param {readonly string[]} names - columns, in the order of `append` */
  constructor(names) {
    this.names = names;
    /** Number of points. */
    this.length = 0;
    /**
     * Number of changes of existing points. While it is equal, everything computed from the first points is
     * still valid.
     */
    this.revision = 0;
    /** @type {Float64Array[]} */
    this.columns = names.map(() => new Float64Array(FIRST_CAPACITY));
    /** Marks by point; shorter than the track if no later point has any. @type {(StepMarks | null)[]} */
    this.marks = [];
    /** Number of times that marks have been set. */
    this.marksRevision = 0;
  }

  /**
   * Writes points from `start` on and drops all later ones; the new points have no marks yet.
   *
   * @param {ArrayLike<number>[]} columns - one array per name, all of the same length
   * @param {number} [start] - index of the first of them; at most `length`
   * @throws {RangeError} if there would be a gap, or columns are missing or differ in length
   */
  append(columns, start = this.length) {
    const points = this.#checked(columns, start);
    this.truncate(start);
    this.#reserve(start + points);
    for (const [c, values] of columns.entries()) this.columns[c].set(values, start);
    this.length = start + points;
  }

  /**
   * Overwrites points from `start` on, without their marks; later ones stay.
   *
   * @param {ArrayLike<number>[]} columns - as for `append`
   * @param {number} start
   * @throws {RangeError} as for `append`
   */
  overwrite(columns, start) {
    const points = this.#checked(columns, start);
    if (start < this.length) this.revision += 1;
    this.#reserve(start + points);
    for (const [c, values] of columns.entries()) this.columns[c].set(values, start);
    this.length = Math.max(this.length, start + points);
    this.marks.fill(null, start, start + points);
  }

  /**
   * Sets the marks of points from `start` on; those of the other points stay.
   *
   * @param {StepMarks[]} marks - one per point
   * @param {number} start
   * @throws {RangeError} if the track does not have these points
   */
  setMarks(marks, start) {
    if (start + marks.length > this.length) {
      throw new RangeError(
        `Marks up to point ${start + marks.length - 1} need that point: the track has ${this.length}.`,
      );
    }
    for (const [k, one] of marks.entries()) {
      const empty = one.points.length === 0 && one.arrows.length === 0 && one.ellipse === null;
      this.marks[start + k] = empty ? null : one;
    }
    this.marksRevision += 1;
  }

  /**
   * The marks that are shown at a point. No step leaves the last point: it keeps what the step to it has shown.
   *
   * @param {number} index
   * @returns {StepMarks | null | undefined} nothing if it has none
   */
  marksAt(index) {
    return this.marks[index] ?? (index === this.length - 1 ? this.marks[index - 1] : null);
  }

  /**
   * Drops the points from index `length` on.
   *
   * @param {number} length
   */
  truncate(length) {
    if (length >= this.length) return;
    this.length = length;
    this.marks.length = Math.min(this.marks.length, length);
    this.revision += 1;
  }

  /**
   * The values of one column: a view, valid until the next `append` or `truncate`.
   *
   * @param {string} name
   * @returns {Float64Array}
   * @throws {RangeError} if the track has no such column
   */
  column(name) {
    const values = this.columns[this.names.indexOf(name)];
    if (!values)
      throw new RangeError(`A track has the columns ${this.names.join(", ")}; "${name}" is none of them.`);
    return values.subarray(0, this.length);
  }

  /** @returns {Track} a copy: what is written to one does not change the other */
  clone() {
    const copy = new Track(this.names);
    copy.append(this.columns.map((values) => values.subarray(0, this.length)));
    copy.marks = [...this.marks];
    return copy;
  }

  /**
   * The two points that the ball is between at a time; clamped to the first and the last point.
   *
   * @param {number} time - fractional step
   * @returns {Moment | null} null while the track has no points
   */
  moment(time) {
    if (this.length === 0) return null;
    const last = this.length - 1;
    if (!(time > 0)) return { index: 0, next: Math.min(1, last), fraction: 0 };
    if (time >= last) return { index: last, next: last, fraction: 0 };
    const index = Math.floor(time);
    return { index, next: index + 1, fraction: time - index };
  }

  /**
   * The values at a time. Position columns (`x`, `y`, `loss`, `off_plane`) are interpolated; all others are
   * those of the last point reached.
   *
   * @param {number} time - fractional step
   * @returns {(Record<string, number> & {index: number}) | null} null while the track has no points
   */
  at(time) {
    const moment = this.moment(time);
    if (!moment) return null;
    const { index, next, fraction } = moment;
    /** @type {Record<string, number> & {index: number}} */
    const row = { index };
    for (const [c, name] of this.names.entries()) {
      const values = this.columns[c];
      const here = values[index];
      const there = values[next];
      row[name] = PLACE.has(name) && fraction > 0 ? here + fraction * (there - here) : here;
    }
    return row;
  }

  /**
   * @param {ArrayLike<number>[]} columns
   * @param {number} start
   * @returns {number} number of points
   */
  #checked(columns, start) {
    if (columns.length !== this.names.length) {
      throw new RangeError(`A track takes ${this.names.length} columns; ${columns.length} were given.`);
    }
    if (start > this.length) {
      throw new RangeError(`Points from ${start} on would leave a gap: the track has ${this.length}.`);
    }
    const points = columns[0]?.length ?? 0;
    if (columns.some((values) => values.length !== points)) {
      throw new RangeError("The columns of a track must all have the same number of points.");
    }
    return points;
  }

  /** @param {number} length */
  #reserve(length) {
    const capacity = this.columns[0]?.length ?? 0;
    if (length <= capacity) return;
    const grown = Math.max(length, 2 * capacity);
    this.columns = this.columns.map((values) => {
      const copy = new Float64Array(grown);
      copy.set(values.subarray(0, this.length));
      return copy;
    });
  }
}

/** Columns that are interpolated between two points; the others change at each point. */
const PLACE = new Set(["x", "y", "loss", "off_plane"]);
