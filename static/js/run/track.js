/**
 * A racer's trajectory as the viewer holds it: one row per point, growing as points stream in.
 * Point 0 is the start; point k is where step k arrived.
 */

/** The columns of a trajectory, in the order of the wire (`engine/race.py`, `COLUMNS`). */
export const COLUMNS = /** @type {const} */ ([
  "x",
  "y",
  "loss",
  "lr",
  "grad_norm",
  "off_plane",
  "gradient_x",
  "gradient_y",
  "momentum_x",
  "momentum_y",
  "batch_loss",
  "evaluations",
  "examples",
]);

const FIRST_CAPACITY = 256;

/**
 * @typedef {object} Moment - a track at a time between two of its points
 * @property {number} index - the last point reached
 * @property {number} next - the point being rolled to; `index` itself at the end of the track
 * @property {number} fraction - how much of the way from `index` to `next` is done, in [0, 1)
 */

export class Track {
  /** @param {readonly string[]} names - the columns, in the order in which `append` gets them */
  constructor(names = COLUMNS) {
    this.names = names;
    /** Number of points. */
    this.length = 0;
    /**
     * Counts the changes to points that were already there. While it stays the same, whatever was
     * computed from the first points of the track still holds.
     */
    this.revision = 0;
    /** @type {Float64Array[]} */
    this.columns = names.map(() => new Float64Array(FIRST_CAPACITY));
  }

  /**
   * Puts points at `start` and drops whatever was there or came after.
   *
   * @param {ArrayLike<number>[]} columns - one array per name, all of one length
   * @param {number} [start] - index of the first of them; at most `length`
   * @throws {RangeError} if they would leave a gap, or columns are missing or of different lengths
   */
  append(columns, start = this.length) {
    const points = this.#checked(columns, start);
    this.truncate(start);
    this.#reserve(start + points);
    for (const [c, values] of columns.entries()) this.columns[c].set(values, start);
    this.length = start + points;
  }

  /**
   * Puts points at `start`, in place of as many as there were; those that came after stay.
   *
   * @param {ArrayLike<number>[]} columns - as for `append`
   * @param {number} start
   * @throws {RangeError} as `append` does
   */
  overwrite(columns, start) {
    const points = this.#checked(columns, start);
    if (start < this.length) this.revision += 1;
    this.#reserve(start + points);
    for (const [c, values] of columns.entries()) this.columns[c].set(values, start);
    this.length = Math.max(this.length, start + points);
  }

  /**
   * Drops the points from index `length` on.
   *
   * @param {number} length
   */
  truncate(length) {
    if (length >= this.length) return;
    this.length = length;
    this.revision += 1;
  }

  /**
   * The values of one column: a view, good until the next `append` or `truncate`.
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

  /** @returns {Track} the same points in memory of their own */
  clone() {
    const copy = new Track(this.names);
    copy.append(this.columns.map((values) => values.subarray(0, this.length)));
    return copy;
  }

  /**
   * Where the ball is at a time, as the two points it rolls between; times before the start and
   * after the last point stand still there.
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
   * The track's numbers at a time. The place (`x`, `y`, `loss`, `off_plane`) is on the straight line
   * between two points; every other column has the value of the last point reached.
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
   * @returns {number} how many points the columns have
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

/** The columns that a ball moves along between two points; the others jump at each point. */
const PLACE = new Set(["x", "y", "loss", "off_plane"]);
