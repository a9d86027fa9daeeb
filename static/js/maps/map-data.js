/** Map data: cells of a map as they arrive; a missing cell has the values of the nearest known one. */

/** @typedef {import("../../../types/api.d.ts").Chart} Facts - of a map, sent before its cells */
/** @typedef {import("../../../types/api.d.ts").MapTheory} Theory - of a quadratic under SGD */

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

  /**
   * The known cell whose values a cell shows: its own if it has arrived.
   *
   * @param {number} column
   * @param {number} row
   */
  sourceOf(column, row) {
    const source = this.source[row * this.width + column];
    return source < 0
      ? { column, row }
      : { column: source % this.width, row: Math.floor(source / this.width) };
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
    source.fill(-1);
    for (let i = 0; i < known.length; i += 1) {
      if (!known[i]) continue;
      source[i] = i;
      queue[last++] = i;
    }
    for (let first = 0; first < last; first += 1) {
      const cell = queue[first];
      for (const other of neighbors(cell, width, height)) {
        if (other < 0 || source[other] >= 0) continue;
        source[other] = source[cell];
        queue[last++] = other;
      }
    }
  }
}

/** The four cells beside a cell; -1 beyond an edge. @param {number} cell @param {number} width @param {number} height */
function neighbors(cell, width, height) {
  const column = cell % width;
  const row = (cell - column) / width;
  return [
    column > 0 ? cell - 1 : -1,
    column < width - 1 ? cell + 1 : -1,
    row > 0 ? cell - width : -1,
    row < height - 1 ? cell + width : -1,
  ];
}
