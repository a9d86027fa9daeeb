/** Map data: cells of a map as they arrive; a missing cell has the values of the nearest known one. */

/**
 * @typedef {object} Facts - the server's description of a map, sent before its cells
 * @property {"basins" | "hyperparameters"} kind
 * @property {number} racer
 * @property {{parameter: string, scale: string}[]} axes - horizontal, vertical
 * @property {number[]} x - horizontal values
 * @property {number[]} y - vertical values
 * @property {[number, number, number][]} minima
 * @property {Theory | null} theory
 * @property {string[]} columns
 * @property {number} parts
 */

/**
 * @typedef {object} Theory - of a quadratic under SGD
 * @property {number} kappa
 * @property {{lr: number, momentum: number, rate: number} | null} optimum
 * @property {string[]} regimes - names of the codes in the column `regime`
 * @property {{momentum: number[], stability: number[], critical: number[][]}} lines - learning rates for each
 *   momentum: the stability limit, and where oscillation begins, for the flattest direction first
 */

export class MapData {
  /** @param {Facts} facts */
  constructor(facts) {
    this.facts = facts;
    this.width = facts.x.length;
    this.height = facts.y.length;
    this.arrived = 0;
    const cells = this.width * this.height;
    this.table = facts.columns.map(() => new Float64Array(cells).fill(Number.NaN));
    /** For each cell the index of the known cell whose values it shows; its own index if it is known. */
    this.source = new Int32Array(cells).fill(-1);
    this.known = new Uint8Array(cells);
  }

  /** Whether all cells have arrived. */
  get complete() {
    return this.arrived === this.facts.parts;
  }

  /**
   * @param {Uint32Array} cells - row * width + column
   * @param {Float64Array[]} columns
   */
  add(cells, columns) {
    for (const [k, column] of columns.entries()) {
      const whole = this.table[k];
      for (let i = 0; i < cells.length; i += 1) whole[cells[i]] = column[i];
    }
    for (const cell of cells) this.known[cell] = 1;
    this.arrived += 1;
    this.#fillUnknown();
  }

  /**
   * @param {string} name - of a column
   * @param {number} cell
   * @returns {number} value of the nearest known cell; NaN if there is no such column
   */
  at(name, cell) {
    const column = this.table[this.facts.columns.indexOf(name)];
    const source = this.source[cell];
    return column && source >= 0 ? column[source] : Number.NaN;
  }

  /** Share of the known cells that have this value in a column. @param {string} name @param {number} value */
  share(name, value) {
    const column = this.table[this.facts.columns.indexOf(name)];
    let matching = 0;
    let all = 0;
    for (let i = 0; i < column.length; i += 1) {
      if (!this.known[i]) continue;
      all += 1;
      if (column[i] === value) matching += 1;
    }
    return all > 0 ? matching / all : 0;
  }

  /** Fills missing cells from the nearest known ones (flood fill). */
  #fillUnknown() {
    const { width, height, source, known } = this;
    const queue = new Int32Array(known.length);
    let last = 0;
    for (let i = 0; i < known.length; i += 1) {
      source[i] = known[i] ? i : -1;
      if (known[i]) queue[last++] = i;
    }
    for (let first = 0; first < last; first += 1) {
      const cell = queue[first];
      const column = cell % width;
      const row = (cell - column) / width;
      const near = [
        column > 0 ? cell - 1 : -1,
        column < width - 1 ? cell + 1 : -1,
        row > 0 ? cell - width : -1,
        row < height - 1 ? cell + width : -1,
      ];
      for (const other of near) {
        if (other < 0 || source[other] >= 0) continue;
        source[other] = source[cell];
        queue[last++] = other;
      }
    }
  }
}
