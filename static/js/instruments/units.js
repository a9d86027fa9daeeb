/**
 * Units instrument: each hidden unit's response over the input space, or its filter and the images with the
 * largest response.
 */

import { write } from "../plots/canvas/canvas.js";

export const name = "units";
export const shape = "roomy";

/** @typedef {import("../plots/canvas/canvas.js").Drawing} Drawing */
/** @typedef {import("../../../types/api.d.ts").UnitMaps} UnitMaps */
/** @typedef {import("../../../types/api.d.ts").UnitPictures} UnitPictures */
/** @typedef {import("../../../types/api.d.ts").UnitsFacts} Facts */

const GAP_PX = 3;
/** Space for a layer's number at the left. */
const LABEL_PX = 14;
/** Space between two layers. */
const LAYER_GAP_PX = 6;

/**
 * Draws the units' images.
 *
 * @param {Drawing} drawing
 * @param {Facts} facts
 */
export function draw(drawing, facts) {
  const rows = facts.kind === "maps" ? maps(facts) : pictures(facts);
  const { columns, cell } = fit(rows, drawing.width - LABEL_PX, drawing.height);
  let top = 0;
  for (const { layer, cells } of rows) {
    const lines = Math.ceil(cells.length / columns);
    write(drawing, String(layer + 1), 2, top + cell / 2);
    for (const [k, stack] of cells.entries()) {
      const x = LABEL_PX + (k % columns) * (cell + GAP_PX);
      let y = top + Math.floor(k / columns) * (cell + GAP_PX) * stack.length;
      for (const picture of stack) {
        paint(drawing, picture, x, y, cell);
        y += cell + GAP_PX;
      }
    }
    top += lines * (cell + GAP_PX) * (cells[0]?.length ?? 1) + LAYER_GAP_PX;
  }
}

/** Describes the measurement in a sentence. @param {Facts} facts */
export function describe({ kind, layers }) {
  const shown = layers.map(({ units }) => units).join(", ");
  const more = layers.some((layer) => layer.units > ("maps" in layer ? layer.maps : layer.best).length);
  const what = kind === "maps" ? "units a layer" : "units a layer: filter, best inputs";
  return `${shown} ${what}${more ? ", the first shown" : ""}`;
}

/**
 * @typedef {{rows: (number | null)[][], signed: boolean}} CellImage - an image of a few cells
 * @typedef {{layer: number, cells: CellImage[][]}} Row - a column of images for each unit
 */

/** @param {UnitMaps} facts @returns {Row[]} */
function maps({ layers }) {
  return layers.map(({ layer, maps: all }) => ({
    layer,
    // The first row of a map is the lowest.
    cells: all.map((rows) => [{ rows: [...rows].reverse(), signed: true }]),
  }));
}

/** @param {UnitPictures} facts @returns {Row[]} */
function pictures({ layers }) {
  return layers.map(({ layer, filters, best }) => ({
    layer,
    cells: best.map((inputs, unit) => [
      ...(filters ? [{ rows: filters[unit], signed: true }] : []),
      ...inputs.map((rows) => ({ rows, signed: false })),
    ]),
  }));
}

/**
 * Number of columns that gives the largest cells.
 *
 * @param {Row[]} rows
 * @param {number} width
 * @param {number} height
 */
function fit(rows, width, height) {
  const most = Math.max(...rows.map(({ cells }) => cells.length));
  let best = { columns: 1, cell: 0 };
  for (let columns = 1; columns <= most; columns += 1) {
    const lines = rows.reduce(
      (sum, { cells }) => sum + Math.ceil(cells.length / columns) * (cells[0]?.length ?? 1),
      0,
    );
    const across = (width + GAP_PX) / columns - GAP_PX;
    const down = (height - LAYER_GAP_PX * (rows.length - 1)) / lines - GAP_PX;
    const cell = Math.floor(Math.min(across, down));
    if (cell > best.cell) best = { columns, cell };
  }
  return best;
}

/** @type {OffscreenCanvas | undefined} */
let scratchCanvas;

/**
 * @param {Drawing} drawing
 * @param {CellImage} picture
 * @param {number} x @param {number} y @param {number} size
 */
function paint({ context, colors }, { rows, signed }, x, y, size) {
  scratchCanvas ??= new OffscreenCanvas(1, 1);
  if (scratchCanvas.width !== rows[0].length || scratchCanvas.height !== rows.length)
    Object.assign(scratchCanvas, { width: rows[0].length, height: rows.length });
  const brush = scratchCanvas.getContext("2d");
  if (!brush) return;
  brush.clearRect(0, 0, scratchCanvas.width, scratchCanvas.height);
  const signColor = (/** @type {number} */ value) => (value > 0 ? colors.accent : colors.warm);
  const [color, most] = signed ? [signColor, 0.85] : [() => colors.text, 1];
  for (const [i, row] of rows.entries())
    for (const [j, cell] of row.entries()) {
      const value = Number(cell);
      brush.globalAlpha = Math.min(1, Math.abs(value)) * most;
      brush.fillStyle = color(value);
      brush.fillRect(j, i, 1, 1);
    }
  context.imageSmoothingEnabled = rows.length > 12;
  context.drawImage(scratchCanvas, x, y, size, size);
  context.strokeStyle = colors.hairline;
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
}
