/** Map scale: parameter values to shares of the side, and round ticks. */

import { ticks } from "../canvas/levels.js";
import { formatNumber, superscript } from "../canvas/numbers.js";

/** Round values of a momentum, where the distance from 1 counts. */
const MOMENTA = [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999];

/** @type {Record<string, (value: number) => number>} */
const POSITIONS = {
  linear: (value) => value,
  log: (value) => Math.log(value),
  one_minus_log: (value) => -Math.log1p(-value),
};

export class MapScale {
  /**
   * @param {number[]} values - of the lines, ascending
   * @param {string} kind - linear, log or one_minus_log
   */
  constructor(values, kind) {
    this.values = values;
    this.kind = kind;
    this.position = POSITIONS[kind] ?? POSITIONS.linear;
    this.low = this.position(values[0]);
    this.high = this.position(values[values.length - 1]);
  }

  /** Position of a value: 0 at the first line, 1 at the last. @param {number} value */
  share(value) {
    return (this.position(value) - this.low) / (this.high - this.low);
  }

  /** Index of the line nearest to a position. @param {number} share */
  nearest(share) {
    const last = this.values.length - 1;
    return Math.min(Math.max(Math.round(share * last), 0), last);
  }

  /** @returns {{share: number, text: string}[]} */
  get ticks() {
    const [low, high] = [this.values[0], this.values[this.values.length - 1]];
    return this.#round(low, high)
      .map(({ value, text }) => ({ share: this.share(value), text }))
      .filter(({ share }) => share >= -1e-9 && share <= 1 + 1e-9);
  }

  /** @param {number} low @param {number} high @returns {{value: number, text: string}[]} */
  #round(low, high) {
    if (this.kind === "log") {
      const first = Math.ceil(Math.log10(low) - 1e-9);
      const count = Math.floor(Math.log10(high) + 1e-9) - first + 1;
      return Array.from({ length: Math.max(count, 0) }, (_, k) => ({
        value: 10 ** (first + k),
        text: `10${superscript(first + k)}`,
      }));
    }
    const round =
      this.kind === "one_minus_log"
        ? MOMENTA.filter((value) => value >= low && value <= high)
        : ticks(low, high, 5);
    return round.map((value) => ({ value, text: formatNumber(value, 4) }));
  }
}
